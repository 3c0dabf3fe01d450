package org.jieshui.intake;

import org.jieshui.testkit.SecurityContract;

class IntakeSecurityTest extends SecurityContract {

    IntakeSecurityTest() {
        super(new LogResource(null, null, null, null), new NotReadyResource(null, null, null, null, null, null, null), new ApplicationResource(null, null, null, null, null));
    }
}
