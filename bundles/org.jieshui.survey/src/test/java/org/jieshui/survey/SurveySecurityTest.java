package org.jieshui.survey;

import org.jieshui.testkit.SecurityContract;

class SurveySecurityTest extends SecurityContract {

    SurveySecurityTest() {
        super(new SurveyResource(null, null, null, null));
    }
}
