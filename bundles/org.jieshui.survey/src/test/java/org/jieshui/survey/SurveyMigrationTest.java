package org.jieshui.survey;

import org.jieshui.testkit.MigrationContract;

class SurveyMigrationTest extends MigrationContract {

    SurveyMigrationTest() {
        super("survey", SurveyStore.class);
    }
}
