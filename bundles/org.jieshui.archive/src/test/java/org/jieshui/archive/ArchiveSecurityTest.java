package org.jieshui.archive;

import org.jieshui.testkit.SecurityContract;

class ArchiveSecurityTest extends SecurityContract {

    ArchiveSecurityTest() {
        super(new ArchivesResource(null, null, null, null, null), new DocumentsResource(null, null, null, null), new DocumentTypesResource(null));
    }
}
