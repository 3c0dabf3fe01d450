package org.jieshui.initiation;

import org.jieshui.testkit.FormsContract;

class InitiationFormsTest extends FormsContract {}
