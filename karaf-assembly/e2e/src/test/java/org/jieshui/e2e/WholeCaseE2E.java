package org.jieshui.e2e;

import org.jieshui.e2e.Office.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The main job, through the pages alone: a need for water from the joint-review approval to running water, visit and the archive that is carried away, every
 * department signed in for its own work.
 */
@ExtendWith(Office.class)
class WholeCaseE2E {

    @Test
    void fromTheJointReviewToTheArchivedPackage(Rooms rooms) {
        var staff = new Staff(rooms);
        var metering = new MeteringDesk(staff);
        var construction = new ConstructionDesk(staff);
        var agreements = new AgreementsDesk(staff);
        new FrontHalf(staff).drawingsAreConfirmed();
        new PricingDesk(staff).feeIsIssuedAndAccepted();
        metering.meterIsReservedAndPrepared();
        construction.permitIsGrantedAndSiteReady();
        agreements.commissionIsSignedAndSent();
        new PaymentsDesk(staff).feeArrivesInTwoTransfers();
        construction.worksAreStoppedAndFinished();
        construction.acceptanceFailsThenPasses();
        construction.pipeAsBuiltIsHandedOver();
        agreements.supplyContractIsPrepared();
        metering.waterRuns();
        new VisitDesk(staff).customerIsSatisfied();
        new ArchiveDesk(staff).packageOpensAnywhere();
        staff.nothingBroke();
    }
}
