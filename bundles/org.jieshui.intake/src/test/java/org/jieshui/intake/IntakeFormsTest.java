package org.jieshui.intake;

import org.jieshui.testkit.FormsContract;

class IntakeFormsTest extends FormsContract {}
