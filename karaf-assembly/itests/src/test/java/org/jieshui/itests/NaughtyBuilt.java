package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.itests.NaughtyDesk.TODAY;
import static org.jieshui.itests.NaughtyDesk.body;
import static org.jieshui.itests.NaughtyDesk.named;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jieshui.itests.TextFields.Field;

/** A case that is agreed and paid until its archive is closed: works, acceptance, water, visit, as-built survey, each with naughty strings wherever something is written. */
final class NaughtyBuilt {

    private static final String ENGINEER = "xiaojun";
    private static final String CREW = "lvdawei";
    private static final String KEEPER = "yuanmei";
    private static final String LEADER = "gaozhenhua";
    private static final String SERVICE = "zhoumin";
    private static final String SPECIALIST = "xuting";

    private final NaughtyDesk desk;
    private final long id;

    NaughtyBuilt(NaughtyDesk desk, long id) {
        this.desk = desk;
        this.id = id;
    }

    void run() {
        plan();
        days();
        standstills();
        acceptance();
        water();
        asBuilt();
        visit();
        archive();
    }

    private void plan() {
        desk.turns(24, Map.of("crew", 200, "note", 2000), text -> desk.write(ENGINEER, "PUT /construction/works/{case}/plan", List.of(id), body("unit", "construction-unit", "crew", "一班", "starts", TODAY, "ends", TODAY), null, text));
    }

    /** Names of photos are made harmless. */
    private void days() {
        var works = "/construction/works/" + id;
        for (int i = 0; i < 3; i++) {
            var name = URLEncoder.encode(desk.text(new Field("/" + i, 100)) + ".jpg", StandardCharsets.UTF_8).replace("+", "%20");
            var answer = desk.as(CREW).send("POST", "/api" + works + "/photos", "application/octet-stream", Delivery.picture(i), Map.of("X-File-Name", name));
            if (answer.statusCode() != 200) {
                desk.writing.wrong("photo " + i + ": " + answer.statusCode() + " " + answer.body());
            }
        }
        var photos = desk.get(CREW, works + "/photos").findValuesAsText("document").stream().map(Long::valueOf).toList();
        desk.send(CREW, "POST", works + "/entries", body("day", TODAY, "did", "敷设", "photos", photos), Map.of());
        desk.get(SERVICE, "/documents?case=" + id).findValuesAsText("fileName").stream().filter(name -> name.matches("(?s).*[\\p{Cc}\\p{Cf}/\\\\<>:\"|?*].*")).forEach(name -> desk.writing.wrong("photo " + Naughty.shown(name)));
        desk.turns(36, Map.of("did", 2000, "material", 50, "deviation", 2000), text -> desk.write(CREW, "POST /construction/works/{case}/entries", List.of(id), body("day", TODAY, "did", "敷设"), null, text));
    }

    /** The notice of each is printed; what a report is given back for is told to the crew. */
    private void standstills() {
        var works = "/construction/works/" + id;
        desk.turns(12, Map.of("what", 2000, "needed", 2000, "text", 2000), text -> {
            var stopped = desk.write(CREW, "POST /construction/works/{case}/stoppages", List.of(id), body("reason", "site-not-ready", "what", "围挡", "needed", "拆除"), null, text);
            if (stopped != null) {
                await("the notice of a stoppage is made", () -> !last(desk.get(CREW, works)).path("document").isNull());
                var stoppage = last(stopped).path("id").asLong();
                if (desk.write(CREW, "POST /construction/works/{case}/stoppages/{id}/resume", List.of(id, stoppage), body(), answer -> named("text", answer.findValuesAsText("outcome")), text) == null) {
                    desk.post(CREW, works + "/stoppages/" + stoppage + "/resume", body("text", "复工"));
                }
            }
        });
        Function<JsonNode, JsonNode> told = answer -> named("text", desk.get(CREW, "/notifications?limit=5").path("items").findValuesAsText("zh-CN").stream().map(said -> said.replaceFirst("(?s).*完工退回：", "")).toList());
        desk.turns(24, Map.of("text", 2000), text -> desk.write(CREW, "POST /construction/works/{case}/report", List.of(id), body(), null, text));
        desk.turns(16, Map.of("text", 200), text -> {
            desk.post(CREW, works + "/report", body("text", "完工"));
            desk.write(ENGINEER, "POST /construction/works/{case}/report/return", List.of(id), body(), told, text);
        });
    }

    private static JsonNode last(JsonNode works) {
        return works.path("stoppages").path(works.path("stoppages").size() - 1);
    }

    private void finished() {
        desk.post(CREW, "/construction/works/" + id + "/report", body("text", "完工"));
        desk.complete(ENGINEER, id, "works", body());
    }

    private void acceptance() {
        finished();
        var list = desk.get(ENGINEER, "/construction/checklists/acceptance");
        var answers = body();
        list.path("items").forEach(item -> answers.set(item.path("id").asText(), item.hasNonNull("unit") ? body("n", 0.9).path("n") : body("n", true).path("n")));
        var result = body("version", list.path("version"), "answers", answers);
        Function<Field, String> text = field -> desk.text(new Field(field.at(), field.name().equals("participants") ? 1000 : 2000));
        desk.write(ENGINEER, "POST /construction/acceptances/{case}", List.of(id), body("acceptedOn", TODAY, "participants", "", "result", result, "mend", "", "note", ""), null, text);
        finished();
        var form = desk.complete(ENGINEER, id, "acceptance", body("acceptedOn", TODAY, "result", result));
        desk.shown("acceptance", form, desk.get(ENGINEER, "/construction/acceptances/" + id), Map.of("participants", "participants", "note", "note"));
    }

    private void water() {
        var scan = desk.upload(KEEPER, id, "supply-contract", "a.pdf", Work.PDF);
        long drawn = NaughtyAgreed.drawn(desk, KEEPER, id, "supply-contract");
        desk.post(KEEPER, "/agreements/" + drawn + "/sealed", body("seal", "供用水合同专用章", "copies", 1, "usedBy", "某人"));
        desk.post(KEEPER, "/agreements/" + drawn + "/signed", NaughtyAgreed.signature(scan));
        var photo = desk.upload(KEEPER, id, "meter-photo", "a.jpg", Delivery.picture(9));
        var serial = desk.get(KEEPER, "/cases/" + id).at("/case/facts/meterSerial").asText();
        var form = desk.complete(KEEPER, id, "water-on", body("serial", serial, "reading", 0.125, "photos", List.of(photo), "position", Map.of("lng", 117.12, "lat", 36.65), "point", Map.of("x", 1, "y", 1),
                "waterOnAt", now(), "present", "other"));
        desk.shown("water-on", form, desk.get(KEEPER, "/metering/cases/" + id), Map.of("seal", "seal"));
    }

    private static String now() {
        return Instant.now().minusSeconds(1).toString();
    }

    /** Until the as-built drawing is there, the archive may do without. */
    private void asBuilt() {
        desk.turns(16, Map.of("reason", 2000), text -> desk.write(LEADER, "POST /archives/{case}/waive", List.of(id), body("type", "as-built"), answer -> named("reason", answer.findValuesAsText("waived")), text));
        desk.upload(ENGINEER, id, "as-built", "a.pdf", Work.PDF);
        var form = Forms.example("construction.as-built").put("measuredOn", TODAY).put("receivedOn", TODAY);
        var done = desk.complete(ENGINEER, id, "as-built", form);
        desk.shown("as-built", done, desk.get(ENGINEER, "/construction/as-built/" + id), Map.of("surveyor", "surveyor", "explanation", "explanation", "name", "name", "receivedBy", "receivedBy"));
    }

    /** The customer is dissatisfied; somebody settles it. */
    private void visit() {
        var asked = desk.get(SPECIALIST, "/visits/questionnaire");
        var answers = body();
        asked.path("questions").forEach(question -> {
            switch (question.path("kind").asText()) {
                case "score" -> answers.put(question.path("id").asText(), 3);
                case "choice" -> answers.set(question.path("id").asText(), question.at("/options/0/id"));
                default -> answers.put(question.path("id").asText(), desk.text(new Field("/" + question.path("id").asText(), 1000)));
            }
        });
        var form = desk.complete(SPECIALIST, id, "visit", body("visitedAt", now(), "way", "phone", "answeredBy", "customer", "satisfaction", "dissatisfied", "department", "engineering",
                "questionnaire", Map.of("version", asked.path("version"), "answers", answers)));
        desk.get(SPECIALIST, "/cases/" + id).path("tasks").forEach(task -> {
            if (task.path("key").asText().equals("visit")) {
                assertThat(task.at("/form/questionnaire/answers")).isEqualTo(answers);
            }
        });
        var open = desk.get(ENGINEER, "/visits/follow-ups?case=" + id);
        desk.shown("visit", form, open, Map.of("complaint", "complaint"));
        var ids = List.of(open.path("items").path(0).path("id").asLong());
        for (var s : List.of(" ", Naughty.UNSTORABLE.get(0), desk.text(new Field("/outcome", 2000)))) {
            desk.write(ENGINEER, "POST /visits/follow-ups/{id}/settle", ids, body(), null, field -> s);
        }
    }

    /** Every paper of the departments is printed with what was written; the meter is taken off in the end. */
    private void archive() {
        var archive = "/archives/" + id;
        desk.upload(SERVICE, id, "application", "a.pdf", Work.PDF);
        await("the papers of case " + id + " are there", () -> desk.get(SERVICE, archive).path("state").asText().equals("ready"));
        desk.turns(8, Map.of("reason", 2000), text -> {
            if (desk.get(SERVICE, archive).path("state").asText().equals("ready")) {
                desk.post(SERVICE, archive + "/seal", null);
            }
            desk.write(LEADER, "POST /archives/{case}/reopen", List.of(id), body(), answer -> named("reason", answer.findValuesAsText("reopenReason")), text);
        });
        if (desk.get(SERVICE, archive).path("state").asText().equals("ready")) {
            desk.post(SERVICE, archive + "/seal", null);
        }
        assertThat(desk.post(SERVICE, archive + "/verify", null).path("faults")).isEmpty();
        var meter = desk.get(KEEPER, "/metering/cases/" + id).at("/meter/id").asLong();
        for (var s : List.of(" ", Naughty.UNSTORABLE.get(1), desk.text(new Field("/reason", 500)))) {
            desk.write(KEEPER, "POST /metering/meters/{id}/remove", List.of(meter), body(), answer -> named("reason", answer.findValuesAsText("words")), field -> s);
        }
    }
}
