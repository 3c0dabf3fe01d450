package org.jieshui.itests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the application to confirmed drawings. */
final class Front {

    private final Customer customer;
    private final Traits traits;
    private Instant appointed;

    Front(Customer customer) {
        this.customer = customer;
        this.traits = customer.traits;
    }

    void open() {
        var wanted = new LinkedHashMap<String, Object>(Map.of("customer", "济南第" + traits.number + "食品有限公司", "contact", "赵工", "phone", "1380000" + (1000 + traits.number % 9000),
                "address", "旅游路 " + (10_000 + traits.number) + " 号", "district", traits.any(List.of("lixia", "licheng", "gaoxin"))));
        if (traits.jointReview) {
            wanted.putAll(Map.of("number", "济审〔" + customer.drive.today().getYear() + "〕" + (100 + traits.number) + "号", "approved", customer.drive.today().minusDays(1).toString(), "project", "厂房"));
            customer.id = customer.door.post("fanghongwei", "/api/initiation/approvals", wanted).path("caseId").asLong();
        } else {
            wanted.putAll(Map.of("process", "single-meter", "origin", "application"));
            customer.id = customer.door.post("zhoumin", "/api/cases", wanted).path("caseId").asLong();
        }
        customer.course = new Course(customer.drive.reckoner, traits.jointReview, customer.drive.clock.now());
        customer.drive.count(traits.jointReview ? "joint reviews" : "applications");
    }

    void transfer() {
        customer.upload("fanghongwei", "joint-review-approval");
        customer.complete("transfer");
    }

    void accept() {
        customer.complete("accept");
    }

    void steward() {
        customer.complete("steward", customer.proposed("steward"));
    }

    void forward() {
        customer.complete("forward");
    }

    /** On a morning that the reference takes for a working one. */
    void appointment() {
        var form = with(customer.form("survey.appointment"), customer.proposed("appointment"));
        var day = customer.drive.today().plusDays(1);
        while (!customer.drive.reckoner.isWorked(day)) {
            day = day.plusDays(1);
        }
        appointed = Reckoner.moment(day, LocalTime.of(9, 0).plusMinutes(10L * traits.random.nextInt(36)));
        form.put("start", appointed.toString());
        for (var attendee : form.path("attendees")) {
            if (!attendee.has("person")) {
                var there = customer.door.get("zhoumin", "/api/directory/people?department=" + attendee.path("department").asText()).path("items");
                ((ObjectNode) attendee).put("person", there.path(0).path("id").asLong());
            }
        }
        customer.complete("appointment", form);
        customer.notBefore(appointed.plus(Duration.ofMinutes(5)));
    }

    void surveys() {
        var form = with(customer.form("survey.attendance"), customer.proposed("survey-service"));
        form.put("arrived", appointed.toString()).put("materials", "complete");
        form.path("present").forEach(one -> ((ObjectNode) one).put("came", true));
        form.remove("outstanding");
        form.putArray("photos");
        customer.complete("survey-service", form);
        customer.complete("survey-design", sized(customer.form("design.finding")));
        customer.complete("survey-network");
        var finding = customer.form("construction.finding");
        finding.put("linesExpected", customer.drive.today().plusDays(30).toString()).put("excavation", traits.needs.area() != null);
        if (traits.needs.area() == null) {
            finding.remove(List.of("excavationArea", "excavationPlan", "excavationState"));
        } else {
            finding.put("excavationArea", BigDecimal.valueOf(traits.needs.area(), 3));
        }
        customer.complete("survey-engineering", finding);
    }

    private ObjectNode sized(ObjectNode form) {
        return form.put("calibre", traits.needs.pipe()).put("length", BigDecimal.valueOf(traits.needs.length(), 3)).put("meterCalibre", traits.needs.meter());
    }

    void application() {
        customer.upload("zhoumin", "application");
        customer.complete("application", customer.form("intake.application").put("meterCalibre", traits.needs.meter()));
    }

    void plan() {
        customer.complete("plan", with(customer.form("survey.plan"), customer.proposed("plan")));
    }

    void planAnew() {
        var form = with(customer.form("survey.plan"), customer.proposed("plan"));
        form.put("agreed", true).putObject("change").put("cause", "site-change").put("department", "design");
        customer.complete("plan", form);
    }

    void map() {
        customer.upload("liuwenbo", "topographic-map");
        customer.complete("topographic-map", customer.form("design.map").put("obtained", customer.drive.today().toString()));
    }

    /** The Institute finds that the plan does not hold: the plan is determined again, and its stage goes on. */
    void backToPlan() {
        customer.sendBack("liuwenbo", "drawing", "plan", "现场与方案不符");
        customer.course.undone(List.of("plan", "topographic-map", "drawing"), List.of("design"));
    }

    void drawing() {
        var form = sized(customer.form("design.drawing"));
        long document = customer.upload("liuwenbo", "design-drawing");
        form.path("sheets").forEach(sheet -> ((ObjectNode) sheet).put("document", document));
        customer.complete("drawing", form);
    }

    void approval() {
        customer.completeAs("dengguoqing", "drawing-approval", customer.form("design.approval"));
    }

    void backToDrawing() {
        customer.sendBack("zhoumin", "service-review", "drawing", "管径与方案不符");
        customer.course.undone(List.of("drawing", "drawing-approval", "service-review", "leader-review"), List.of());
    }

    void serviceReview() {
        customer.complete("service-review");
    }

    void leaderReview() {
        customer.complete("leader-review");
    }

    private static ObjectNode with(ObjectNode form, JsonNode proposed) {
        form.setAll((ObjectNode) proposed);
        return form;
    }
}
