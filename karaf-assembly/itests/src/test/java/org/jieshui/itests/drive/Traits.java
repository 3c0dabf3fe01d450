package org.jieshui.itests.drive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
import org.jieshui.itests.drive.PriceBook.Quantities;

/** What the generator makes of a customer: when he comes, what he needs, how he pays, what goes wrong on the way. The same seed makes the same customers. */
final class Traits {

    private static final LocalDate FIRST = LocalDate.of(2024, 1, 2);
    /** So that the slowest case ends within the years that the reference knows. */
    private static final LocalDate LAST = LocalDate.of(2026, 9, 10);
    /** Around the Spring Festivals, National Days and make-up days. */
    private static final List<LocalDate> SPECIAL = List.of(LocalDate.of(2024, 2, 4), LocalDate.of(2024, 2, 9), LocalDate.of(2024, 2, 18), LocalDate.of(2024, 4, 7), LocalDate.of(2024, 4, 28),
            LocalDate.of(2024, 5, 11), LocalDate.of(2024, 9, 14), LocalDate.of(2024, 9, 29), LocalDate.of(2024, 9, 30), LocalDate.of(2024, 10, 12), LocalDate.of(2025, 1, 26), LocalDate.of(2025, 1, 27),
            LocalDate.of(2025, 2, 8), LocalDate.of(2025, 4, 27), LocalDate.of(2025, 9, 28), LocalDate.of(2025, 9, 30), LocalDate.of(2025, 10, 11), LocalDate.of(2026, 1, 4), LocalDate.of(2026, 2, 14),
            LocalDate.of(2026, 2, 28), LocalDate.of(2026, 5, 9), LocalDate.of(2024, 12, 31), LocalDate.of(2025, 12, 31), LocalDate.of(2024, 2, 29));
    private static final List<LocalTime> EDGES = List.of(LocalTime.of(0, 0), LocalTime.of(8, 29), LocalTime.of(8, 30), LocalTime.of(8, 31), LocalTime.of(12, 0), LocalTime.of(17, 29), LocalTime.of(17, 30),
            LocalTime.of(17, 31), LocalTime.of(23, 59));

    enum Paying {
        EXACT, TWICE, THRICE, TOO_MUCH, MISTAKEN
    }

    enum Leaving {
        NO, BEFORE_PLAN, AFTER_FEE, AFTER_HALF
    }

    final int number;
    final Random random;
    final Instant comes;
    final boolean jointReview;
    final Quantities needs;
    final String variant;
    final Paying paying;
    final Leaving leaving;
    final boolean deposit;
    final boolean dissatisfied;
    /** How many times somebody stops the clock. */
    final int pauses;

    /** @param all how many customers there are: they come spread over the years */
    Traits(long seed, int number, int all) {
        this.number = number;
        random = new Random(seed * 1_000_003 + number);
        jointReview = number % 3 == 0;
        comes = comes(number, all);
        boolean digs = chance(60);
        needs = new Quantities(any(PriceBook.METERS), any(PriceBook.PIPES), 500L * (1 + random.nextInt(160)) + (chance(20) ? random.nextInt(500) : 0),
                digs ? 500L * (1 + random.nextInt(80)) + (chance(30) ? 10L * random.nextInt(50) : 0) : null, chance(30) ? 500L * (1 + random.nextInt(40)) : null);
        variant = any(PriceBook.VARIANTS);
        paying = any(List.of(Paying.values()));
        leaving = number % 17 == 5 ? Leaving.values()[1 + number / 17 % 3] : Leaving.NO;
        deposit = chance(20);
        dissatisfied = chance(25);
        pauses = chance(45) ? 1 + random.nextInt(2) : 0;
    }

    private Instant comes(int n, int all) {
        if (n % 3 == 1) {
            return Reckoner.moment(SPECIAL.get((n / 3) % SPECIAL.size()), any(EDGES));
        }
        long span = LAST.toEpochDay() - FIRST.toEpochDay();
        var day = FIRST.plusDays(span * n / Math.max(1, all));
        return Reckoner.moment(day, chance(30) ? any(EDGES) : LocalTime.of(random.nextInt(24), random.nextInt(60)));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T any(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    /** Minutes until somebody does the next thing: often at once, sometimes after days. */
    int pace() {
        int dice = random.nextInt(100);
        return dice < 40 ? 1 + random.nextInt(20) : dice < 75 ? 20 + random.nextInt(280) : dice < 94 ? 300 + random.nextInt(1600) : 1900 + random.nextInt(5000);
    }
}
