package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.jieshui.cases.api.NewCase;
import org.junit.jupiter.api.Test;

class OpenTasksTest extends Story {

    @Test
    void whatAModuleHasInHandIsCountedByType() {
        var open = new OpenTasksOfModules(DB.database());
        var accept = "intake.accept";
        int before = open.ofModule("intake").getOrDefault(accept, 0);
        for (int i = 0; i < 3; i++) {
            fixture.cases().open(service, new NewCase("single-meter", "application", "客户" + i, null, null, "旅游路", "lixia", null), null);
        }

        assertThat(open.ofModule("intake")).containsEntry(accept, before + 3);
        assertThat(open.ofModule("int")).as("part of a name").isEmpty();
        assertThat(open.ofModule("visits")).as("nothing is open").isEmpty();
    }
}
