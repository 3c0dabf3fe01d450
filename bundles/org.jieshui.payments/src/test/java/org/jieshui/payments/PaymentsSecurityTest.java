package org.jieshui.payments;

import org.jieshui.testkit.SecurityContract;

class PaymentsSecurityTest extends SecurityContract {

    PaymentsSecurityTest() {
        super(new TransferResource(null, null, null, null, null, null), new CaseResource(null, null, null, null, null));
    }
}
