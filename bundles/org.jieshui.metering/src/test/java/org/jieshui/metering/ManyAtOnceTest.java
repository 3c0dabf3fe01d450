package org.jieshui.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sixteen at once reserve, change, release, exchange and hang ten thousand meters, on the database that ships: no meter comes to two cases, and what is counted is what happened. */
class ManyAtOnceTest {

    private static final int METERS = 10_000;
    private static final int CASES = 1_500;
    private static final int THREADS = 16;
    private static final int STEPS = 250;
    private static final Instant AT = Instant.parse("2026-10-13T02:00:00Z");

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("metering", MeterStore.class);

    private final MeterStore store = new MeterStore(DB.database());
    private final Meters meters = new Meters(store, 0, 30);

    @Test
    void noMeterComesToTwoCases() throws Exception {
        DB.database().transact(h -> store.add(h, IntStream.range(0, METERS).mapToObj(ManyAtOnceTest::meter).toList(), null, AT, 1));
        var pool = Executors.newFixedThreadPool(THREADS);
        var all = new ArrayList<Future<Integer>>();
        try {
            for (int t = 0; t < THREADS; t++) {
                all.add(pool.submit(work(t)));
            }
            int done = 0;
            for (var one : all) {
                done += one.get();
            }
            assertThat(done).as("most of it is not refused").isGreaterThan(THREADS * STEPS / 3);
        } finally {
            pool.shutdownNow();
        }
        balanced();
    }

    /** Threads meet at the same cases and the same meters on purpose. */
    private Callable<Integer> work(int seed) {
        return () -> {
            var random = new Random(seed);
            var by = new Meters.By(seed, AT);
            int done = 0;
            for (int i = 0; i < STEPS; i++) {
                long caseId = 1 + random.nextInt(CASES);
                try {
                    step(random, caseId, by);
                    done++;
                } catch (ProblemException refused) {
                    assertThat(refused.problem().type()).isIn("metering/taken", "metering/hung", "metering/state", "metering/none-in-stock", "invalid");
                }
            }
            return done;
        };
    }

    private void step(Random random, long caseId, Meters.By by) {
        var serial = meter(random.nextInt(random.nextBoolean() ? METERS : 60)).serial();
        switch (random.nextInt(8)) {
            case 0, 1 -> meters.reserve(caseId, 20, null, "换", by);
            case 2 -> meters.reserve(caseId, serial, "换", by);
            case 3 -> meters.release(caseId, "退", by);
            case 4 -> meters.hang(caseId, serial, LocalDate.ofInstant(AT, Meters.ZONE), "现场换", by);
            case 5 -> {
                var reserved = store.ofCase(caseId);
                if (reserved.isPresent()) {
                    meters.hang(caseId, reserved.get().serial(), LocalDate.ofInstant(AT, Meters.ZONE), null, by);
                }
            }
            case 6 -> meters.unhang(caseId, "退回", by);
            default -> meters.scrap(store.find(serial).orElseThrow().id(), "坏", by);
        }
    }

    private void balanced() {
        var all = store.page(MeterStore.Filter.ALL, null, METERS + 1);
        assertThat(all).hasSize(METERS);
        assertThat(all.stream().map(Meter::caseId).filter(c -> c != null).toList()).as("a case has one meter").doesNotHaveDuplicates().isNotEmpty();
        assertThat(all).allSatisfy(m -> assertThat(m.caseId() != null).isEqualTo(m.is(Meter.RESERVED) || m.is(Meter.HUNG)));
        var counted = new HashMap<String, Integer>();
        store.counts(LocalDate.ofInstant(AT, Meters.ZONE)).forEach(c -> c.states().forEach((s, n) -> counted.merge(s, n, Integer::sum)));
        assertThat(counted).isEqualTo(all.stream().collect(Collectors.toMap(Meter::state, m -> 1, Integer::sum)));
        assertThat(counted.values().stream().mapToInt(n -> n).sum()).isEqualTo(METERS);
        assertThat(counted.keySet()).contains(Meter.STOCK, Meter.RESERVED, Meter.HUNG, Meter.SCRAPPED);
        Map<Long, List<MeterStore.Event>> history = DB.database().read(h -> h.createQuery("SELECT id, meter_id, at, person, kind, case_id, words FROM metering.event ORDER BY id")
                .map((rs, c) -> new MeterStore.Event(rs.getLong("id"), rs.getLong("meter_id"), AT, rs.getLong("person"), rs.getString("kind"), rs.getObject("case_id", Long.class), rs.getString("words"))).list())
                .stream().collect(Collectors.groupingBy(MeterStore.Event::meter));
        assertThat(all).allSatisfy(m -> {
            var told = told(history.get(m.id()));
            assertThat(told.state()).as(m.serial()).isEqualTo(m.state());
            assertThat(told.caseId()).as(m.serial()).isEqualTo(m.caseId());
        });
    }

    private record Told(String state, Long caseId) {}

    /** The state that the history tells of; every step has to follow from the one before. */
    private static Told told(List<MeterStore.Event> events) {
        var now = new Told(null, null);
        for (var e : events) {
            now = switch (e.kind()) {
                case "imported" -> after(now, null, Meter.STOCK, null, e);
                case "reserved" -> after(now, Meter.STOCK, Meter.RESERVED, e.caseId(), e);
                case "released" -> after(now, Meter.RESERVED, Meter.STOCK, null, e);
                case "hung" -> after(now, Meter.RESERVED, Meter.HUNG, e.caseId(), e);
                case "unhung" -> after(now, Meter.HUNG, Meter.RESERVED, e.caseId(), e);
                case "scrapped" -> after(now, Meter.STOCK, Meter.SCRAPPED, null, e);
                default -> throw new AssertionError(e);
            };
        }
        return now;
    }

    private static Told after(Told before, String from, String to, Long caseId, MeterStore.Event e) {
        assertThat(before.state()).as("before %s", e).isEqualTo(from);
        if (before.caseId() != null) {
            assertThat(e.caseId()).as("%s", e).isEqualTo(before.caseId());
        }
        return new Told(to, caseId);
    }

    private static Meter.New meter(int i) {
        return new Meter.New("M%06d".formatted(i), "A", 20, "remote", "某厂", LocalDate.parse("2026-05-10"), null, null, null);
    }
}
