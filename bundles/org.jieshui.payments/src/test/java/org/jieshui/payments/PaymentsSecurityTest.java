package org.jieshui.payments;

import org.jieshui.testkit.SecurityContract;

class PaymentsSecurityTest extends SecurityContract {

    PaymentsSecurityTest() {
        super(new TransferResource(null, null, null, null, null, null, null), new CaseResource(null, null, null, null, null),
                new RefundResource(null, null, null, null, null, null, null, null), new PaperResource(null, null, null, null), new StatementResource(null, null, null, null, null), new CheckResource(null, null, null));
    }
}
