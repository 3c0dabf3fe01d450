package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.RestSession;

/** The work of the departments on one case, each signed in for its own tasks. */
final class Work {

    /** Who works for a department. */
    private static final Map<String, String> STAFF = Map.of("chief-engineer", "fanghongwei", "customer-service", "zhoumin", "design", "liuwenbo", "network", "caoyong",
            "engineering", "xiaojun", "marketing", "yuanmei", "leader", "gaozhenhua", "construction-unit", "lvdawei", "audit", "yuxiaomei", "finance", "caixiuying");
    /** One empty page. */
    static final byte[] PDF = ("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
            + "trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n").getBytes(StandardCharsets.US_ASCII);

    /** The same page with other bytes: the archive knows content that it has. */
    static final byte[] PDF_2 = (new String(PDF, StandardCharsets.US_ASCII) + "% 2\n").getBytes(StandardCharsets.US_ASCII);

    private final Function<String, RestSession> signIn;
    private final Map<String, Integrator> people = new HashMap<>();
    private long id;

    Work(Function<String, RestSession> signIn) {
        this.signIn = signIn;
    }

    Integrator as(String account) {
        return people.computeIfAbsent(account, a -> new Integrator(signIn.apply(a)));
    }

    /** Somebody of the department. */
    Integrator of(String department) {
        return as(STAFF.get(department));
    }

    /** Somebody of the department, not held against the OpenAPI document. */
    RestSession session(String department) {
        return signIn.apply(STAFF.get(department));
    }

    /** Any request, not held against the OpenAPI document. */
    HttpResponse<String> raw(String account, String method, String path) {
        return as(account).raw(method, path);
    }

    /** Everybody signs in anew. */
    Work again() {
        people.clear();
        return this;
    }

    /** A customer applies. */
    long open(Map<String, Object> newCase) {
        id = as("zhoumin").post("/api/cases", newCase).path("caseId").asLong();
        return id;
    }

    /** A joint-review approval comes in; its register is the one door for such cases. */
    long register(Map<String, Object> approval) {
        id = as("fanghongwei").post("/api/initiation/approvals", approval).path("caseId").asLong();
        return id;
    }

    long id() {
        return id;
    }

    JsonNode view() {
        return as("zhoumin").get("/api/cases/" + id);
    }

    JsonNode task(String key) {
        return openTasks().stream().filter(task -> task.path("key").asText().equals(key)).findFirst()
                .orElseThrow(() -> new AssertionError(key + " is not open; open are " + openKeys()));
    }

    List<String> openKeys() {
        return openTasks().stream().map(task -> task.path("key").asText()).toList();
    }

    List<JsonNode> openTasks() {
        return StreamSupport.stream(view().path("tasks").spliterator(), false).filter(task -> task.path("state").asText().equals("open")).toList();
    }

    /** Completes a task as the bundle's own example does, by somebody of its department. */
    void complete(String key) {
        complete(key, Forms.example(task(key).path("type").asText()));
    }

    void complete(String key, JsonNode form) {
        var task = task(key);
        of(task.path("department").asText()).post("/api/tasks/" + task.path("id").asLong() + "/complete", Map.of("form", form));
    }

    void completeAs(String account, String key, JsonNode form) {
        as(account).post("/api/tasks/" + task(key).path("id").asLong() + "/complete", Map.of("form", form));
    }

    /** What the platform proposes for a task's form. */
    JsonNode proposed(String key) {
        return as("zhoumin").get("/api/tasks/" + task(key).path("id").asLong()).path("data");
    }

    JsonNode act(String account, String action, Map<String, Object> body) {
        return as(account).post("/api/cases/" + id + "/" + action, body);
    }

    long upload(String account, String type) {
        return upload(account, type, type + ".pdf", PDF);
    }

    long upload(String account, String type, String name, byte[] content) {
        return as(account).upload(201, id, type, name, content).path("id").asLong();
    }

    // ---- forms that depend on people, days and documents

    ObjectNode appointment() {
        var form = Forms.with(Forms.example("survey.appointment"), proposed("appointment"));
        form.put("start", nextWorkingMorning().toString());
        for (var attendee : form.path("attendees")) {
            if (!attendee.has("person")) {
                var there = as("zhoumin").get("/api/directory/people?department=" + attendee.path("department").asText()).path("items");
                ((ObjectNode) attendee).put("person", there.path(0).path("id").asLong());
            }
        }
        return form;
    }

    /** A morning on which the office works: the explanation of the flow's clock knows which days count. */
    private Instant nextWorkingMorning() {
        for (var day : as("zhoumin").get("/api/cases/" + id + "/clocks/flow").path("days")) {
            var morning = Instant.parse(day.path("date").asText() + "T02:00:00Z");
            if (List.of("working", "make-up").contains(day.path("kind").asText()) && morning.isAfter(Instant.now())) {
                return morning;
            }
        }
        throw new AssertionError("the clock of the flow knows no working day to come");
    }

    ObjectNode attendance() {
        var form = Forms.with(Forms.example("survey.attendance"), proposed("survey-service"));
        form.put("arrived", Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.SECONDS).toString()).put("materials", "complete");
        form.path("present").forEach(one -> ((ObjectNode) one).put("came", true));
        form.remove("outstanding");
        form.putArray("photos");
        return form;
    }

    ObjectNode plan() {
        return Forms.with(Forms.example("survey.plan"), proposed("plan"));
    }

    ObjectNode map(long document) {
        var form = Forms.example("design.map");
        return form.has("document") ? form.put("document", document) : form;
    }

    ObjectNode drawings(long document) {
        var form = Forms.example("design.drawing");
        form.path("sheets").forEach(sheet -> ((ObjectNode) sheet).put("document", document));
        return form;
    }

    List<String> parkedKeys() {
        var parked = new ArrayList<String>();
        openTasks().stream().filter(task -> task.path("parked").asBoolean()).forEach(task -> parked.add(task.path("key").asText()));
        return parked;
    }
}
