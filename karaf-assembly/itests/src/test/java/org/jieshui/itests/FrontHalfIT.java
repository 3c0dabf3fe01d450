package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.itests.Distribution.Session;
import org.junit.jupiter.api.Test;

/**
 * By REST alone, as an integrator could: a case from the joint review to confirmed drawings, each department signing in for its own tasks, with a pause, a
 * not-ready file revived, work sent back and an upload refused. In between the platform is killed, and goes on where it was.
 */
class FrontHalfIT {

    private static final Map<String, String> STAFF = Map.of("chief-engineer", "fanghongwei", "customer-service", "zhoumin", "design", "liuwenbo", "network", "caoyong", "engineering", "xiaojun",
            "leader", "gaozhenhua");
    private static final byte[] PDF = ("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
            + "trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n").getBytes(StandardCharsets.US_ASCII);

    private final Map<String, Session> sessions = new HashMap<>();
    private Distribution platform;
    private long id;

    @Test
    void fromTheJointReviewToConfirmedDrawings() throws Exception {
        try (var started = new Distribution("front-half")) {
            platform = started;
            platform.start();
            assertThat(platform.status("/api/tasks")).as("closed unless opened").isEqualTo(401);
            assertThat(platform.status("/")).isEqualTo(200);
            id = as("fanghongwei").post("/api/cases", Map.of("process", "single-meter", "origin", "joint-review", "customer", "济南恒润包装有限公司", "contact", "赵工", "phone", "13800002046",
                    "address", "历城区工业北路 286 号", "district", "licheng")).path("caseId").asLong();
            refusesAnUpload();
            upload("fanghongwei", "joint-review-approval");
            complete("transfer");
            complete("accept");
            complete("steward", as("zhoumin").get("/api/tasks/" + open("steward").path("id")).path("data"));

            as("zhoumin").post("/api/cases/" + id + "/not-ready", Map.of("reason", "规划道路未建"));
            assertThat(view().path("case").path("state").asText()).isEqualTo("not-ready");
            as("zhoumin").post("/api/cases/" + id + "/revive", Map.of("note", "管线已通水"));

            complete("forward");
            long evidence = upload("zhoumin", "survey-record");
            as("zhoumin").post("/api/cases/" + id + "/pause", Map.of("reason", "force-majeure", "note", "暴雨橙色预警", "evidence", List.of(evidence)));
            assertThat(view().path("clocks").path("stage").path("deadline").path("status").asText()).isEqualTo("paused");

            platform.kill();
            platform.start();
            sessions.clear();
            assertThat(view().path("pauses")).as("what was acknowledged is still there after a kill").hasSize(2);
            as("zhoumin").post("/api/cases/" + id + "/resume", Map.of("pauseId", openPause()));

            complete("appointment", appointment());
            complete("survey-service", attendance());
            complete("survey-design");
            complete("survey-network");
            complete("survey-engineering");
            upload("zhoumin", "application");
            complete("application");
            complete("plan", with(example("survey.plan"), as("zhoumin").get("/api/tasks/" + open("plan").path("id")).path("data")));
            long map = upload("liuwenbo", "topographic-map");
            complete("topographic-map", document(example("design.map"), map));
            drawings();
            as("zhoumin").post("/api/tasks/" + open("service-review").path("id").asLong() + "/send-back", Map.of("to", "drawing", "reason", "管径与方案不符"));
            assertThat(open("drawing").path("round").asInt()).isEqualTo(2);
            drawings();
            complete("service-review");
            complete("leader-review");

            var view = view();
            assertThat(view.path("case").path("stage").asText()).isEqualTo("agreement");
            assertThat(openKeys(view)).as("engineering, marketing and audit at once (R73)").containsExactlyInAnyOrder("fee", "excavation", "meter-preparation");
            assertThat(view.path("tasks").findValues("parked")).as("their modules are not there yet: parked, not failed").anyMatch(JsonNode::asBoolean);
        }
    }

    private void refusesAnUpload() throws Exception {
        var answer = as("fanghongwei").send("POST", "/api/documents?case=" + id + "&type=joint-review-approval", "application/pdf", "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8),
                Map.of("X-File-Name", "a.pdf"));
        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.body()).contains("/problems/archive/");
    }

    private void drawings() throws Exception {
        long drawing = upload("liuwenbo", "design-drawing");
        var form = example("design.drawing");
        form.path("sheets").forEach(sheet -> ((ObjectNode) sheet).put("document", drawing));
        complete("drawing", form);
        completeAs("dengguoqing", "drawing-approval", example("design.approval"));
    }

    private ObjectNode appointment() throws Exception {
        var form = with(example("survey.appointment"), as("zhoumin").get("/api/tasks/" + open("appointment").path("id")).path("data"));
        form.put("start", nextWorkingMorning());
        for (var attendee : form.path("attendees")) {
            if (!attendee.has("person")) {
                var people = as("zhoumin").get("/api/directory/people?department=" + attendee.path("department").asText());
                ((ObjectNode) attendee).put("person", (people.has("items") ? people.path("items") : people).get(0).path("id").asLong());
            }
        }
        return form;
    }

    /** A morning on which the office works: the explanation of the stage's clock knows which days count. */
    private String nextWorkingMorning() throws Exception {
        var days = as("zhoumin").get("/api/cases/" + id + "/clocks/flow").path("days");
        for (int i = 1; i < days.size(); i++) {
            var kind = days.get(i).path("kind").asText();
            if (!days.get(i).path("today").asBoolean() && Instant.parse(days.get(i).path("date").asText() + "T02:00:00Z").isAfter(Instant.now()) && (kind.equals("working") || kind.equals("make-up"))) {
                return days.get(i).path("date").asText() + "T02:00:00Z";
            }
        }
        throw new AssertionError("no working day in " + days);
    }

    private ObjectNode attendance() throws Exception {
        var form = with(example("survey.attendance"), as("zhoumin").get("/api/tasks/" + open("survey-service").path("id")).path("data"));
        form.put("arrived", Instant.now().minusSeconds(30).truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString()).put("materials", "complete");
        form.remove(List.of("outstanding", "photos"));
        form.putArray("photos");
        return form;
    }

    private long openPause() throws Exception {
        for (var pause : view().path("pauses")) {
            if (pause.path("to").isNull()) {
                return pause.path("id").asLong();
            }
        }
        throw new AssertionError("nothing is paused");
    }

    private Session as(String account) throws Exception {
        if (!sessions.containsKey(account)) {
            sessions.put(account, platform.signIn(account));
        }
        return sessions.get(account);
    }

    private JsonNode view() throws Exception {
        return as("zhoumin").get("/api/cases/" + id);
    }

    private JsonNode open(String key) throws Exception {
        for (var task : view().path("tasks")) {
            if (task.path("key").asText().equals(key) && task.path("state").asText().equals("open")) {
                return task;
            }
        }
        throw new AssertionError(key + " is not open; open are " + openKeys(view()));
    }

    private static List<String> openKeys(JsonNode view) {
        var keys = new ArrayList<String>();
        view.path("tasks").forEach(t -> {
            if (t.path("state").asText().equals("open")) {
                keys.add(t.path("key").asText());
            }
        });
        return keys;
    }

    private void complete(String key) throws Exception {
        complete(key, example(open(key).path("type").asText()));
    }

    private void complete(String key, JsonNode form) throws Exception {
        completeAs(STAFF.get(open(key).path("department").asText()), key, form);
    }

    private void completeAs(String account, String key, JsonNode form) throws Exception {
        as(account).post("/api/tasks/" + open(key).path("id").asLong() + "/complete", Map.of("form", form));
    }

    private long upload(String account, String type) throws Exception {
        var answer = as(account).send("POST", "/api/documents?case=" + id + "&type=" + type, "application/pdf", PDF, Map.of("X-File-Name", "a.pdf"));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return Distribution.JSON.readTree(answer.body()).path("id").asLong();
    }

    private static ObjectNode document(ObjectNode form, long document) {
        if (form.has("document")) {
            form.put("document", document);
        }
        return form;
    }

    /** The example that the bundle's own tests fill its form with, less what points at documents of another case. */
    private static ObjectNode example(String type) throws Exception {
        var file = Path.of("../../bundles/org.jieshui." + type.substring(0, type.indexOf('.')) + "/src/test/resources/forms/" + type + ".json");
        var form = (ObjectNode) Distribution.JSON.readTree(Files.readString(file));
        form.remove(List.of("photos", "documents"));
        return form;
    }

    private static ObjectNode with(ObjectNode form, JsonNode prefilled) {
        prefilled.fields().forEachRemaining(f -> form.set(f.getKey(), f.getValue()));
        return form;
    }
}
