package org.jieshui.visits;

import org.jieshui.testkit.FormsContract;

class VisitsFormsTest extends FormsContract {}
