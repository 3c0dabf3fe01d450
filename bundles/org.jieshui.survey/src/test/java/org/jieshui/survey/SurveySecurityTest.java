package org.jieshui.survey;

import org.jieshui.testkit.SecurityContract;

class SurveySecurityTest extends SecurityContract {

    SurveySecurityTest() {
        super(new AppointmentResource(null, null, null, null), new PlanResource(null, null, null));
    }
}
