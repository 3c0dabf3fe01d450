package org.jieshui.e2e;

import com.fasterxml.jackson.databind.JsonNode;
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
}
