package org.jieshui.metering;

import org.jieshui.testkit.FormsContract;

class MeteringFormsTest extends FormsContract {}
