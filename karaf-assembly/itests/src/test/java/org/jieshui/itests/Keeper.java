package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.RestSession;

/** Marketing: keeps meters for cases, exchanges them, gives them back, hangs one where water can run and takes it down again when the visit finds it wrong. */
final class Keeper extends Clerk {

    private final RestSession visitor;
    private final List<Long> cases;
    private final long water;
    private final long photo;

    /** @param visitor sends water-on back. @param cases that have no meter yet. @param water one that has its meter and can have water. @param photo of it */
    Keeper(RestSession session, RestSession visitor, long seed, Ledger ledger, List<Long> cases, long water, long photo) {
        super(session, seed, ledger);
        this.visitor = visitor;
        this.cases = cases;
        this.water = water;
        this.photo = photo;
    }

    @Override
    void next() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            reserve();
        } else if (dice < 75) {
            release();
        } else {
            hang();
        }
    }

    /** Whichever is next, or one that others see too and may take at the same moment. */
    private void reserve() {
        long id = any(cases);
        var choices = read("/api/metering/cases/" + id + "/choices");
        Map<String, Object> body = random.nextBoolean() || choices.isEmpty() ? Map.of("reason", "换表") : Map.of("serial", choices.path(random.nextInt(Math.min(3, choices.size()))).path("serial").asText(), "reason", "换表");
        meter("/api/metering/cases/" + id + "/reserve", "metering.reserved", id, body);
    }

    private void release() {
        long id = any(cases);
        meter("/api/metering/cases/" + id + "/release", "metering.released", id, Map.of("reason", "不用了"));
    }

    private void meter(String path, String kind, long id, Map<String, Object> body) {
        var key = newKey();
        ask(key, session, path, body).ifPresent(done -> ledger.acknowledged(key, new Ledger.Line(kind, id, done.path("serial").asText())));
    }

    private void hang() {
        var down = open("visit");
        if (down.isPresent()) {
            act(visitor, down.get(), "send-back", "task.sent-back", Map.of("to", "water-on", "reason", "读数看错"));
            return;
        }
        var meter = read("/api/metering/cases/" + water).path("meter");
        open("water-on").ifPresent(task -> act(session, task, "complete", "task.completed", Map.of("form", Map.of("serial", meter.path("serial").asText(), "reading", 0.125, "photos", List.of(photo),
                "position", Map.of("lng", 117.12, "lat", 36.65, "accuracy", 12), "place", "东门北侧", "waterOnAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), "seal", "QF-1", "present", "contact"))));
    }

    private Optional<JsonNode> open(String key) {
        return StreamSupport.stream(read("/api/cases/" + water).path("tasks").spliterator(), false).filter(task -> task.path("state").asText().equals("open") && task.path("key").asText().equals(key)).findFirst();
    }

    private void act(RestSession who, JsonNode task, String action, String kind, Map<String, Object> body) {
        var key = newKey();
        ask(key, who, "/api/tasks/" + task.path("id").asLong() + "/" + action, body).ifPresent(receipt -> {
            repeated += receipt.path("repeated").asBoolean() ? 1 : 0;
            ledger.acknowledged(key, new Ledger.Line(kind, water, receipt.path("entryId").asText()));
        });
    }
}
