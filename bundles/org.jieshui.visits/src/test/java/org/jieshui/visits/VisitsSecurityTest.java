package org.jieshui.visits;

import org.jieshui.testkit.SecurityContract;

class VisitsSecurityTest extends SecurityContract {

    VisitsSecurityTest() {
        super(new QuestionnaireResource(null, null, null), new FollowUpResource(null, null, null, null, null, null, 3));
    }
}
