package org.jieshui.itests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Time that does not count, by hand: with reason and evidence, often written down some hours later, now and then corrected. */
final class Stops {

    private static final List<String> REASONS = List.of("contract-review", "fund-preparation", "site-not-ready", "force-majeure");

    private final Customer customer;
    private int stops;
    private Instant from;
    private Instant to;
    private long pause;

    Stops(Customer customer) {
        this.customer = customer;
    }

    void stop() {
        stops++;
        var opened = Instant.parse(customer.view().at("/case/opened").asText());
        from = earlier(opened, 300);
        customer.door.post("zhoumin", customer.path("/api/cases/%d/pause"), Map.of("reason", customer.traits.any(REASONS), "from", from.toString(), "note", "客户来函",
                "evidence", List.of(customer.upload("zhoumin", "survey-record"))));
        customer.course.stops("hand" + stops, from);
        customer.drive.count("paused by hand");
    }

    void resume() {
        pause = open(customer.fresh());
        to = earlier(from, 200);
        customer.door.post("zhoumin", customer.path("/api/cases/%d/resume"), Map.of("pauseId", pause, "to", to.toString()));
        customer.course.goesOn("hand" + stops, to);
    }

    void correct() {
        var opened = Instant.parse(customer.view().at("/case/opened").asText());
        var first = from.minusSeconds(60L * customer.traits.random.nextInt(500));
        from = first.isBefore(opened) ? opened : first;
        customer.door.post("zhoumin", customer.path("/api/cases/%d/correct-pause"), Map.of("pauseId", pause, "from", from.toString(), "to", to.toString(), "reason", "起止时间写错"));
        customer.course.corrected("hand" + stops, from, to);
        customer.drive.count("pauses corrected");
    }

    /** Now, or up to so many minutes before; not before {@code first}. */
    private Instant earlier(Instant first, int minutes) {
        var now = customer.drive.clock.now();
        var moment = customer.traits.chance(50) ? now : now.minus(Duration.ofMinutes(customer.traits.random.nextInt(minutes)));
        return moment.isBefore(first) ? first : moment;
    }

    private static long open(JsonNode view) {
        for (var pause : view.path("pauses")) {
            if (pause.path("to").isNull()) {
                return pause.path("id").asLong();
            }
        }
        throw new AssertionError("nothing is paused");
    }

    void notReady() {
        customer.door.post("zhoumin", customer.path("/api/cases/%d/not-ready"), Map.of("reason", "规划道路未建"));
        customer.course.stops("not-ready", customer.drive.clock.now());
        customer.drive.count("not ready");
    }

    void revive() {
        customer.door.post("zhoumin", customer.path("/api/cases/%d/revive"), Map.of("note", "管线已通水"));
        customer.course.goesOn("not-ready", customer.drive.clock.now());
    }
}
