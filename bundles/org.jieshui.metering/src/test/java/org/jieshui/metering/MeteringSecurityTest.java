package org.jieshui.metering;

import org.jieshui.testkit.SecurityContract;

class MeteringSecurityTest extends SecurityContract {

    MeteringSecurityTest() {
        super(new MeterResource(null, null, null, null, null, null), new DeliveryResource(null, null, null, null), new CaseMeterResource(null, null, null, null, null, null, null));
    }
}
