package org.jieshui.gis;

import org.jieshui.testkit.FormsContract;

class GisFormsTest extends FormsContract {}
