package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A script that an integrator could have written: by REST alone, from the OpenAPI document, a case goes from the joint-review approval to water, visit and the
 * closed archive, each department signed in for its own tasks. It is put on file and revived, paused with evidence, goes on without a paper that comes later, has an upload
 * refused and work sent back. In the middle everything is killed.
 */
@ExtendWith(Shared.class)
class SingleMeterIT {

    @Test
    void fromTheJointReviewToTheArchivedPackage(Distribution platform) throws Exception {
        assertThat(platform.status("/api/tasks")).as("closed unless opened").isEqualTo(401);
        var work = new Work(platform::signIn);
        toConfirmedDrawings(work, () -> {
            // Power cut: the platform and its database end at the same instant. What was acknowledged is there afterwards.
            var before = work.view();
            Distribution.kill(platform.process(), platform.postmaster());
            platform.start();
            assertThat(facts(work.view())).isEqualTo(facts(before));
        });
        var delivery = new Delivery(work);
        delivery.acceptedWorks();
        delivery.water();
        delivery.visit();
        delivery.asBuilt();
        delivery.network();
        delivery.archive();
        assertThat(kinds(work)).as("the journal tells the whole story").contains("case.opened", "archive.stored", "task.completed", "case.not-ready", "case.revived", "clock.paused",
                "clock.resumed", "archive.tolerated", "task.sent-back", "agreements.signed", "payments.arrived", "case.closed");
    }

    /** A case whose meter can be hung. @return a photo for it */
    static long toWater(Work work) {
        toConfirmedDrawings(work, () -> {});
        var delivery = new Delivery(work);
        delivery.acceptedWorks();
        return delivery.contract();
    }

    static void toConfirmedDrawings(Work work, Runnable inTheStorm) {

        // The approval comes in at the Chief Engineer Office, which opens the case and tells four departments the same day (R36–R37).
        work.register(Map.of("number", "济审〔2024〕" + System.nanoTime() % 1_000_000 + "号", "approved", "2024-10-12", "project", "恒润包装厂房", "customer", "济南恒润包装有限公司", "contact", "赵工", "phone", "13800002046",
                "address", "历城区工业北路 286 号", "district", "licheng"));
        var refusal = work.as("fanghongwei").upload(415, work.id(), "joint-review-approval", "核准书.pdf", "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.path("type").asText()).isEqualTo("/problems/archive/active-content");
        assertThat(work.as("fanghongwei").get("/api/documents?case=" + work.id())).as("nothing of a refused file is kept").isEmpty();
        work.upload("fanghongwei", "joint-review-approval");
        work.complete("transfer");

        // Customer service accepts and assigns the steward. The road is not built yet: the case waits in the not-ready file (R44, R68–R70).
        work.complete("accept");
        work.complete("steward", work.proposed("steward"));
        work.act("zhoumin", "not-ready", Map.of("reason", "规划道路未建"));
        assertThat(work.view().path("case").path("state").asText()).isEqualTo("not-ready");
        work.act("zhoumin", "revive", Map.of("note", "管线已通水"));
        work.complete("forward");

        // A storm: the clock stands still, with reason and evidence (A7, A15).
        var evidence = work.upload("zhoumin", "survey-record");
        work.act("zhoumin", "pause", Map.of("reason", "force-majeure", "note", "暴雨橙色预警", "evidence", List.of(evidence)));
        assertThat(work.view().path("clocks").path("stage").path("deadline").path("status").asText()).isEqualTo("paused");

        inTheStorm.run();
        work.act("zhoumin", "resume", Map.of("pauseId", openPause(work.view())));
        assertThat(work.view().path("clocks").path("stage").path("deadline").path("status").asText()).isNotEqualTo("paused");

        // The site survey: everybody files what they found, at once (R41–R67).
        work.complete("appointment", work.appointment());
        work.complete("survey-service", work.attendance());
        work.complete("survey-design");
        work.complete("survey-network");
        work.complete("survey-engineering");

        // The one paper that is asked of the customer is missing: refused, then tolerated with a reason, and shown to all (R177).
        var form = Forms.example("intake.application");
        var missing = work.as("zhoumin").refused(422, "/api/tasks/" + work.task("application").path("id").asLong() + "/complete", Map.of("form", form));
        assertThat(missing.path("errors").findValuesAsText("pointer")).containsExactly("/documents/application");
        work.as("zhoumin").post("/api/documents/tolerate", Map.of("case", work.id(), "type", "application", "reason", "客户明日补交原件"));
        work.complete("application", form);
        assertThat(outstanding(work.view())).contains("application");

        work.complete("plan", work.plan());
        assertThat(work.view().path("case").path("stage").asText()).isEqualTo("design");
        work.upload("zhoumin", "application", "用水申请表.pdf", Work.PDF);
        assertThat(outstanding(work.view())).as("supplied later").doesNotContain("application");

        // Map, drawings, sign-off; sent back once by customer service (R71–R73).
        work.complete("topographic-map", work.map(work.upload("liuwenbo", "topographic-map")));
        draw(work);
        work.as("zhoumin").post("/api/tasks/" + work.task("service-review").path("id").asLong() + "/send-back", Map.of("to", "drawing", "reason", "管径与方案不符"));
        assertThat(work.task("drawing").path("round").asInt()).isEqualTo(2);
        draw(work);
        work.complete("service-review");
        work.complete("leader-review");

        // Confirmed: engineering and marketing at once (R73), and the fee.
        assertThat(work.view().path("case").path("stage").asText()).isEqualTo("agreement");
        assertThat(work.openKeys()).containsExactlyInAnyOrder("fee", "excavation", "meter-preparation");
        assertThat(work.parkedKeys()).isEmpty();
    }

    private static void draw(Work work) {
        work.complete("drawing", work.drawings(work.upload("liuwenbo", "design-drawing")));
        work.completeAs("dengguoqing", "drawing-approval", Forms.example("design.approval"));
    }

    /** What must survive a crash: not how much time is left. */
    private static List<JsonNode> facts(JsonNode view) {
        return List.of(view.path("case"), view.path("pauses"), view.path("documents"), Integrator.JSON.valueToTree(view.path("tasks").findValuesAsText("state")));
    }

    private static long openPause(JsonNode view) {
        for (var pause : view.path("pauses")) {
            if (pause.path("to").isNull()) {
                return pause.path("id").asLong();
            }
        }
        throw new AssertionError("nothing is paused: " + view.path("pauses"));
    }

    private static List<String> outstanding(JsonNode view) {
        var types = new java.util.ArrayList<String>();
        view.path("documents").forEach(need -> {
            if (need.path("outstanding").asBoolean()) {
                types.add(need.path("type").asText());
            }
        });
        return types;
    }

    private static List<String> kinds(Work work) {
        return work.as("zhoumin").get("/api/cases/" + work.id() + "/timeline?limit=200").path("items").findValuesAsText("kind");
    }
}
