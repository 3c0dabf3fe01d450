package org.jieshui.pricing;

import org.jieshui.testkit.SecurityContract;

class PricingSecurityTest extends SecurityContract {

    PricingSecurityTest() {
        super(new ListResource(null, null, null), new FeeResource(null, null, null, null, null, null), new QuotationResource(null, null, null, null, null, null));
    }
}
