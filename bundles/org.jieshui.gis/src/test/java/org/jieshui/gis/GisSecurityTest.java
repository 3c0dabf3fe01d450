package org.jieshui.gis;

import org.jieshui.testkit.SecurityContract;

class GisSecurityTest extends SecurityContract {

    GisSecurityTest() {
        super(new NetworkResource(null, null, null, null), new AssetResource(null, null, null), new CaseResource(null, null, null), new ImportResource(null));
    }
}
