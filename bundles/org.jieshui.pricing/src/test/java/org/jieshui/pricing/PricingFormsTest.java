package org.jieshui.pricing;

import org.jieshui.testkit.FormsContract;

class PricingFormsTest extends FormsContract {}
