package org.jieshui.deploy;

import org.jieshui.testkit.SecurityContract;

class DeploySecurityTest extends SecurityContract {
    DeploySecurityTest() {
        super(new ModulesResource(null, null), new DeploymentsResource(null));
    }
}
