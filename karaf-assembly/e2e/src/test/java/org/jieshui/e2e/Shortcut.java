package org.jieshui.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;

/** Brings a case to where a test of pages begins, over HTTP: what is tested there is the page, not the way to it. */
final class Shortcut {

    private final Distribution platform;
    private final Map<String, RestSession> people = new HashMap<>();

    Shortcut(Distribution platform) {
        this.platform = platform;
    }

    RestSession as(String account) {
        return people.computeIfAbsent(account, platform::signIn);
    }

    /** What was answered, when it was done. */
    static JsonNode tree(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.request().method() + " " + answer.request().uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        try {
            return Desk.JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A customer's application of this name, taken by customer service; its first tasks are open. */
    long application(String customer) {
        return as("zhoumin").post("/api/cases", Map.of("process", "single-meter", "origin", "application", "customer", customer, "contact", "王工", "phone", "13800002046", "address",
                "历下区经十路 123 号", "district", "lixia")).path("caseId").asLong();
    }

    JsonNode task(long caseId, String key) {
        return StreamSupport.stream(as("zhoumin").get("/api/cases/" + caseId).path("tasks").spliterator(), false)
                .filter(task -> task.path("key").asText().equals(key) && task.path("state").asText().equals("open")).findFirst().orElseThrow(() -> new AssertionError(key + " is not open"));
    }

    void complete(long caseId, String key) {
        var task = task(caseId, key);
        var form = Samples.form(task.path("type").asText());
        as("zhoumin").get("/api/tasks/" + task.path("id").asLong()).path("data").fields().forEachRemaining(one -> form.set(one.getKey(), one.getValue()));
        as("zhoumin").post("/api/tasks/" + task.path("id").asLong() + "/complete", Map.of("form", form));
    }

    /** Books the survey for that time, with the first person of each department that must come. */
    void book(long caseId, Instant start) {
        var form = Samples.form("survey.appointment").put("start", start.toString());
        form.path("attendees").forEach(one -> person((ObjectNode) one));
        as("zhoumin").post("/api/tasks/" + task(caseId, "appointment").path("id").asLong() + "/complete", Map.of("form", form));
    }

    private void person(ObjectNode attendee) {
        var people = as("zhoumin").get("/api/directory/people?permission=tasks.work&department=" + attendee.path("department").asText());
        var first = (people.has("items") ? people.path("items") : people).path(0).path("id");
        if (first.isMissingNode()) {
            attendee.remove("person");
        } else {
            attendee.put("person", first.asLong());
        }
    }

    /** A morning to come on which the office works: the explanation of the flow's clock knows which days count. */
    Instant workingMorning(long caseId) {
        for (var day : as("zhoumin").get("/api/cases/" + caseId + "/clocks/flow").path("days")) {
            var morning = Instant.parse(day.path("date").asText() + "T02:00:00Z");
            if (day.path("kind").asText().matches("working|make-up") && morning.isAfter(Instant.now())) {
                return morning;
            }
        }
        throw new AssertionError("the clock of the flow knows no working day to come");
    }
}
