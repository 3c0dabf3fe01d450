package org.jieshui.design;

import org.jieshui.testkit.FormsContract;

class DesignFormsTest extends FormsContract {}
