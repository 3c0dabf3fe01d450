package org.jieshui.cases.rest;

import org.jieshui.testkit.SecurityContract;

class CasesRestSecurityTest extends SecurityContract {
    CasesRestSecurityTest() {
        super(new CasesResource(null, null), new TasksResource(null, null), new EventsResource(null), new PauseReasonsResource(null), new ProcessesResource(null),
                new ListenersResource(null), new HandoversResource(null), new MovesResource(null), new ExportsResource(null, null));
    }
}
