package org.jieshui.itests.drive;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The years as they pass: everything that happens is in one queue, ordered by time, and the platform's clock goes from one to the next. */
final class Drive {

    /** Before the first customer, so that lists and meters are there. */
    static final Instant START = Reckoner.moment(LocalDate.of(2024, 1, 1), LocalTime.of(9, 0));
    private static final int METERS_EACH = 60;

    private record Event(Instant at, int order, Runnable what) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::order));
    private final Map<String, Integer> parts = new HashMap<>();
    private int order;
    private boolean impatient;
    final DrivenClock clock;
    final Door door;
    final Reckoner reckoner = new Reckoner();
    final PriceBook prices;
    final Books books = new Books();
    final Tally tally = new Tally();

    Drive(Installation installation, long seed) {
        clock = installation.clock();
        door = new Door(installation.platform(), clock);
        prices = new PriceBook(new Random(seed));
    }

    /** Goes no further than the first difference. */
    Drive untilSomethingDiffers() {
        impatient = true;
        return this;
    }

    /** Everything from the first day until nothing is left to do. */
    Drive run(List<Traits> customers) {
        takeBackSampleLists();
        for (var version : prices.versions()) {
            at(version.effective().isAfter(Reckoner.day(START)) ? Reckoner.moment(version.effective().minusDays(5), LocalTime.of(10, 0)) : START, () -> publish(version));
        }
        for (int i = 0; i < 6; i++) {
            int delivery = i;
            at(Reckoner.moment(Reckoner.day(START).plusMonths(6L * i), LocalTime.of(9, 0)), () -> deliverMeters(delivery, METERS_EACH + customers.size() / 10));
        }
        for (int month = 1; month < 36; month += 3) {
            at(Reckoner.moment(LocalDate.of(2024, 1, 31).plusMonths(month), LocalTime.of(20, 0)), this::balance);
        }
        customers.forEach(traits -> at(traits.comes, new Customer(this, traits)::next));
        while (!events.isEmpty() && !(impatient && tally.differs())) {
            var event = events.poll();
            clock.to(event.at());
            event.what().run();
        }
        balance();
        door.parked().forEach(one -> tally.differs("given up: " + one));
        return this;
    }

    void at(Instant moment, Runnable what) {
        events.add(new Event(moment, order++, what));
    }

    LocalDate today() {
        return Reckoner.day(clock.now());
    }

    void count(String part) {
        parts.merge(part, 1, Integer::sum);
    }

    /** A case has come to its end. */
    void ended() {
        count("ended");
        if (parts.get("ended") % 50 == 0) {
            System.out.println("Drive: " + today() + ", " + parts.get("ended") + " cases at their end; " + tally);
        }
    }

    Map<String, Integer> parts() {
        return new java.util.TreeMap<>(parts);
    }

    /** For what the platform does afterwards. Its retries go by the clock, so that it moves on when nothing happens. */
    void await(String what, BooleanSupplier holds) {
        long began = System.nanoTime();
        for (int round = 1; !holds.getAsBoolean(); round++) {
            if (System.nanoTime() - began > TimeUnit.MINUTES.toNanos(3)) {
                throw new AssertionError("not within 3 minutes: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            if (round % 100 == 0) {
                clock.to(clock.now().plus(Duration.ofMinutes(1)));
            }
        }
    }

    private void balance() {
        books.compare(door.get("caixiuying", "/api/payments/check"), tally);
    }

    // ---- what is there before customers come

    /** Lists that come with the sample people and are in force later than the drive begins. */
    private void takeBackSampleLists() {
        await("the sample lists are there", () -> door.get("jiangbo", "/api/pricing/lists").path("items").size() >= 3);
        for (var list : door.get("jiangbo", "/api/pricing/lists").path("items")) {
            if (list.path("state").asText().equals("waiting")) {
                door.json("jiangbo", "POST", "/api/pricing/lists/" + list.path("id").asLong() + "/take-back", Map.of(), revision(list.path("revision").asInt()));
            }
        }
    }

    private void publish(PriceBook.Version version) {
        var list = door.post("yuxiaomei", "/api/pricing/lists", Map.of("title", "一费制清单 " + version.effective(), "note", "")).path("list");
        var path = "/api/pricing/lists/" + list.path("id").asLong();
        var filled = door.json("yuxiaomei", "PUT", path + "/items", Map.of("items", PriceBook.items(version)), revision(list.path("revision").asInt())).path("list");
        door.json("jiangbo", "POST", path + "/publish", Map.of("effective", version.effective().toString()), revision(filled.path("revision").asInt()));
    }

    private static Map<String, String> revision(int revision) {
        return Map.of("If-Match", "\"" + revision + "\"");
    }

    private void deliverMeters(int delivery, int each) {
        var lines = new ArrayList<>(List.of("表号,批次,口径,类型,厂家,检定日期"));
        for (var calibre : PriceBook.METERS) {
            for (int i = 0; i < each; i++) {
                lines.add("DR%d%03d%05d,D%d,%d,%s,泉城智能仪表有限公司,%s".formatted(delivery, calibre, i, delivery, calibre, i % 2 == 0 ? "远传水表" : "机械水表", today().minusDays(20)));
            }
        }
        var read = door.file("yuanmei", "/api/metering/imports", "水表.csv", String.join("\r\n", lines).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        door.post("yuanmei", "/api/metering/imports/" + read.path("id").asLong() + "/confirm", Map.of("skipFaulty", false));
    }
}
