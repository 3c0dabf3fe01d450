package org.jieshui.itests.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.jieshui.itests.Corpus;
import org.junit.jupiter.api.Test;

/**
 * Single-meter cases with dates from 2024 to 2026, many in flight at once, driven from application to archive with the clock in hand: every deadline equals the separate
 * reference, every sum the separate addition, every archive verifies. {@code -Ddrive.cases=1000} for the whole of it, {@code -Ddrive.seed=…} for other customers.
 */
class DriveIT {

    private static final int CASES = 9;
    private static final long SEED = 20240102;

    @Test
    void everyDeadlineEverySumEveryArchive() {
        int cases = Integer.getInteger("drive.cases", CASES);
        long seed = Long.getLong("drive.seed", SEED);
        long began = System.nanoTime();
        try (var installation = Installation.unpack("drive", Drive.START).start()) {
            long ready = System.nanoTime();
            var drive = new Drive(installation, seed).run(IntStream.range(0, cases).mapToObj(n -> new Traits(seed, n, cases)).toList());
            System.out.println("Drive: " + cases + " cases, seed " + seed + "; " + drive.door.requests() + " requests, " + drive.door.writes() + " writes; " + drive.tally + "; start "
                    + (ready - began) / 1_000_000_000 + " s, drive " + (System.nanoTime() - ready) / 1_000_000_000 + " s\nDrive: " + drive.parts());
            assertThat(drive.tally.differences()).isEmpty();
            assertThat(drive.parts().get("ended")).as("every case went to its end").isEqualTo(cases);
            assertThat(drive.tally.archives()).isEqualTo(drive.parts().get("waters on")).isGreaterThan(cases * 8 / 10);
        }
    }

    /** The hand-written days against those that others collected, where they are at hand. */
    @Test
    void theDaysOffAreThoseOfTheAnnouncements() throws Exception {
        var days = new DaysOff();
        for (int year = 2024; year <= 2026; year++) {
            var collected = Corpus.file("holidays/" + year + ".json");
            if (collected.isEmpty()) {
                return;
            }
            var off = new HashMap<LocalDate, Boolean>();
            Door.JSON.readTree(collected.get()).path("days").forEach(day -> off.put(LocalDate.parse(day.path("date").asText()), day.path("isOffDay").asBoolean()));
            for (var day = LocalDate.of(year, 1, 1); day.getYear() == year; day = day.plusDays(1)) {
                assertThat(days.isWorked(day)).as(day.toString()).isEqualTo(!off.getOrDefault(day, day.getDayOfWeek().getValue() > 5));
            }
        }
    }
}
