package org.jieshui.construction;

import org.jieshui.testkit.FormsContract;

class ConstructionFormsTest extends FormsContract {}
