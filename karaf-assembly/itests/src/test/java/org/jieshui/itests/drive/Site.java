package org.jieshui.itests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the permit to the closed archive. */
final class Site {

    private static final String WORKS = "/api/construction/works/%d";
    private static final String EXCAVATION = "/api/construction/excavations/%d";

    private final Customer customer;
    private final Traits traits;
    private final Door door;
    private int applications;
    private long application;
    private long stoppage;

    Site(Customer customer) {
        this.customer = customer;
        this.traits = customer.traits;
        this.door = customer.door;
    }

    private String today() {
        return customer.drive.today().toString();
    }

    private Instant now() {
        return customer.drive.clock.now();
    }

    // ---- the permit (its time is the authority's)

    /** Written down on the day, or the day after: then the clock stood still from when business closed on the day before. */
    void applies() {
        if (applications++ == 0) {
            door.json("xiaojun", "PUT", customer.path(EXCAVATION), Map.of("needed", true, "why", "横穿道路"));
        }
        var opened = Instant.parse(customer.view().at("/case/opened").asText());
        var yesterday = customer.drive.today().minusDays(1);
        boolean late = traits.chance(30) && !Reckoner.day(opened).isAfter(yesterday);
        var day = late ? yesterday : customer.drive.today();
        var answer = door.post("xiaojun", customer.path(EXCAVATION) + "/applications", Map.of("authority", "城管局", "number", "刨" + traits.number + "-" + applications, "appliedOn", day.toString(),
                "document", customer.upload("xiaojun", "excavation-permit"), "pause", true));
        for (var one : answer.path("applications")) {
            application = Math.max(application, one.path("id").asLong());
        }
        var from = late ? Reckoner.close(day) : now();
        customer.course.stops("permit" + applications, from.isBefore(opened) ? opened : from);
        customer.drive.count("permits applied for");
    }

    void refused() {
        door.post("xiaojun", customer.path(EXCAVATION) + "/applications/" + application + "/refused", Map.of("decidedOn", today(), "reason", "道路新铺，暂不批准"));
        customer.course.goesOn("permit" + applications, now());
    }

    void granted() {
        door.post("xiaojun", customer.path(EXCAVATION) + "/applications/" + application + "/granted", Map.of("permit", "许" + traits.number, "decidedOn", today(), "validFrom", today(),
                "validTo", customer.drive.today().plusDays(90).toString(), "document", customer.upload("xiaojun", "excavation-permit")));
        customer.course.goesOn("permit" + applications, now());
    }

    void entry() {
        if (traits.needs.area() == null) {
            door.json("xiaojun", "PUT", customer.path(EXCAVATION), Map.of("needed", false, "why", "沿绿化带敷设"));
        }
        for (var check : door.get("xiaojun", customer.path(EXCAVATION)).path("checks")) {
            door.json("xiaojun", "PUT", customer.path(EXCAVATION) + "/checks/" + check.path("id").asText(), Map.of("met", true, "note", "现场已核对"));
        }
        customer.complete("excavation");
    }

    void meter() {
        var form = customer.form("metering.preparation");
        form.remove("serial"); // the one whose verification ends first
        customer.complete("meter-preparation", form);
    }

    // ---- papers that are signed

    void commission() {
        sign("commission-agreement", "zhoumin");
        customer.complete("commission");
    }

    void contract() {
        sign("supply-contract", "yuanmei");
    }

    private void sign(String kind, String account) {
        var drawn = door.post(account, "/api/agreements", Map.of("caseId", customer.id, "kind", kind, "byHand", false));
        var one = "/api/agreements/" + drawn.path("id").asLong();
        door.post(account, one + "/printed", Map.of("copies", 2));
        door.post(account, one + "/sealed", Map.of("seal", drawn.path("seal").asText(), "copies", 2, "usedAt", now().toString(), "usedBy", "袁梅", "note", "两份"));
        door.post(account, one + "/signed", Map.of("signedOn", today(), "customerSigner", "赵工", "companySigner", "周敏", "document", customer.upload(account, kind), "asPrinted", true));
    }

    // ---- works

    void begin() {
        door.json("xiaojun", "PUT", customer.path(WORKS) + "/plan", Map.of("unit", "construction-unit", "crew", "一班", "starts", today(), "ends", customer.drive.today().plusDays(3).toString(), "note", "夜间施工"));
        file("敷设接水管线");
    }

    private void file(String did) {
        door.post("lvdawei", customer.path(WORKS) + "/entries", Map.of("day", today(), "did", did, "material", "PE", "calibre", traits.needs.pipe(), "length", 12.5, "deviation", "",
                "photos", List.of(customer.workPhoto("lvdawei"))));
    }

    /** With a notice that the platform makes, and the case stands still from when the works did. */
    void stops() {
        var opened = Instant.parse(customer.view().at("/case/opened").asText());
        var began = now().minus(Duration.ofMinutes(traits.random.nextInt(120)));
        began = began.isBefore(opened) ? opened : began;
        var answer = door.post("lvdawei", customer.path(WORKS) + "/stoppages", Map.of("reason", "site-not-ready", "what", "围挡未拆", "needed", "拆除围挡", "began", began.toString()));
        stoppage = answer.path("stoppages").path(0).path("id").asLong();
        customer.drive.await("the notice is made", () -> door.get("xiaojun", customer.path(WORKS)).path("stoppages").path(0).path("paused").asBoolean());
        customer.course.stops("stoppage", began);
        customer.drive.count("stoppages");
    }

    void goesOn() {
        door.post("lvdawei", customer.path(WORKS) + "/stoppages/" + stoppage + "/resume", Map.of("text", "围挡已拆"));
        customer.course.goesOn("stoppage", now());
    }

    void finish() {
        door.post("lvdawei", customer.path(WORKS) + "/report", Map.of("text", "已完工，请验收"));
        customer.complete("works");
    }

    void notAccepted() {
        door.post("xiaojun", customer.path("/api/construction/acceptances/%d"), Map.of("acceptedOn", today(), "participants", "肖军、吕大伟", "result", answers(false), "mend", "表井未抹面",
                "mendBy", customer.drive.today().plusDays(1).toString(), "note", "复验"));
        customer.course.undone(List.of("works", "acceptance"), List.of());
        customer.drive.count("not accepted at first");
    }

    void mended() {
        file("表井抹面");
        finish();
    }

    void accepted() {
        customer.complete("acceptance", Door.JSON.valueToTree(Map.of("acceptedOn", today(), "participants", "肖军、吕大伟", "result", answers(true), "note", "合格")));
    }

    private Map<String, Object> answers(boolean good) {
        var list = door.get("xiaojun", "/api/construction/checklists/acceptance");
        var answers = new LinkedHashMap<String, Object>();
        list.path("items").forEach(item -> answers.put(item.path("id").asText(), item.path("unit").asText("").isEmpty() || item.path("unit").isNull() ? good : 0.9));
        return Map.of("version", list.path("version").asInt(), "answers", answers);
    }

    // ---- water, visit, archive

    void waterOn() {
        var serial = customer.fresh().at("/case/facts/meterSerial").asText();
        customer.complete("water-on", Door.JSON.valueToTree(Map.of("serial", serial, "reading", 0.125, "photos", List.of(customer.photo("yuanmei")), "position",
                Map.of("lng", 117.12, "lat", 36.65, "accuracy", 12), "place", "东门北侧", "waterOnAt", now().toString(), "seal", "QF-" + traits.number, "present", "contact")));
        customer.drive.count("waters on");
    }

    void asBuilt() {
        customer.upload("xiaojun", "as-built");
        customer.complete("as-built", customer.form("construction.as-built").put("measuredOn", today()).put("receivedOn", today()));
    }

    void visit() {
        customer.notBefore(now().plus(Duration.ofDays(2)));
        var form = customer.form("visits.visit").put("visitedAt", now().toString());
        if (!traits.dissatisfied) {
            form.put("satisfaction", "satisfied").remove(List.of("complaint", "department"));
        }
        customer.completeAs("xuting", "visit", form);
        if (traits.dissatisfied) {
            var due = customer.drive.reckoner.end(now(), 3).toString();
            customer.drive.tally.deadline(customer.number() + " follow-up", followUp().path("due").asText(), due);
            customer.drive.count("dissatisfied");
        }
    }

    private JsonNode followUp() {
        return door.get("xuting", "/api/visits/follow-ups?state=open&case=" + customer.id).path("items").path(0);
    }

    void settles() {
        var open = followUp();
        customer.drive.tally.deadline(customer.number() + " follow-up overdue", open.path("overdue").asBoolean(), now().isAfter(Instant.parse(open.path("due").asText())));
        door.post("xuting", "/api/visits/follow-ups/" + open.path("id").asLong() + "/settle", Map.of("outcome", "路面已修复"));
    }

    void archive() {
        var path = customer.path("/api/archives/%d");
        if (!door.get("zhoumin", path).path("state").asText().equals("ready")) {
            customer.later(this::archive); // the papers that the departments make afterwards are still to come
            return;
        }
        var sealed = door.post("zhoumin", path + "/seal", null);
        var faults = door.post("zhoumin", path + "/verify", null).path("faults");
        customer.drive.tally.sum(customer.number() + " verified", faults.toString(), "[]");
        try {
            var read = new PackageReader(customer.number(), door.bytes("zhoumin", path + "/package"), sealed.at("/seals/0/sha256").asText());
            customer.drive.tally.archive(read.files(), read.faults());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
