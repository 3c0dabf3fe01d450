package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jieshui.itests.Writing.Call;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every string that breaks naive software through every free-text field of the interface: it comes back as it was, or is refused by name for a reason that the
 * documents tell of. Never a failure of ours, never altered in silence. What the fields are is read from the OpenAPI document; a field that nobody writes to here
 * fails {@link #noFieldIsLeftOut}. Many strings share a request: they go together in one text wherever the field is long enough, and those that may mean something
 * when they are all that is written go alone too.
 */
@ExtendWith(Shared.class)
@TestMethodOrder(OrderAnnotation.class)
class NaughtyStringsIT {

    private static final String CHOICE = "one of a list";
    private static final String SUM = "a number, by its pattern";
    private static final String PLACEHOLDERS = "must hold its placeholders: NaughtyRegisters puts the strings between them";
    private static final String REPEATS = "of a program that repeats its request";
    private static final String DAY = "a day, by its pattern";
    private static final String ID = "the id of something that is there";
    private static final String WORDING = "mails' wording, one for everybody, which must hold its placeholder: MailWordingTest";
    /** A pointer's last part for all operations, one field of one operation, or one of a form: why it is no free text, or why nothing is written there. */
    private static final Map<String, String> EXCEPTED = Map.ofEntries(Map.entry("/department", ID), Map.entry("/district", ID), Map.entry("/process", ID), Map.entry("/origin", CHOICE),
            Map.entry("/language", CHOICE), Map.entry("/kind", CHOICE), Map.entry("/topic", CHOICE), Map.entry("/phone", "a number, by its pattern"), Map.entry("/type", ID), Map.entry("/id", "an id, by its pattern"),
            Map.entry("/account", "an id, by its pattern; at sign-in nothing of it is stored, and guessing is throttled"), Map.entry("POST /session /password", "only its digest is stored, and guessing is throttled"),
            Map.entry("PUT /session/password /old", "only its digest is stored, and guessing is throttled"), Map.entry("PUT /session/password /new", "only its digest is stored; the account could not sign in again"),
            Map.entry("POST /admin/people /email", "an address, by its pattern"), Map.entry("PUT /admin/people/{id} /email", "an address, by its pattern"), Map.entry("POST /notifications/mail/test /to", "an address, by its pattern"),
            Map.entry("PUT /notifications/mail/wording/{language} /subject", WORDING), Map.entry("PUT /notifications/mail/wording/{language} /body", WORDING),
            Map.entry("POST /notifications/mail/wording/{language}/preview /subject", WORDING), Map.entry("POST /notifications/mail/wording/{language}/preview /body", WORDING), Map.entry("POST /admin/tokens /scopes/*", ID),
            Map.entry("POST /admin/roles /permissions/*", ID), Map.entry("PUT /admin/roles/{id} /permissions/*", ID), Map.entry("PUT /admin/people/{id}/grants /memberships/*/role", ID),
            Map.entry("PUT /admin/people/{id}/grants /districts/*", ID), Map.entry("PUT /admin/people/{id}/grants /post", CHOICE), Map.entry("PUT /notifications/preferences /muted/*", CHOICE),
            Map.entry("PUT /pause-reasons/{id} /processes/*", ID), Map.entry("POST /cases/{id}/pause /reason", ID), Map.entry("POST /tasks/{id}/send-back /to", ID), Map.entry("POST /tasks/batch /action", CHOICE),
            Map.entry("POST /intake/not-ready/{case}/feedback /month", "a month, by its pattern"), Map.entry("PUT /gis/imports/{id} /crs", CHOICE), Map.entry("PUT /gis/imports/{id} /mapping/diameterUnit", CHOICE),
            Map.entry("PUT /gis/imports/{id} /mapping/lengthUnit", CHOICE), Map.entry("PUT /gis/imports/{id} /mapping/pressureUnit", CHOICE), Map.entry("PUT /gis/imports/{id} /mapping/points", CHOICE),
            Map.entry("POST /handovers/preview /reason", "a preview changes nothing and keeps nothing"), Map.entry("POST /processes ", "the definition of a process, written by whoever publishes it and checked as a whole"),
            Map.entry("POST /tasks/{id}/complete /form", "the task's own form: aCaseFromTheFirstWordToTheDrawings, secondHalf"),
            Map.entry("PUT /tasks/{id}/draft /data", "the task's own form: drafts, secondHalf"), Map.entry("/amount", SUM), Map.entry("/receivedOn", DAY), Map.entry("/issuedOn", DAY), Map.entry("/paidOn", DAY),
            Map.entry("/serial", "a bank's or a meter's number, by its pattern"), Map.entry("/bankSerial", "a bank's number, by its pattern"),
            Map.entry("POST /payments/cases/{case}/invoices /number", "an invoice's number, by its pattern"), Map.entry("POST /pricing/quotations/{case}/declined /channel", CHOICE),
            Map.entry("POST /pricing/fees/{case}/preview /entered", "a preview changes nothing and keeps nothing; the form of the fee holds it"), Map.entry("PUT /pricing/lists/{id}/items /items/*/code", "a code, by its pattern"),
            Map.entry("PUT /pricing/lists/{id}/items /items/*/included", SUM), Map.entry("PUT /pricing/lists/{id}/items /items/*/price", SUM),
            Map.entry("POST /agreements/deliveries /papers/*", CHOICE), Map.entry("POST /agreements/deliveries /way", CHOICE), Map.entry("PUT /agreements/templates/{kind} /body", PLACEHOLDERS),
            Map.entry("POST /agreements/templates/{kind}/preview /body", PLACEHOLDERS), Map.entry("PUT /construction/works/{case}/plan /unit", ID),
            Map.entry("POST /construction/works/{case}/stoppages /reason", CHOICE), Map.entry("POST /construction/acceptances/{case} /result/answers/*", "yes, no or a number"),
            Map.entry("POST /moves/dry-run /tasks/*", ID), Map.entry("POST /moves /tasks/*", ID), Map.entry("POST /moves /cases/*/shown", "a digest that the dry run gave"),
            // of forms
            Map.entry("pricing.fee/entered/*/code", ID), Map.entry("pricing.fee/totals/*", SUM), Map.entry("pricing.quotation/variant", CHOICE), Map.entry("payments.arrival/key", REPEATS),
            Map.entry("payments.arrival/digest", REPEATS));
    /** What these take is JSON whose members the document leaves open. */
    private static final Map<String, List<String>> UNDESCRIBED = Map.of("PATCH /gis/pipes/{id}", List.of("/material", "/flow", "/supplyArea"), "POST /gis/pipes/{id}/repairs", List.of("/note"),
            "POST /gis/networks/{id}/outlets", List.of("/code", "/note"), "PATCH /gis/outlets/{id}", List.of("/code", "/note"), "POST /gis/networks/{id}/fittings", List.of("/code", "/type"),
            "PATCH /gis/fittings/{id}", List.of("/code", "/type"), "POST /gis/works", List.of("/note"), "PATCH /gis/works/{id}", List.of("/note"), "PUT /gis/networks/{id}", List.of("/name"));

    private static final Map<String, RestSession> SESSIONS = new ConcurrentHashMap<>();
    private static final Map<String, Long> PEOPLE = new ConcurrentHashMap<>();
    private static final Map<String, String> NONE = Map.of();
    private static Distribution platform;
    private static JsonNode document;
    private static Writing writing;
    private static NaughtyForms forms;

    @BeforeAll
    static void open(Distribution shared) {
        platform = shared;
        document = as("zhoumin").get("/api/openapi.json");
        writing = new Writing(document, EXCEPTED, UNDESCRIBED);
        forms = new NaughtyForms(writing, EXCEPTED);
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(writing.wrong()).isEmpty();
    }

    private static RestSession as(String account) {
        return SESSIONS.computeIfAbsent(account, platform::signIn);
    }

    // ---- cases

    /** Each string alone is the name, the address and the contact of a case, and is said in it. */
    @Test
    @Order(1)
    void namesAndAddressesOfCases() {
        Stream.concat(Naughty.all().stream(), Naughty.UNSTORABLE.stream()).toList().parallelStream().forEach(s -> {
            var base = body("process", "single-meter", "origin", "application", "customer", "某客户", "address", "某地址", "district", "lixia");
            base.putObject("facts").put("remark", "");
            var opened = writing.write(new Call(as("zhoumin"), "POST", "/cases", "/api/cases", base, NONE, receipt -> remarked(get("zhoumin", "/api/cases/" + receipt.path("caseId").asLong()).path("case"))), s);
            if (opened != null && s.length() < 20) {
                onCase(opened.path("caseId").asLong(), "POST", "comment", body("text", ""), s);
            }
        });
    }

    /** Facts come back under their own names. */
    private static JsonNode remarked(JsonNode kase) {
        ((ObjectNode) kase).put("facts", kase.path("facts").path("remark").asText());
        return kase;
    }

    /** Reasons, notes and words of everything that one does to a case or a task. */
    @Test
    @Order(2)
    void whatOneSaysWhenOneActs() {
        Stream.of(Naughty.packs(2000), Naughty.alone(), Naughty.UNSTORABLE).flatMap(List::stream).toList().parallelStream().forEach(s -> {
            long id = newCase();
            var task = openTask(id, "accept");
            var path = "/api/tasks/" + task;
            onCase(id, "POST", "comment", body("text", ""), s);
            onCase(id, "PATCH", null, facts(body("customer", "某客户", "address", "某地址")), s);
            onTimeline(id, "POST", "/tasks/{id}/urge", path + "/urge", body("text", ""), s);
            onTimeline(id, "POST", "/tasks/batch", "/api/tasks/batch", withIds(body("action", "urge", "text", ""), task), s);
            onTimeline(id, "POST", "/tasks/{id}/transfer", path + "/transfer", body("reason", "").put("personId", person("sunlihua")), s);
            onTimeline(id, "POST", "/tasks/batch", "/api/tasks/batch", withIds(body("action", "transfer", "reason", "").put("personId", person("zhoumin")), task), s);
            var evidence = upload("zhoumin", id, "survey-record");
            var pause = body("reason", "force-majeure", "note", "");
            pause.putArray("evidence").add(evidence);
            var paused = new Call(as("zhoumin"), "POST", "/cases/{id}/pause", "/api/cases/" + id + "/pause", pause, NONE, receipt -> get("zhoumin", "/api/cases/" + id).path("pauses"));
            if (writing.write(paused, s) != null) {
                long pauseId = get("zhoumin", "/api/cases/" + id).path("pauses").path(0).path("id").asLong();
                onTimeline(id, "POST", "/cases/{id}/correct-pause", "/api/cases/" + id + "/correct-pause", body("note", "停工", "reason", "更正").put("pauseId", pauseId), s);
            }
            var voided = new Call(as("zhoumin"), "POST", "/documents/{id}/void", "/api/documents/" + evidence + "/void", body("reason", ""), NONE, doc -> body("reason", doc.path("voidReason").asText()));
            writing.write(voided, s);
            register(id, s);
            onCase(id, "POST", "not-ready", body("reason", ""), s);
            if (get("zhoumin", "/api/cases/" + id).at("/case/state").asText().equals("not-ready")) {
                writing.write(new Call(as("zhoumin"), "POST", "/intake/not-ready/{case}/feedback", "/api/intake/not-ready/" + id + "/feedback", body("topic", "planning", "text", ""), NONE,
                        answer -> get("zhoumin", "/api/intake/not-ready/" + id + "/feedback")), s);
                onCase(id, "POST", "revive", body("note", "具备条件"), s);
            }
            onCase(id, "POST", "withdraw", body("reason", ""), s);
        });
    }

    /** The log of customer service: one entry with its outcome, one that is settled afterwards. */
    private static void register(long id, String s) {
        var path = "/api/intake/log?case=" + id;
        writing.write(new Call(as("zhoumin"), "POST", "/intake/log", path, body("kind", "enquiry", "topic", "policy", "text", "问询"), NONE, answer -> get("zhoumin", path)), s);
        var open = as("zhoumin").post(path, Map.of("kind", "internal", "text", "请协调")).path("id").asLong();
        writing.write(new Call(as("zhoumin"), "POST", "/intake/log/{id}/close", "/api/intake/log/" + open + "/close", body("outcome", ""), NONE, answer -> answer), s);
    }

    private static ObjectNode withIds(ObjectNode body, long task) {
        body.putArray("ids").add(task);
        return body;
    }

    private static ObjectNode facts(ObjectNode body) {
        body.putObject("facts").put("remark", "");
        return body;
    }

    private static void onCase(long id, String method, String action, ObjectNode base, String s) {
        var path = "/api/cases/" + id + (action == null ? "" : "/" + action);
        if (action == null) {
            writing.write(new Call(as("zhoumin"), method, "/cases/{id}", path, base, NONE, receipt -> remarked(get("zhoumin", "/api/cases/" + id).path("case"))), s);
        } else {
            onTimeline(id, method, "/cases/{id}/" + action, path, base, s);
        }
    }

    /** What was said is in the timeline. */
    private static void onTimeline(long id, String method, String template, String path, ObjectNode base, String s) {
        writing.write(new Call(as("zhoumin"), method, template, path, base, NONE, receipt -> said(id, s)), s);
    }

    private static JsonNode said(long id, String s) {
        var texts = get("zhoumin", "/api/cases/" + id + "/timeline?limit=2").path("items").findValuesAsText("zh-CN");
        var said = texts.stream().anyMatch(text -> text.contains(s)) ? s : texts.toString();
        return body("text", said, "reason", said, "note", said);
    }

    // ---- registers, administration, the pipe network

    @Test
    @Order(3)
    void approvals() {
        Stream.of(Naughty.packs(100), Naughty.alone(), Naughty.UNSTORABLE).flatMap(List::stream).toList().parallelStream().forEach(s -> writing.write(new Call(as("fanghongwei"), "POST",
                "/initiation/approvals", "/api/initiation/approvals", body("number", "核〔2026〕" + s.hashCode() + System.nanoTime(), "approved", "2024-10-12", "project", "某项目", "customer", "某客户", "address", "某地址"), NONE,
                receipt -> array(get("fanghongwei", "/api/initiation/approvals/" + receipt.path("caseId").asLong()), get("fanghongwei", "/api/cases/" + receipt.path("caseId").asLong()).path("case"))), s));
    }

    @Test
    @Order(4)
    void administration() {
        Stream.<Runnable>of(() -> renamed("people", "n" + System.nanoTime(), Naughty.all()), () -> renamed("departments", "n" + System.nanoTime(), Naughty.all()),
                () -> renamed("districts", "n" + System.nanoTime(), some()), () -> renamed("roles", "n" + System.nanoTime(), some()), this::reasons, this::deputies, this::tokens, this::handovers, this::moves)
                .parallel().forEach(Runnable::run);
    }

    /** Those alone, those that cannot be stored, and every ninth: where the same code stands behind another address. */
    private static List<String> some() {
        var all = Naughty.all();
        return Stream.of(Naughty.alone(), Naughty.UNSTORABLE, all.stream().filter(s -> all.indexOf(s) % 9 == 0).toList()).flatMap(List::stream).distinct().toList();
    }

    private static void renamed(String what, String id, List<String> strings) {
        boolean people = what.equals("people");
        var who = as(what.equals("roles") ? "secadmin" : "sysadmin");
        var path = "/api/admin/" + what;
        var base = people ? body("account", id, "name", "某人", "department", "customer-service", "language", "zh-CN") : what.equals("roles") ? body("id", id) : body("id", id).put("external", false);
        if (!people) {
            base.putObject("name").put("zh-CN", "某部门").put("en", "Some unit");
        }
        if (what.equals("roles")) {
            base.putArray("permissions").add("cases.read");
        }
        var record = new ArrayList<JsonNode>();
        strings.stream().limit(12).forEach(s -> {
            var made = writing.write(new Call(who, "POST", "/admin/" + what, path, base.deepCopy().put(people ? "account" : "id", id + record.size()), NONE, answer -> answer), s);
            if (made != null) {
                record.add(people ? made.path("person") : made);
            }
        });
        var edit = base.deepCopy();
        edit.remove(List.of("account", "id", "external"));
        if (!people && !what.equals("roles")) {
            edit.put("enabled", false).put("position", 99);
        }
        var own = record.get(0);
        var version = new AtomicInteger(own.path("version").asInt());
        strings.forEach(s -> {
            var call = new Call(who, "PUT", "/admin/" + what + "/{id}", path + "/" + own.path("id").asText(), edit, Map.of("If-Match", "\"" + version.get() + "\""), answer -> answer);
            var answer = writing.write(call, s);
            if (answer != null) {
                version.set(answer.path("version").asInt());
            }
        });
    }

    private void reasons() {
        some().forEach(s -> {
            var base = body();
            base.putObject("name").put("zh-CN", "某原因").put("en", "Some reason");
            base.putObject("evidence").put("zh-CN", "某证据").put("en", "Some evidence");
            base.put("evidenceRequired", false).put("enabled", false);
            writing.write(new Call(as("gaozhenhua"), "PUT", "/pause-reasons/{id}", "/api/pause-reasons/naughty", base, NONE, answer -> answer), s);
        });
    }

    private void deputies() {
        some().forEach(s -> {
            var base = body("from", "2027-01-04", "to", "2027-01-05", "reason", "").put("deputy", person("sunlihua"));
            withdrawn("zhoumin", "/session/deputies", base, s);
            withdrawn("secadmin", "/admin/deputies", base.deepCopy().put("person", person("zhoumin")), s);
        });
    }

    private static void withdrawn(String account, String template, ObjectNode base, String s) {
        var made = writing.write(new Call(as(account), "POST", template, "/api" + template, base, NONE, answer -> answer), s);
        if (made != null) {
            as(account).send("DELETE", "/api" + template + "/" + made.path("id").asLong(), "application/json", null, NONE);
        }
    }

    private void handovers() {
        Stream.concat(Naughty.packs(2000).stream(), Naughty.alone().stream()).forEach(s -> {
            var task = openTask(newCase(), "accept");
            as("zhoumin").post("/api/tasks/" + task + "/claim", Map.of());
            var base = body("reason", "").put("from", person("zhoumin"));
            base.putObject("tasks").put(String.valueOf(task), person("sunlihua"));
            writing.write(new Call(as("sunlihua"), "POST", "/handovers", "/api/handovers", base, NONE, answer -> answer), s);
        });
    }

    /** A case goes over to another version of its process and back; one is left out, one is taken out while the order waits. */
    private void moves() {
        published(1);
        var open = body("process", "naughty-moves", "origin", "application", "customer", "某客户", "address", "某地址", "district", "lixia");
        var ids = IntStream.range(0, 3).mapToLong(i -> as("zhoumin").post("/api/cases", open).path("caseId").asLong()).toArray();
        published(2);
        var leader = as("gaozhenhua");
        var to = new AtomicInteger(2);
        some().forEach(s -> {
            var base = body("process", "naughty-moves").put("to", to.get());
            var shown = leader.post("/api/moves/dry-run", base).path("cases").path(0).path("shown").asText();
            base.put("waits", true).putArray("cases").addObject().put("caseId", ids[0]).put("shown", shown);
            base.withArray("cases").addObject().put("caseId", ids[1]).put("shown", shown);
            base.putArray("left").addObject().put("caseId", ids[2]).put("reason", "某理由");
            var order = writing.write(new Call(leader, "POST", "/moves", "/api/moves", base.put("reason", "某理由"), NONE, NaughtyStringsIT::reasoned), s);
            if (order != null) {
                var path = "/api/moves/" + order.path("id").asLong();
                writing.write(new Call(leader, "POST", "/moves/{id}/cases/{case}/refuse", path + "/cases/" + ids[1] + "/refuse", body("reason", "某理由"), NONE, NaughtyStringsIT::reasoned), s);
                leader.post(path + "/resume", Map.of());
                Distribution.await("the case has moved", () -> get("gaozhenhua", path).path("finished").isTextual());
                writing.same("POST /moves", new TextFields.Field("/reason", Integer.MAX_VALUE), order.path("reason").asText(), said(ids[0], order.path("reason").asText()));
                to.set(3 - to.get());
            }
        });
    }

    private static void published(int version) {
        var process = body("id", "naughty-moves", "model", "321").put("version", version);
        process.putObject("policy").put("document", "〔2026〕1号");
        process.putObject("flow").put("limit", 2).put("from", "plan").put("to", "accept");
        var stage = process.putArray("stages").addObject().put("id", "plan");
        stage.putObject("limit").put("workingDays", 2);
        var task = stage.putArray("tasks").addObject().put("id", "accept").put("type", "intake.accept").put("department", "customer-service");
        List.of(process, stage, task).forEach(named -> named.set("name", body("zh-CN", "移版", "en", "Moves")));
        as("gaozhenhua").post("/api/processes", process);
    }

    /** Why cases stay behind, under the name that it was written by. */
    private static JsonNode reasoned(JsonNode order) {
        var all = array(order.deepCopy());
        order.path("results").forEach(one -> ((com.fasterxml.jackson.databind.node.ArrayNode) all).addObject().put("reason", one.path("problem").path("zh-CN").asText()));
        return all;
    }

    private void tokens() {
        some().forEach(s -> {
            var base = body("name", "某程序", "expires", java.time.Instant.now().plusSeconds(3600).toString()).put("person", person("zhoumin"));
            base.putArray("scopes").add("cases.read");
            var made = writing.write(new Call(as("secadmin"), "POST", "/admin/tokens", "/api/admin/tokens", base, NONE, answer -> answer), s);
            if (made != null) {
                as("secadmin").send("DELETE", "/api/admin/tokens/" + made.at("/token/id").asLong(), "application/json", null, NONE);
            }
        });
    }

    @Test
    @Order(5)
    void thePipeNetwork() {
        var network = get("caoyong", "/api/gis/networks/current");
        var on = "/api/gis/networks/" + network.path("id").asLong();
        var pipe = get("caoyong", "/api/gis/pipes?limit=1&network=" + network.path("id").asLong()).path("items").path(0).path("id").asLong();
        Stream.<Runnable>of(() -> edited("/gis/pipes/{id}", "/api/gis/pipes/" + pipe, "pipe", body(), Naughty.all()),
                () -> placed(on, "outlets", body("valve", "good")), () -> placed(on, "fittings", body("kind", "valve")), () -> works(pipe), () -> named(on, network.path("name").asText()),
                NaughtyStringsIT::imports).parallel().forEach(Runnable::run);
    }

    private static void placed(String on, String what, ObjectNode base) {
        base.put("x", 1).put("y", 1);
        var last = new JsonNode[1];
        some().forEach(s -> {
            var made = writing.write(new Call(as("caoyong"), "POST", "/gis/networks/{id}/" + what, on + "/" + what, base.deepCopy().put("code", "某号" + System.nanoTime()), NONE, answer -> answer), s);
            last[0] = made == null ? last[0] : made;
        });
        edited("/gis/" + what + "/{id}", "/api/gis/" + what + "/" + last[0].path("id").asLong(), what.substring(0, what.length() - 1), body(), some());
    }

    private static void works(long pipe) {
        var base = body("kind", "renewal", "starts", "2024-01-01", "ends", "2024-02-01", "note", "").put("pipeId", pipe);
        var last = new JsonNode[1];
        some().forEach(s -> last[0] = writing.write(new Call(as("caoyong"), "POST", "/gis/works", "/api/gis/works", base, NONE, answer -> answer), s));
        last[0] = as("caoyong").post("/api/gis/works", base);
        some().forEach(s -> {
            var call = new Call(as("caoyong"), "PATCH", "/gis/works/{id}", "/api/gis/works/" + last[0].path("id").asLong(), body(), Map.of("If-Match", "\"" + last[0].path("version").asInt() + "\""), answer -> answer);
            var answer = writing.write(call, s);
            last[0] = answer == null ? last[0] : answer;
            writing.write(new Call(as("caoyong"), "POST", "/gis/pipes/{id}/repairs", "/api/gis/pipes/" + pipe + "/repairs", body("kind", "repair", "day", "2024-01-01"), NONE, repairs -> repairs), s);
        });
    }

    private static void named(String on, String before) {
        some().forEach(s -> writing.write(new Call(as("caoyong"), "PUT", "/gis/networks/{id}", on, body("name", before), NONE, answer -> answer), s));
        Writing.send(as("caoyong"), "PUT", on, body("name", before), NONE);
    }

    private static void edited(String template, String path, String member, ObjectNode base, List<String> strings) {
        var version = new AtomicInteger(get("caoyong", path).path(member).path("version").asInt());
        strings.forEach(s -> {
            var answer = writing.write(new Call(as("caoyong"), "PATCH", template, path, base, Map.of("If-Match", "\"" + version.get() + "\""), now -> now), s);
            if (answer != null) {
                version.set(answer.path("version").asInt());
            }
        });
    }

    /** The name of what is imported, and of the properties that are mapped. */
    private static void imports() {
        var network = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"p\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[0,0],[100,0]]}}]}";
        var answer = as("caoyong").send("POST", "/api/gis/imports", "application/json", network.getBytes(StandardCharsets.UTF_8), Map.of("X-File-Name", "a.geojson"));
        var path = "/api/gis/imports/" + Integrator.tree(answer.body()).path("id").asLong();
        var version = new AtomicInteger(Integrator.tree(answer.body()).path("version").asInt());
        some().forEach(s -> {
            var base = body("name", "");
            base.put("retireMissing", false).putObject("mapping").putObject("properties").put("material", "");
            var now = writing.write(new Call(as("caoyong"), "PUT", "/gis/imports/{id}", path, base, Map.of("If-Match", "\"" + version.get() + "\""), NaughtyStringsIT::mapped), s);
            version.set(now == null ? version.get() : now.path("version").asInt());
        });
        as("caoyong").send("DELETE", path, "application/json", null, Map.of("If-Match", "\"" + version.get() + "\""));
    }

    private static JsonNode mapped(JsonNode kept) {
        return body("name", kept.at("/options/name").asText(), "properties", kept.at("/options/mapping/properties/material").asText());
    }

    // ---- files and searches

    /** Names of files are made harmless; whoever meant no harm gets his own back. */
    @Test
    @Order(6)
    void namesOfFiles() {
        long id = newCase();
        Naughty.all().parallelStream().forEach(s -> {
            var content = new String(Work.PDF, StandardCharsets.US_ASCII).replaceFirst("\n", "\n%" + s.hashCode() + "." + s.length() + "\n").getBytes(StandardCharsets.US_ASCII);
            var answer = as("zhoumin").send("POST", "/api/documents?case=" + id + "&type=survey-record", "application/pdf", content, Map.of("X-File-Name", encoded(s + ".pdf")));
            var name = Integrator.tree(answer.body()).path("fileName").asText();
            var plain = Normalizer.normalize(s, Normalizer.Form.NFC);
            boolean harmless = plain.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "-_()，。《》".indexOf(c) >= 0) && !plain.isEmpty() && plain.getBytes(StandardCharsets.UTF_8).length < 150;
            if (answer.statusCode() != 201 || name.matches("(?s).*[\\p{Cc}\\p{Cf}/\\\\<>:\"|?*].*") || !name.endsWith(".pdf") && !name.equals("pdf") || harmless && !name.equals(plain + ".pdf") && !name.equals("_" + plain + ".pdf")) {
                writing.wrong("file name " + Naughty.shown(s) + ": " + answer.statusCode() + " " + Naughty.shown(name) + " " + (answer.statusCode() == 201 ? "" : answer.body()));
            }
        });
    }

    /** Whatever is sought, and whatever is asked for that is not offered: an answer, or a problem that is the caller's. */
    @Test
    @Order(7)
    void searches() {
        var parameters = new ArrayList<String>();
        document.path("paths").properties().forEach(path -> path.getValue().path("get").path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query") && parameter.at("/schema/type").asText().equals("string") && !path.getKey().endsWith("/stream") && !path.getKey().equals("/events")) {
                parameters.add(path.getKey() + " " + parameter.path("name").asText());
            }
        }));
        assertThat(parameters).contains("/cases q", "/initiation/approvals q", "/document-types q", "/gis/pipes q");
        var few = Stream.of(Naughty.packs(1000).stream(), Naughty.UNSTORABLE.stream(), Naughty.alone().stream().filter(s -> s.length() < 4)).flatMap(Function.identity()).toList();
        parameters.parallelStream().forEach(parameter -> (parameter.equals("/cases q") ? Naughty.all() : few).forEach(s -> sought(parameter, s)));
    }

    private static void sought(String parameter, String s) {
        var words = parameter.split(" ");
        var path = words[0].replaceAll("\\{[^}]+\\}", "1").replace("/admin/journal", "/admin/journal");
        var who = as(path.startsWith("/admin/") ? path.matches("/admin/(journal|access-log|logins)") ? "auditadmin" : "secadmin" : path.startsWith("/gis") ? "caoyong" : "zhoumin");
        var more = path.equals("/gis/pipes") ? "&network=1" : path.equals("/survey/conflicts") ? "&case=1&minutes=60" : path.startsWith("/survey/appointments") ? "&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z" : "";
        var answer = who.send("GET", "/api" + path + "?" + words[1] + "=" + encoded(s) + more, "application/json", null, Map.of("Accept-Language", "en"));
        if (answer.statusCode() >= 500 || answer.statusCode() >= 400 && !answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json")) {
            writing.wrong("GET " + parameter + ": " + Naughty.shown(s) + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    // ---- every form, from the first word to the drawings

    private static final Map<String, String> STAFF = Map.of("chief-engineer", "fanghongwei", "customer-service", "zhoumin", "design", "liuwenbo", "network", "caoyong", "engineering", "xiaojun",
            "marketing", "yuanmei", "leader", "gaozhenhua", "construction-unit", "lvdawei");
    private static final List<List<String>> WAVES = List.of(List.of("transfer"), List.of("accept", "steward", "advance-design", "advance-network"), List.of("forward", "appointment"),
            List.of("survey-service", "survey-design", "survey-network", "survey-engineering", "survey-crew", "survey-marketing", "application"), List.of("plan"), List.of("topographic-map"),
            List.of("drawing"), List.of("drawing-approval"), List.of("service-review", "leader-review"));
    /** Forms that were valid once, by the key of their task. */
    private static final Map<String, ObjectNode> FORMS = new ConcurrentHashMap<>();

    /** As a draft every text that there is fits into every field of every form, and comes back. */
    @Test
    @Order(8)
    void drafts() {
        var first = new Work(NaughtyStringsIT::as);
        first.register(approval("某项目 " + System.nanoTime()));
        first.upload("fanghongwei", "joint-review-approval");
        for (var wave : WAVES) {
            wave.forEach(key -> FORMS.put(key, form(first, key)));
            first.openTasks().parallelStream().filter(task -> wave.contains(task.path("key").asText())).forEach(NaughtyStringsIT::draft);
            wave.forEach(key -> {
                var form = FORMS.get(key);
                if (key.equals("drawing-approval")) {
                    first.completeAs("dengguoqing", key, form);
                } else {
                    first.complete(key, form);
                }
            });
        }
    }

    private static ObjectNode form(Work work, String key) {
        return switch (key) {
            case "steward" -> (ObjectNode) work.proposed("steward");
            case "appointment" -> work.appointment();
            case "survey-service" -> work.attendance();
            case "application" -> {
                work.upload("zhoumin", "application");
                yield Forms.example("intake.application");
            }
            case "plan" -> work.plan();
            case "topographic-map" -> work.map(work.upload("liuwenbo", "topographic-map"));
            case "drawing" -> work.drawings(work.upload("liuwenbo", "design-drawing"));
            default -> Forms.example(work.task(key).path("type").asText());
        };
    }

    private static void draft(JsonNode task) {
        forms.draft(as(task.path("key").asText().equals("drawing-approval") ? "dengguoqing" : STAFF.get(task.path("department").asText())), task, Naughty.alone());
    }

    /** Completed, every text is in the case and with the department, as it was; the paper can be printed, and the register goes into a spreadsheet where nothing runs. */
    @Test
    @Order(9)
    void aCaseFromTheFirstWordToTheDrawings() {
        var packs = Naughty.packs(500);
        IntStream.range(0, packs.size()).parallel().forEach(i -> CONFIRMED.add(new Journey(i, packs.get(i)).run()));
        var csv = as("zhoumin").send("GET", "/api/survey/plan-changes/export?" + EVER, "text/csv", null, NONE);
        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.body()).as("no cell begins a formula").doesNotContainPattern("(?:^|,|\r\n)\"?[=+@-]");
    }

    private static final class Journey {
        private final int number;
        private final String words;
        private final Map<String, ObjectNode> sent = new HashMap<>();
        private long id;

        Journey(int number, String words) {
            this.number = number;
            this.words = words;
        }

        long run() {
            id = as("fanghongwei").post("/api/initiation/approvals", approval("某项目 " + System.nanoTime())).path("caseId").asLong();
            upload("fanghongwei", id, "joint-review-approval");
            for (var wave : WAVES) {
                wave.forEach(this::complete);
                if (wave.contains("appointment")) {
                    reschedule();
                    tap();
                } else if (wave.contains("plan")) {
                    planAgain();
                }
            }
            check();
            return id;
        }

        private void complete(String key) {
            var form = FORMS.get(key).deepCopy();
            if (key.equals("application")) {
                writing.write(new Call(as("zhoumin"), "POST", "/documents/tolerate", "/api/documents/tolerate", body("type", "application", "reason", "").put("case", id), NONE,
                        answer -> get("zhoumin", "/api/documents/tolerated?case=" + id)), words);
            } else if (key.equals("topographic-map")) {
                upload("liuwenbo", id, "topographic-map");
            } else if (key.equals("drawing")) {
                long document = upload("liuwenbo", id, "design-drawing");
                form.path("sheets").forEach(sheet -> ((ObjectNode) sheet).put("document", document));
            }
            complete(key, form);
        }

        private void complete(String key, ObjectNode form) {
            long task = openTask(id, key);
            var who = as(key.equals("drawing-approval") ? "dengguoqing" : who(key));
            forms.fill(key, form, this::text);
            sent.put(key, form);
            var body = body();
            body.set("form", form);
            var answer = Writing.send(who, "POST", "/api/tasks/" + task + "/complete", body, Map.of("Accept-Language", "en"));
            if (answer.statusCode() != 200) {
                throw new AssertionError(key + " with " + Naughty.shown(words) + ": " + answer.statusCode() + " " + answer.body());
            }
        }

        /** Short fields take turns: one of many packs, or one alone. */
        private String text(TextFields.Field field) {
            if (field.most() >= 500) {
                return words;
            }
            int turn = number + field.at().hashCode() & 0xffff;
            var texts = number % 2 == 0 ? Naughty.packs(field.most()) : Naughty.alone().stream().filter(s -> !s.isBlank() && s.length() <= field.most()).toList();
            return texts.get(turn % texts.size());
        }

        private void reschedule() {
            var base = FORMS.get("appointment").deepCopy();
            base.retain("start", "minutes", "place", "attendees");
            base.put("reason", "改期");
            var path = "/api/survey/appointments/" + id;
            writing.write(new Call(as("zhoumin"), "POST", "/survey/appointments/{case}", path, base, Map.of("If-Match", "\"1\""), answer -> get("zhoumin", path)), words.lines().findFirst().orElseThrow());
        }

        private void tap() {
            var around = FORMS.get("survey-network").path("tapPoint");
            var path = "/api/gis/cases/" + id + "/tap-point";
            var base = body("place", "").put("x", around.path("x").asDouble()).put("y", around.path("y").asDouble()).put("networkId", get("caoyong", "/api/gis/networks/current").path("id").asLong());
            writing.write(new Call(as("caoyong"), "PUT", "/gis/cases/{case}/tap-point", path, base, NONE, answer -> get("caoyong", path)), words.lines().findFirst().orElseThrow());
        }

        /** Sent back from the design, the plan is made anew: a change, in the register of changes. */
        private void planAgain() {
            var path = "/api/tasks/" + openTask(id, "topographic-map") + "/send-back";
            writing.write(new Call(as("liuwenbo"), "POST", "/tasks/{id}/send-back", path, body("to", "plan", "reason", ""), NONE, answer -> said(id, words)), words);
            var form = FORMS.get("plan").deepCopy();
            form.putObject("change").put("cause", "customer-need").put("department", "customer-service").put("note", "");
            complete("plan", form);
        }

        private void check() {
            var view = get("zhoumin", "/api/cases/" + id);
            sent.forEach((key, form) -> {
                var done = StreamSupport.stream(view.path("tasks").spliterator(), false).filter(task -> task.path("key").asText().equals(key) && task.path("state").asText().equals("done"))
                        .reduce((one, other) -> other).map(task -> task.path("form")).orElseThrow();
                forms.kept(key, form, done);
            });
            kept("plan", get("zhoumin", "/api/survey/plans/" + id), "tapPosition", "meterWell", "summary");
            kept("survey-network", get("caoyong", "/api/gis/cases/" + id + "/findings"), "place", "flow", "supplyArea", "damage", "renovationNote", "advice");
            kept("drawing-approval", get("zhoumin", "/api/design/sign-offs/" + id), "opinion");
            var note = get("zhoumin", "/api/survey/plan-changes?limit=200&" + EVER).path("items").findValuesAsText("note");
            if (!note.contains(sent.get("plan").at("/change/note").asText())) {
                writing.wrong("change of plan: " + Naughty.shown(words));
            }
            var paper = as("zhoumin").download("/api/intake/applications/" + id);
            if (paper.statusCode() != 200 || !new String(paper.body(), 0, 5, StandardCharsets.ISO_8859_1).equals("%PDF-")) {
                writing.wrong("the application as PDF: " + paper.statusCode() + " for " + Naughty.shown(words));
            }
            assertThat(as("zhoumin").get("/api/cases/" + id + "/timeline?limit=200").path("items")).hasSizeGreaterThan(20);
        }

        private void kept(String key, JsonNode back, String... names) {
            for (var name : names) {
                if (!back.findValuesAsText(name).contains(sent.get(key).path(name).asText())) {
                    writing.wrong(key + " with its department, " + name + ": " + Naughty.shown(sent.get(key).path(name).asText()) + " became " + Naughty.shown(back.findValuesAsText(name).toString()));
                }
            }
        }

        private static String who(String key) {
            return switch (key) {
                case "transfer" -> "fanghongwei";
                case "advance-design", "survey-design", "topographic-map", "drawing" -> "liuwenbo";
                case "advance-network", "survey-network" -> "caoyong";
                case "survey-engineering" -> "xiaojun";
                case "survey-crew" -> "lvdawei";
                case "survey-marketing" -> "yuanmei";
                case "leader-review" -> "gaozhenhua";
                default -> "zhoumin";
            };
        }
    }

    private static final Queue<Long> CONFIRMED = new ConcurrentLinkedQueue<>();
    private static final String EVER = "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

    /** Some of these cases go on, to the closed archive. */
    @Test
    @Order(10)
    void secondHalf() throws InterruptedException {
        if (CONFIRMED.isEmpty()) { // run alone
            drafts();
        }
        var packs = Naughty.packs(500);
        // alone, or without the big list
        IntStream.range(CONFIRMED.size(), NaughtySecondHalf.CASES).parallel().forEach(i -> CONFIRMED.add(new Journey(i, packs.get(i % packs.size())).run()));
        var cases = List.copyOf(CONFIRMED).subList(0, NaughtySecondHalf.CASES);
        new NaughtySecondHalf(cases, i -> new NaughtyDesk(writing, forms, NaughtyStringsIT::as, i, cases.size()), new NaughtyDesk(writing, forms, NaughtyStringsIT::as, 0, 1)).run();
    }

    /** The account of what was written to: a field of the interface that is new must be written to here, or be named above with a reason. */
    @Test
    @Order(11)
    void noFieldIsLeftOut() {
        assertThat(writing.left()).isEmpty();
        assertThat(forms.left()).as("forms that no task showed, and fields that no completed task held").isEmpty();
    }

    // ---- helpers

    private static Map<String, Object> approval(String number) {
        return Map.of("number", number, "approved", "2024-10-12", "project", "某项目", "customer", "某客户", "contact", "赵工", "phone", "13800002046", "address", "某地址", "district", "licheng");
    }

    private static long upload(String account, long id, String type) {
        var answer = as(account).send("POST", "/api/documents?case=" + id + "&type=" + type, "application/pdf", Work.PDF, Map.of("X-File-Name", "a.pdf"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Integrator.tree(answer.body()).path("id").asLong();
    }

    private static JsonNode array(JsonNode... nodes) {
        return Integrator.JSON.createArrayNode().addAll(List.of(nodes));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static long newCase() {
        return as("zhoumin").post("/api/cases", Map.of("process", "single-meter", "origin", "application", "customer", "某客户", "address", "某地址", "district", "lixia")).path("caseId").asLong();
    }

    private static long openTask(long id, String key) {
        return StreamSupport.stream(get("zhoumin", "/api/cases/" + id).path("tasks").spliterator(), false)
                .filter(task -> task.path("key").asText().equals(key) && task.path("state").asText().equals("open")).findFirst().orElseThrow().path("id").asLong();
    }

    private static long person(String account) {
        return PEOPLE.computeIfAbsent(account, name -> as(name).get("/api/session").at("/person/id").asLong());
    }

    private static JsonNode get(String account, String path) {
        return as(account).get(path);
    }

    private static ObjectNode body(String... members) {
        var body = Integrator.JSON.createObjectNode();
        for (int i = 0; i < members.length; i += 2) {
            body.put(members[i], members[i + 1]);
        }
        return body;
    }
}
