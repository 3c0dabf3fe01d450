package org.jieshui.itests.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether the drive would find anything: with each of three faults planted it must. Three starts of the platform, so only with {@code -Ddrive.faults=true}. */
@EnabledIfSystemProperty(named = "drive.faults", matches = "true")
class PlantedFaultsIT {

    private static final long SEED = 20240102;
    private static final int CASES = 200;
    private static final int TRIED = 4;

    @ParameterizedTest
    @EnumSource
    void theDriveFindsIt(PlantedFault fault) {
        var installation = Installation.unpack("fault", Drive.START);
        fault.plant(installation.platform().home());
        try (installation) {
            var drive = new Drive(installation.start(), SEED).untilSomethingDiffers().run(customers(fault));
            System.out.println("Drive with " + fault + ": " + drive.tally + "\n  " + drive.tally.differences());
            assertThat(drive.tally.differences()).isNotEmpty().first().asString().contains(sign(fault));
        }
    }

    /** A few of those whom the fault can meet. */
    private static List<Traits> customers(PlantedFault fault) {
        var prices = new PriceBook(new Random(SEED));
        return IntStream.range(0, CASES).mapToObj(n -> new Traits(SEED, n, CASES)).filter(traits -> switch (fault) {
            case MAKE_UP_DAY_OFF -> traits.number % 3 == 1; // they come around such days
            case PAUSE_NOT_DEDUCTED -> traits.pauses > 0;
            case HALF_EVEN -> prices.isTied(Reckoner.day(traits.comes), traits.needs);
        }).limit(TRIED).toList();
    }

    private static String sign(PlantedFault fault) {
        return switch (fault) {
            case MAKE_UP_DAY_OFF -> " at ";
            case PAUSE_NOT_DEDUCTED -> "clock flow";
            case HALF_EVEN -> " fee ";
        };
    }
}
