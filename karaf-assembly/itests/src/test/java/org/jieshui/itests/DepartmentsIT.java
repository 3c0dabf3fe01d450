package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Departments come and go while cases are at work, in the container that ships, started by Pax Exam: what is away parks and comes back, and nobody else
 * notices (rules 1, 3 and 4 of the architecture).
 */
@TestMethodOrder(OrderAnnotation.class)
class DepartmentsIT {

    private static final Map<String, Object> APPLICATION = Map.of("process", "single-meter", "origin", "application", "customer", "山东云岭食品有限公司", "contact", "赵工",
            "phone", "13800002046", "address", "历下区旅游路 28599 号", "district", "lixia");
    private static final Map<String, Object> APPROVAL = Map.of("number", "济审〔2024〕287号", "approved", "2024-10-12", "project", "恒润包装厂房", "customer", "济南恒润包装有限公司",
            "contact", "赵工", "phone", "13800002046", "address", "历城区工业北路 286 号", "district", "licheng");

    private static final List<String> DEPARTMENTS = List.of("initiation", "intake", "survey", "gis", "design", "construction", "metering", "pricing", "agreements", "payments",
            "visits", "archive", "notifications");

    private static Distribution platform;
    private static Container container;

    @BeforeAll
    static void start() {
        platform = Distribution.unpack("departments");
        container = Container.start(platform);
        platform.awaitDepartments();
    }

    @AfterAll
    static void stop() {
        container.close();
        platform.close();
    }

    /** What one test failed to bring back is not the next one's trouble. */
    @BeforeEach
    void everybodyIsThere() {
        DEPARTMENTS.forEach(module -> container.ask("start org.jieshui." + module));
        platform.awaitDepartments();
    }

    /** The case is at the joint survey, where every department but one has a task at the same time. */
    @ParameterizedTest
    @ValueSource(strings = {"survey", "design", "gis", "construction", "metering", "intake"})
    @Order(1)
    void aDepartmentThatIsAwayParksItsTasksAndTheCaseGoesOn(String module) {
        var work = atTheSurvey();
        var own = tasksOf(module, work);
        assertThat(own).isNotEmpty();
        var deadlines = deadlines(work.view(), module);
        var away = pathsOf(module, work);
        container.ask("events");

        container.ask("stop org.jieshui." + module);

        await("the tasks of " + module + " are parked", () -> tasksOf(module, work).stream().allMatch(task -> task.path("parked").asBoolean()));
        assertThat(deadlines(work.view(), module)).as("the clock goes on").isEqualTo(deadlines);
        var inbox = work.of(own.get(0).path("department").asText()).get("/api/tasks?view=department&limit=200").path("items");
        assertThat(StreamSupport.stream(inbox.spliterator(), false).filter(row -> row.path("id").equals(own.get(0).path("id"))))
                .as("visible in the inbox, and marked").hasSize(1).allMatch(row -> row.path("parked").asBoolean());
        for (var task : own) {
            var refusal = work.of(task.path("department").asText()).refused(503, "/api/tasks/" + task.path("id").asLong() + "/complete", Map.of("form", Map.of()));
            assertThat(refusal.path("type").asText()).isEqualTo("/problems/cases/module-not-running");
        }
        for (var path : away) {
            assertThat(work.raw("zhoumin", "GET", path).statusCode()).as(path).isEqualTo(503);
            assertThat(work.raw("zhoumin", "GET", path).body()).contains("/problems/module-away");
        }
        assertThat(pathsOf(module, work)).as("the OpenAPI document tells what runs").isEmpty();

        // all others go on
        work.act("zhoumin", "comment", Map.of("text", "继续查勘"));
        for (var key : List.of("survey-service", "survey-design", "survey-network", "survey-engineering", "application")) {
            if (own.stream().noneMatch(task -> task.path("key").asText().equals(key))) {
                finish(work, key);
            }
        }
        var optional = own.stream().allMatch(task -> task.path("optional").asBoolean());
        assertThat(work.openKeys().contains("plan")).as("the plan waits for what is asked of " + module).isEqualTo(optional);

        container.ask("start org.jieshui." + module);

        await("the tasks of " + module + " are back", () -> tasksOf(module, work).stream().noneMatch(task -> task.path("parked").asBoolean()));
        await("its REST is back", () -> pathsOf(module, work).equals(away));
        for (var task : own) {
            if (!task.path("optional").asBoolean()) {
                finish(work, task.path("key").asText());
            }
        }
        assertThat(work.openKeys()).contains("plan");
        assertThat(container.ask("events")).as("no other bundle noticed").containsExactly("stopped org.jieshui." + module, "started org.jieshui." + module);
    }

    @Test
    @Order(2)
    void theOfficeThatBeginsACaseIsAway() {
        var work = new Work(platform::signIn);
        work.register(APPROVAL);
        work.upload("fanghongwei", "joint-review-approval");

        container.ask("stop org.jieshui.initiation");
        await("the transfer is parked", () -> work.parkedKeys().equals(List.of("transfer")));
        assertThat(work.raw("fanghongwei", "GET", "/api/initiation/approvals").body()).contains("/problems/module-away");
        atTheSurvey(); // cases that customers bring go on

        container.ask("start org.jieshui.initiation");
        await("it is back", () -> work.parkedKeys().isEmpty());
        work.complete("transfer");
        assertThat(work.openKeys()).contains("accept", "steward", "advance-design", "advance-network");
    }

    @Test
    @Order(3)
    void anEventOfTheTimeAwayReachesItsListener() {
        var work = atTheSurvey();
        assertThat(booked(work)).isTrue();

        container.ask("stop org.jieshui.survey");
        work.act("zhoumin", "withdraw", Map.of("reason", "客户取消项目"));
        container.ask("start org.jieshui.survey");

        platform.awaitDepartments();
        await("the appointment of the withdrawn case is off the calendar", () -> !booked(work));
    }

    /** From the fee to the archive, each department away in turn while the case is with it, or while what it must hear happens elsewhere. */
    @Test
    @Order(4)
    void theSecondHalfIsWholeThoughEachDepartmentIsAwayOnce() throws IOException {
        var work = new Work(platform::signIn);
        SingleMeterIT.toConfirmedDrawings(work, () -> {});
        var delivery = new Delivery(work);
        away("pricing", work, List.of("fee"), delivery::preparation);
        away("payments", work, List.of(), delivery::fee);
        await("what the customer agreed to while payments was away is owed", () -> work.of("finance").get("/api/payments/cases/" + work.id()).path("charges").size() == 1);
        away("construction", work, List.of("excavation"), () -> {});
        delivery.permit();
        away("agreements", work, List.of("commission"), () -> {});
        away("notifications", work, List.of(), delivery::agreement);
        away("payments", work, List.of("payment"), () -> {});
        away("archive", work, List.of(), delivery::money);
        await("the paper of what was paid while the archive was away", () -> papers(work).contains("payment-receipt"));
        away("construction", work, List.of("works"), () -> {});
        delivery.works();
        var photo = new AtomicLong();
        away("metering", work, List.of("water-on"), () -> photo.set(delivery.contract()));
        away("visits", work, List.of(), () -> delivery.hang(photo.get()));
        away("visits", work, List.of("visit"), () -> {});
        delivery.visit();
        away("construction", work, List.of("as-built"), () -> {});
        away("gis", work, List.of(), delivery::asBuilt);
        delivery.network();
        away("archive", work, List.of(), () -> {});
        delivery.archive();
    }

    /** @param own the tasks of the module that are open. @param elsewhere what others do meanwhile */
    private static void away(String module, Work work, List<String> own, Runnable elsewhere) {
        var paths = pathsOf(module, work);
        assertThat(paths).as("what %s offers", module).isNotEmpty();
        assertThat(tasksOf(module, work).stream().map(task -> task.path("key").asText())).containsExactlyInAnyOrderElementsOf(own);

        container.ask("stop org.jieshui." + module);

        await("the tasks of " + module + " are parked", () -> work.parkedKeys().containsAll(own));
        for (var task : tasksOf(module, work)) {
            var refusal = work.of(task.path("department").asText()).refused(503, "/api/tasks/" + task.path("id").asLong() + "/complete", Map.of("form", Map.of()));
            assertThat(refusal.path("type").asText()).isEqualTo("/problems/cases/module-not-running");
        }
        for (var path : paths) {
            var answer = work.raw("zhoumin", "GET", path);
            assertThat(answer.statusCode()).as("%s of %s: %s", path, module, answer.body()).isIn(503, 404);
            assertThat(answer.body()).contains("/problems/");
        }
        work.act("zhoumin", "comment", Map.of("text", "照常办理"));
        elsewhere.run();

        container.ask("start org.jieshui." + module);

        await("the tasks of " + module + " are back", () -> work.parkedKeys().isEmpty());
        await("its REST is back", () -> pathsOf(module, work).equals(paths));
        work.again(); // with the document that tells of it
    }

    private static List<String> papers(Work work) {
        return work.as("zhoumin").get("/api/documents?case=" + work.id()).findValuesAsText("type");
    }

    @Test
    @Order(5)
    void implementationsExportNothingAndRefreshNobody() {
        for (var bundle : implementations()) {
            assertThat(container.ask("exports " + bundle)).as(bundle).isEmpty();
            assertThat(container.ask("closure " + bundle)).as("what a refresh of " + bundle + " takes along").containsExactly(bundle);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"initiation", "intake", "survey", "design", "gis", "construction", "metering", "cases.rest", "notifications", "console"})
    @Order(6)
    void anUpdateRefreshesThatBundleAlone(String name) {
        var bundle = "org.jieshui." + name;
        container.ask("events");

        container.ask("update " + bundle);

        assertThat(container.ask("state " + bundle)).containsExactly("active");
        assertThat(new TreeSet<>(container.ask("events").stream().map(event -> event.substring(event.indexOf(' ') + 1)).toList())).containsExactly(bundle);
        platform.awaitDepartments();
    }

    /** No order of starting and stopping opens Felix Web Console without the bundle that guards it. */
    @Test
    @Order(6)
    void theWebConsoleIsNotThereWithoutItsGuard() {
        await("it asks who one is", () -> platform.status("/system/console/bundles.json") == 401);

        container.ask("stop org.jieshui.webconsole");
        await("it is not there", () -> platform.status("/system/console/bundles.json") == 404);

        container.ask("start org.jieshui.webconsole");
        await("it asks again", () -> platform.status("/system/console/bundles.json") == 401);
    }

    @Test
    @Order(7)
    void aWarmRestartServes() {
        var work = atTheSurvey();
        var before = work.view().path("case");

        container.close();
        platform.start();

        assertThat(platform.status("/")).as("the page to sign in").isEqualTo(200);
        assertThat(platform.status("/health/ready")).isEqualTo(200);
        assertThat(work.again().view().path("case")).isEqualTo(before);
        finish(work, "survey-network");
    }

    private static Work atTheSurvey() {
        var work = new Work(platform::signIn);
        work.open(APPLICATION);
        work.complete("accept");
        work.complete("steward", work.proposed("steward"));
        work.complete("forward");
        work.complete("appointment", work.appointment());
        work.upload("zhoumin", "application");
        return work;
    }

    private static void finish(Work work, String key) {
        if (key.equals("survey-service")) {
            work.complete(key, work.attendance());
        } else {
            work.complete(key);
        }
    }

    private static List<JsonNode> tasksOf(String module, Work work) {
        return work.openTasks().stream().filter(task -> task.path("type").asText().startsWith(module + ".")).toList();
    }

    private static List<String> deadlines(JsonNode view, String module) {
        return StreamSupport.stream(view.path("tasks").spliterator(), false).filter(task -> task.path("type").asText().startsWith(module + "."))
                .map(task -> task.path("key").asText() + " " + task.path("deadline").path("at").asText() + " " + task.path("deadline").path("paused").asText()).toList();
    }

    /** Where one can read what a module offers, of its own segments, as the OpenAPI document says now. */
    private static List<String> pathsOf(String module, Work work) {
        var paths = Integrator.tree(work.raw("zhoumin", "GET", "/api/openapi.json").body()).path("paths");
        return paths.properties().stream().filter(path -> path.getValue().path("get").path("tags").path(0).asText().equals(module))
                .map(path -> "/api" + path.getKey().replaceAll("\\{\\w+}", "1")).filter(path -> path.startsWith("/api/" + module)).sorted().toList();
    }

    private static boolean booked(Work work) {
        var from = java.time.Instant.now();
        var list = Integrator.tree(work.raw("zhoumin", "GET", "/api/survey/appointments?from=" + from + "&to=" + from.plus(java.time.Duration.ofDays(30))).body());
        return StreamSupport.stream(list.path("items").spliterator(), false).anyMatch(row -> row.path("caseId").asLong() == work.id());
    }

    private static List<String> implementations() {
        return container.ask("bundles").stream().filter(name -> name.startsWith("org.jieshui.")).filter(name -> !name.endsWith(".api"))
                .filter(name -> !name.startsWith("org.jieshui.thirdparty")).filter(name -> !name.startsWith("org.jieshui.itests")).toList();
    }
}
