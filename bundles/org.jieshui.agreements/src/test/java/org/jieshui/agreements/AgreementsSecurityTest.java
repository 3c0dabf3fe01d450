package org.jieshui.agreements;

import org.jieshui.testkit.SecurityContract;

class AgreementsSecurityTest extends SecurityContract {

    AgreementsSecurityTest() {
        super(new AgreementResource(null, null, null, null, null, null, null), new DeliveryResource(null, null, null, null, null, null), new TemplateResource(null, null, null));
    }
}
