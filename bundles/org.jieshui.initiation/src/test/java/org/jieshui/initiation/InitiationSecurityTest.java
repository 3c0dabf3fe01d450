package org.jieshui.initiation;

import org.jieshui.testkit.SecurityContract;

class InitiationSecurityTest extends SecurityContract {

    InitiationSecurityTest() {
        super(new InitiationResource(null, null, null, null));
    }
}
