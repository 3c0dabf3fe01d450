package org.jieshui.construction;

import org.jieshui.testkit.SecurityContract;

class ConstructionSecurityTest extends SecurityContract {

    ConstructionSecurityTest() {
        super(new ChecklistResource(null, null, null), new ExcavationResource(null, null, null, null, null, null, null, null, null), new WorksResource(null, null, null, null, null, null, null, null),
                new WorksListResource(null, null, null, null, null, null), new AcceptanceResource(null, null, null, null, null, null, null, null), new AsBuiltResource(null, null, null, null, null));
    }
}
