package org.jieshui.design;

import org.jieshui.testkit.SecurityContract;

class DesignSecurityTest extends SecurityContract {

    DesignSecurityTest() {
        super(new DesignResource(null, null, null));
    }
}
