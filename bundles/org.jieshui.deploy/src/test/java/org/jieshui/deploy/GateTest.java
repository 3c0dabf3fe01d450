package org.jieshui.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.DatabaseStatus.Failure;
import org.jieshui.platform.api.persistence.Rehearsals.Conflict;
import org.jieshui.platform.api.persistence.Rehearsals.Kind;
import org.jieshui.platform.api.persistence.Rehearsals.Rehearsal;
import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** In the real framework and on a real database: what is let in, what takes over when, what comes back. */
class GateTest extends GateFixture {

    @Test
    void deploymentsAreCountedByOutcome() throws Exception {
        deploy("1.0.0", UnaryOperator.identity());
        deploy("2.0.0", UnaryOperator.identity());
        refused("3.0.0", with("Import-Package", "com.example.nowhere"));

        var gauge = new DeploymentGauges(DB.database()).read().get(0);
        assertThat(gauge.values()).extracting(value -> value.labels().get("outcome") + " " + (int) value.value())
                .containsExactlyInAnyOrder("starting 0", "refused 1", "running 1", "replaced 1", "rolled-back 0", "removed 0");
    }

    @Test
    void theNewVersionTakesOverWhenItIsHealthyAndTheOldOneGoes() throws Exception {
        deploy("1.0.0", UnaryOperator.identity());
        var events = new ArrayList<String>();
        framework.getBundleContext().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.STARTED || event.getType() == BundleEvent.UNRESOLVED) {
                events.add(event.getType() + " " + event.getBundle().getVersion());
            }
        });
        var seen = new ArrayList<String>();
        vitals = (bundle, old) -> () -> {
            seen.add(active() + " while " + bundle.getVersion() + " starts");
            return seen.size() < 3 ? Text.of("什么", "something") : null;
        };

        var answer = deploy("2.0.0", UnaryOperator.identity());

        assertThat(seen).containsOnly("1.0.0 while 2.0.0 starts").hasSize(3);
        assertThat(answer.deployment().outcome()).isEqualTo("running");
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).containsExactly("2.0.0");
        assertThat(events).startsWith(BundleEvent.STARTED + " 2.0.0", BundleEvent.STOPPED + " 1.0.0").noneMatch(event -> event.equals(BundleEvent.STOPPED + " 2.0.0"));
        assertThat(history()).containsExactly("2.0.0 running", "1.0.0 replaced");
        assertThat(journal).containsExactly("sysadmin module.deployed module/survey", "sysadmin module.deployed module/survey");
    }

    @Test
    void oneThatIsNeverHealthyIsOutAgain() throws Exception {
        deploy("1.0.0", UnaryOperator.identity());
        seconds = 0;
        vitals = (bundle, old) -> () -> Text.of("数据表", "its tables");

        assertThat(refused("3.0.0", UnaryOperator.identity())).isEqualTo("deploy/never-healthy");

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
        assertThat(history()).containsExactly("3.0.0 rolled-back", "1.0.0 running");
        assertThat(gate.history("survey", Long.MAX_VALUE, 1).get(0).reason().text()).satisfies(reason -> {
            assertThat(reason.zh()).contains("未就绪：数据表）");
            assertThat(reason.en()).contains("(not ready: its tables)");
        });
        assertThat(journal).contains("sysadmin module.rolled-back module/survey");
    }

    @Test
    void aNewDepartmentThatIsNotHealthyWasNeverActive() {
        seconds = 0;
        vitals = (bundle, old) -> () -> {
            assertThat(modules.active()).isEmpty();
            return Text.of("什么都缺", "anything");
        };
        assertThat(refused("1.0.0", UnaryOperator.identity())).isEqualTo("deploy/never-healthy");
        assertThat(installed()).isEmpty();

        vitals = (bundle, old) -> () -> null;
        deploy("1.0.0", UnaryOperator.identity());
        assertThat(active()).isEqualTo("1.0.0");
    }

    @Test
    void oneThatThrowsAtItsStartIsOutAgain() {
        deploy("1.0.0", UnaryOperator.identity());

        assertThat(refused("2.0.0", with("Bundle-Activator", "org.example.NotThere"))).isEqualTo("deploy/start-failed");

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingOfItRuns() throws Exception {
        framework.getBundleContext().installBundle("plain", new ByteArrayInputStream(Bundles.jar(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "test.plain"), Map.of())));
        deploy("1.0.0", UnaryOperator.identity());

        assertThat(refused("2.0.0", with("Import-Package", "com.example.nowhere"))).isEqualTo("deploy/missing-import");
        assertThat(refused("2.0.0", with("Import-Package", "org.jieshui.cases.api;version=\"[1.3,2)\""))).isEqualTo("deploy/newer-api");
        assertThat(refused("2.0.0", with("Import-Package", "org.jieshui.cases.api;version=\"[1.0,1.1)\""))).as("an older one").isEqualTo("deploy/missing-import");
        assertThat(refused("2.0.0", with("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""))).isEqualTo("deploy/missing-capability");
        assertThat(refused("2.0.0", with("Bundle-SymbolicName", "test.plain"))).isEqualTo("deploy/platform");
        assertThat(refused("2.0.0", with("Bundle-SymbolicName", "test.other"))).isEqualTo("deploy/other-bundle");
        assertThat(refused("2.0.0", with(ModuleReader.HEADER, "rest"))).isEqualTo("deploy/platform");
        assertThat(refused("2.0.0", with(ModuleReader.HEADER, "No Id"))).isEqualTo("deploy/not-a-department");
        assertThat(refused("2.0.0", with("Fragment-Host", "test.plain"))).isEqualTo("deploy/not-a-department");
        assertThat(refused("2.0.0", with("Bundle-SymbolicName", "test.survey; singleton:=true"))).isEqualTo("deploy/not-a-department");
        assertThat(refused("2.0.0", with("Export-Package", "org.example"))).isEqualTo("deploy/not-a-department");
        assertThat(refused("2.0.0", with("Bundle-ManifestVersion", "1"))).isEqualTo("deploy/not-a-bundle");
        assertThat(refused("two", UnaryOperator.identity())).isEqualTo("deploy/not-a-bundle");
        assertThat(refused("1.0.0", with("X-Other", "content"))).isEqualTo("deploy/version-used");
        assertThat(code(() -> gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "2.0.0"), Map.of("module.json", "{]")))))).isEqualTo("deploy/description");
        unsigned = false;
        assertThat(refused("2.0.0", UnaryOperator.identity())).isEqualTo("deploy/unsigned");

        assertThat(installed()).containsExactly("1.0.0");
        assertThat(history()).startsWith("2.0.0 refused").endsWith("1.0.0 running");
        deploySigned();
        assertThat(active()).isEqualTo("2.0.0");
    }

    private void deploySigned() throws Exception {
        var bundles = new Bundles(folder);
        var key = bundles.key("it", 30);
        bundles.trusting(key, "it");
        var answer = gate.deploy(OPERATOR, new ByteArrayInputStream(bundles.signed(Bundles.jar(Bundles.headers("survey", "2.0.0"), Map.of("module.json", "{}")), key, "it")));
        assertThat(answer.deployment().signer()).isEqualTo("it");
    }

    @Test
    void theSameContentAgainChangesNothing() {
        deploy("1.0.0", UnaryOperator.identity());
        var again = deploy("1.0.0", UnaryOperator.identity());

        assertThat(again.unchanged()).isTrue();
        assertThat(history()).containsExactly("1.0.0 running");
    }

    /** It ran twice: the way to its first time is no way back. */
    @Test
    void goingBackToWhatRunsChangesNothing() throws Exception {
        var first = deploy("1.0.0", UnaryOperator.identity()).deployment();
        deploy("2.0.0", UnaryOperator.identity());
        gate.rollBack(OPERATOR, "survey", first.id());
        var running = modules.activeBundle("survey").orElseThrow();

        var again = gate.rollBack(OPERATOR, "survey", first.id());

        assertThat(again.unchanged()).isTrue();
        assertThat(modules.activeBundle("survey")).contains(running);
        assertThat(running.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(gate.history("survey", Long.MAX_VALUE, 10)).filteredOn(Deployment::mayRollBack).extracting(Deployment::version).containsExactly("2.0.0");
    }

    @Test
    void twoBuildsOfASnapshotRunUnderNamesOfTheirOwn() {
        deploy("1.0.0.SNAPSHOT", UnaryOperator.identity());
        var first = active();
        deploy("1.0.0.SNAPSHOT", with("X-Build", "2"));

        assertThat(first).startsWith("1.0.0.SNAPSHOT-");
        assertThat(active()).startsWith("1.0.0.SNAPSHOT-").isNotEqualTo(first);
        assertThat(installed()).hasSize(1);
    }

    @Test
    void theDistributionsOwnVersionIsInTheHistoryAndThereIsAWayBackToIt() throws Exception {
        distribution("1.0.0.SNAPSHOT");
        var fresh = deploy("2.0.0", UnaryOperator.identity()).deployment();
        assertThat(fresh.shipped()).isEqualTo("1.0.0.SNAPSHOT");
        assertThat(history()).containsExactly("2.0.0 running", "1.0.0.SNAPSHOT replaced");
        var shipped = gate.history("survey", Long.MAX_VALUE, 10).get(1);
        assertThat(shipped.mayRollBack()).isTrue();

        gate.rollBack(OPERATOR, "survey", shipped.id());
        assertThat(active()).isEqualTo("1.0.0.SNAPSHOT");
        gate.rollBack(OPERATOR, "survey", fresh.id());
        assertThat(active()).isEqualTo("2.0.0");

        assertThat(history()).containsExactly("2.0.0 running", "1.0.0.SNAPSHOT replaced", "2.0.0 replaced", "1.0.0.SNAPSHOT replaced");
        assertThat(code(() -> gate.remove(OPERATOR, "survey", true))).isEqualTo("deploy/shipped");
        assertThat(code(() -> gate.rollBack(OPERATOR, "survey", 999))).isEqualTo("not-found");
        assertThat(code(() -> gate.rollBack(OPERATOR, "design", shipped.id()))).isEqualTo("not-found");
    }

    @Test
    void whatRanComesBackThoughTheContainerForgotItOrRemembersMore() throws Exception {
        deploy("2.0.0", UnaryOperator.identity());

        restart("cache");
        assertThat(active()).isEqualTo("2.0.0");

        restart("another cache");
        assertThat(active()).isEqualTo("2.0.0");

        stop();
        startFramework("cache of a distribution");
        distribution("1.0.0");
        assertThat(active()).isEqualTo("1.0.0");
        gate.restore();
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).containsExactly("2.0.0");
    }

    @Test
    void aNewerDistributionGoesBeforeWhatWasDeployedOverAnOlderOne() throws Exception {
        distribution("1.0.0");
        deploy("1.1.0", UnaryOperator.identity());
        stop();
        startFramework("new distribution");
        distribution("2.0.0");

        gate.restore();

        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).containsExactly("2.0.0");
        assertThat(history().get(0)).isEqualTo("1.1.0 replaced");
        deploy("2.1.0", UnaryOperator.identity());
        assertThat(active()).isEqualTo("2.1.0");
    }

    /** The machine went down between the start of the new version and the take-over. */
    @Test
    void anInterruptedDeploymentIsOutAgain() throws Exception {
        deploy("1.0.0", UnaryOperator.identity());
        vitals = (bundle, old) -> () -> {
            throw new PowerCut();
        };
        try {
            deploy("2.0.0", UnaryOperator.identity());
        } catch (PowerCut e) {
            vitals = (bundle, old) -> () -> null;
        }
        assertThat(installed()).containsExactly("1.0.0", "2.0.0");

        restart("cache");

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
        assertThat(history()).containsExactly("2.0.0 rolled-back", "1.0.0 running");
    }

    /** Nor is anybody turned away because this node just looks at what another one did. */
    @Test
    void oneDeploymentWaitsForAnother() throws Exception {
        var started = new CountDownLatch(1);
        var healthy = new CountDownLatch(1);
        vitals = (bundle, old) -> () -> {
            started.countDown();
            return healthy.getCount() == 0 ? null : Text.of("片刻", "a moment");
        };
        var first = CompletableFuture.supplyAsync(() -> deploy("1.0.0", UnaryOperator.identity()));
        started.await();
        var second = new Thread(() -> deploy("2.0.0", UnaryOperator.identity()));
        second.start();
        while (second.getState() != Thread.State.TIMED_WAITING && second.isAlive()) {
            Thread.onSpinWait();
        }

        healthy.countDown();

        assertThat(first.get().deployment().outcome()).isEqualTo("running");
        second.join();
        assertThat(history()).containsExactly("2.0.0 running", "1.0.0 replaced");
    }

    @Test
    void removalAsksFirst() {
        deploy("1.0.0", UnaryOperator.identity());
        gate.openTasks = module -> Map.of(module + ".appointment", 3);

        var asked = catchThrowableOfType(ProblemException.class, () -> gate.remove(OPERATOR, "survey", false)).problem();
        assertThat(asked.type()).isEqualTo("deploy/confirm");
        assertThat(asked.extra().get("parked")).isEqualTo(List.of(new Gate.Parked("survey.appointment", 3)));
        assertThat(active()).isEqualTo("1.0.0");

        gate.remove(OPERATOR, "survey", true);
        assertThat(modules.active()).isEmpty();
        assertThat(installed()).isEmpty();
        assertThat(history()).containsExactly("1.0.0 removed");
        deploy("1.0.0", UnaryOperator.identity());
        assertThat(active()).isEqualTo("1.0.0");
    }

    @Test
    void requestsInFlightEndFirst() {
        deploy("1.0.0", UnaryOperator.identity());
        var old = modules.activeBundle("survey").orElseThrow();
        var looks = new ArrayList<String>();
        gate.requests = bundle -> {
            if (bundle == old.getBundleId()) {
                looks.add(active() + " " + (old.getState() == Bundle.ACTIVE));
            }
            return looks.size() < 4 ? 1 : 0;
        };

        deploy("2.0.0", UnaryOperator.identity());

        assertThat(looks).hasSize(4).containsOnly("2.0.0 true");
    }

    @Test
    void migrationsAreTriedFirst() {
        var one = with("Jieshui-Schema", "survey").andThen(headers -> { headers.put("Jieshui-Unused", "visit.old, draft"); return headers; });
        deploy("1.0.0", one::apply);
        var asked = new ArrayList<String>();
        rehearsals = (schema, bundle, scripts, unused) -> {
            asked.add(schema + " " + bundle + " " + scripts + " " + new TreeSet<>(unused) + " " + active());
            return new Rehearsal(List.of("V2__next.sql"), 7, List.of("visit"), Duration.ZERO, null, List.of());
        };

        var deployed = gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(with("Jieshui-Schema", "survey").apply(Bundles.headers("survey", "2.0.0")), Map.of("db/V2__next.sql", "SELECT 2")))).deployment();

        assertThat(asked).containsExactly("survey test.survey {V2__next.sql=SELECT 2} [draft, visit.old] 1.0.0");
        assertThat(deployed.rehearsal()).isEqualTo(new Deployment.Rehearsed(List.of("V2__next.sql"), 7, List.of("visit")));

        rehearsals = (schema, bundle, scripts, unused) -> new Rehearsal(List.of("V3.sql"), 0, List.of(), Duration.ZERO, new Failure("V3.sql", 4, "no such table", ""), List.of());
        assertThat(refused("3.0.0", with("Jieshui-Schema", "survey"))).isEqualTo("deploy/migration-failed");
        assertThat(gate.history("survey", Long.MAX_VALUE, 1).get(0).reason().text().en()).contains("V3.sql:4 no such table");
        rehearsals = (schema, bundle, scripts, unused) -> new Rehearsal(List.of("V3.sql"), 0, List.of(), Duration.ZERO, null, List.of(new Conflict(Kind.GONE, "visit.at", "date", "")));
        assertThat(refused("3.0.0", with("Jieshui-Schema", "survey"))).isEqualTo("deploy/destructive-migration");
        assertThat(gate.history("survey", Long.MAX_VALUE, 1).get(0).reason().text().zh()).contains("visit.at 被删除或改名");
        long first = gate.history("survey", Long.MAX_VALUE, 50).stream().filter(d -> d.version().equals("1.0.0")).findFirst().orElseThrow().id();
        assertThat(code(() -> gate.rollBack(OPERATOR, "survey", first))).as("the way back runs through the same tables").isEqualTo("deploy/no-way-back");
        rehearsals = (schema, bundle, scripts, unused) -> {
            throw new DatabaseException("No copy", new java.sql.SQLException("permission denied to create database"));
        };
        assertThat(refused("3.0.0", with("Jieshui-Schema", "survey"))).isEqualTo("deploy/no-copy");
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).containsExactly("2.0.0");
    }

    @Test
    void dataThatItBringsIsLookedAtByWhoKnowsIt() {
        gate.dataChecks = List.of((path, content) -> path.startsWith("processes/") && content.length > 2 ? List.of(Text.of("第 3 行缺 id", "line 3 lacks an id")) : List.of());

        assertThat(code(() -> gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "1.0.0"), Map.of("processes/a.json", "{\"a\": 1}")))))).isEqualTo("deploy/invalid-data");
        assertThat(gate.history("survey", Long.MAX_VALUE, 1).get(0).reason().text().en()).contains("processes/a.json", "line 3 lacks an id");
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "1.0.0"), Map.of("processes/a.json", "{}"))));
        assertThat(active()).isEqualTo("1.0.0");
    }

    @Test
    void aVersionThatFailsMoreIsOutAgainWhileItIsWatched() throws Exception {
        watchSeconds = 60;
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "1.0.0"), CLASS)));
        fail(2);
        var deployed = gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "2.0.0"), CLASS))).deployment();
        assertThat(deployed.watchUntil()).isEqualTo(NOW.plusSeconds(60));
        assertThat(installed()).as("the old one stands by").containsExactly("1.0.0", "2.0.0");
        var old = modules.generations().stream().filter(g -> g.bundle().getVersion().toString().equals("1.0.0")).findFirst().orElseThrow().bundle();

        fail(4);
        gate.look();
        assertThat(active()).isEqualTo("2.0.0");
        fail(1);
        gate.look();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(modules.activeBundle("survey")).as("it never stopped").contains(old);
        assertThat(installed()).containsExactly("1.0.0");
        assertThat(history()).containsExactly("2.0.0 rolled-back", "1.0.0 running");
        var reason = gate.history("survey", Long.MAX_VALUE, 1).get(0).reason();
        assertThat(reason.code()).isEqualTo("error-rate");
        assertThat(reason.text().en()).contains("failed 5 times");
        assertThat(journal).contains("deploy module.rolled-back module/survey");
        restart("cache");
        assertThat(active()).isEqualTo("1.0.0");
    }

    @Test
    void whatCannotBeWrittenNowIsOutAgainAtTheNextLook() throws Exception {
        watchSeconds = 60;
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "1.0.0"), CLASS)));
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "2.0.0"), CLASS)));
        fail(5);
        databaseIsAway = true;
        assertThatThrownBy(() -> gate.look()).isInstanceOf(DatabaseException.class);
        assertThat(active()).isEqualTo("2.0.0");
        databaseIsAway = false;

        gate.look();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(history()).containsExactly("2.0.0 rolled-back", "1.0.0 running");
    }

    @Test
    void aVersionThatFailsNoMoreThanTheOneBeforeStays() throws Exception {
        watchSeconds = 60;
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "1.0.0"), CLASS)));
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "1.1.0"), CLASS)));
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "2.0.0"), Map.of())));
        assertThat(installed()).as("the next one ends the watch over the one before").containsExactly("1.1.0", "2.0.0");
        for (int i = 0; i < 50; i++) {
            failures.failed(new IllegalStateException("of nobody here"));
        }
        gate.look();
        assertThat(active()).isEqualTo("2.0.0");
    }

    @Test
    void theListOfModulesSaysWhoseTheyAreAndWhatThereIsToDo() throws Exception {
        unsigned = false;
        deploySigned();
        gate.openTasks = module -> Map.of(module + ".appointment", 3, module + ".record", 4);
        var resource = new ModulesResource(modules, gate);

        var row = resource.list().get(0);
        assertThat(row).extracting(ModulesResource.ModuleRow::health, ModulesResource.ModuleRow::signer, ModulesResource.ModuleRow::account, ModulesResource.ModuleRow::tasks)
                .containsExactly("up", "it", "sysadmin", new ModulesResource.Tasks(7, 0));

        modules.activeBundle("survey").orElseThrow().stop();
        assertThat(resource.list()).extracting(ModulesResource.ModuleRow::health, ModulesResource.ModuleRow::tasks).containsExactly(tuple("down", new ModulesResource.Tasks(7, 7)));
    }

    @Test
    void whatCameWithTheDistributionWasDeployedByNobody() throws Exception {
        watchSeconds = 60;
        distribution("1.0.0");
        deploy("2.0.0", UnaryOperator.identity());

        assertThat(new ModulesResource(modules, gate).list()).extracting(ModulesResource.ModuleRow::version, ModulesResource.ModuleRow::account, ModulesResource.ModuleRow::tasks)
                .containsExactly(tuple("1.0.0", null, null), tuple("2.0.0", "sysadmin", new ModulesResource.Tasks(0, 0)));
    }

    /** The container was started anew meanwhile: nothing stands by any more. */
    @Test
    void theWatchGoesOnAfterARestart() throws Exception {
        watchSeconds = 60;
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "1.0.0"), CLASS)));
        gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", "2.0.0"), CLASS)));
        restart("cache");
        assertThat(active()).isEqualTo("2.0.0");
        assertThat(installed()).containsExactly("2.0.0");

        fail(5);
        gate.look();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(installed()).containsExactly("1.0.0");
        assertThat(history()).containsExactly("2.0.0 rolled-back", "1.0.0 running");
    }

    @Test
    void aKeyThatIsNoLongerTrustedOpensNoWayBack() throws Exception {
        unsigned = false;
        deploySigned();
        unsigned = true;
        deploy("3.0.0", UnaryOperator.identity());
        unsigned = false;
        long signed = gate.history("survey", Long.MAX_VALUE, 10).get(1).id();
        var bundles = new Bundles(folder);
        bundles.trusting(bundles.key("another", 30), "another");

        assertThat(code(() -> gate.rollBack(OPERATOR, "survey", signed))).isEqualTo("deploy/no-way-back");
        assertThat(active()).isEqualTo("3.0.0");
        assertThat(history()).as("who tried it, and why not").containsExactly("2.0.0 refused", "3.0.0 running", "2.0.0 replaced");
        assertThat(gate.history("survey", Long.MAX_VALUE, 1).get(0).backTo()).isEqualTo(signed);
        assertThat(journal).contains("sysadmin module.refused module/survey");
    }

    /** For pages that are open, and for nodes that are not as far yet. */
    @Test
    void thePagesOfFormerVersionsCanStillBeHad() throws Exception {
        for (var version : List.of("1.0.0", "2.0.0")) {
            gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(Bundles.headers("survey", version), Map.of("ui/index.js", version, "module.json", "{}"))));
        }
        var pages = new KeptPages(DB.database(), folder.resolve("pages"));

        for (var version : List.of("1.0.0", "2.0.0")) {
            try (var in = pages.file("survey", version, "ui/index.js").orElseThrow().openStream()) {
                assertThat(in).hasContent(version);
            }
        }
        assertThat(pages.file("survey", "1.0.0", "module.json")).as("no page").isEmpty();
        assertThat(pages.file("survey", "1.0.0", "ui/../module.json")).isEmpty();
        assertThat(pages.file("survey", "3.0.0", "ui/index.js")).isEmpty();
        refused("4.0.0", with("Import-Package", "com.example.nowhere"));
        assertThat(pages.file("survey", "4.0.0", "ui/index.js")).as("it never ran").isEmpty();
    }

    @Test
    void whatIsPutIntoTheFolderGoesThroughTheGate() throws Exception {
        var drop = folder.resolve("deploy");
        var watched = new DropFolder(gate, drop);
        watched.look();
        Files.createDirectories(drop);
        var good = Files.write(drop.resolve("survey.jar"), Bundles.jar(Bundles.headers("survey", "1.0.0"), Map.of()));
        Files.write(drop.resolve("wrong.jar"), Bundles.jar(with("Import-Package", "com.example.nowhere").apply(Bundles.headers("survey", "1.1.0")), Map.of()));
        Files.writeString(drop.resolve("notes.txt"), "no jar");

        watched.look();
        assertThat(active()).as("perhaps it is still being copied").isEqualTo("none");
        assertThat(good).exists();
        watched.look();

        assertThat(active()).isEqualTo("1.0.0");
        assertThat(drop.resolve("taken/survey.jar")).exists();
        assertThat(drop.resolve("refused/wrong.jar")).exists();
        assertThat(drop.resolve("refused/wrong.jar.txt")).content().contains("deploy/missing-import", "com.example.nowhere");
        assertThat(good).doesNotExist();
        assertThat(drop.resolve("notes.txt")).exists();
        assertThat(journal).contains("deploy-folder module.deployed module/survey", "deploy-folder module.refused module/survey");
        assertThat(history()).containsExactly("1.1.0 refused", "1.0.0 running");
    }

    /** The folder may not be written, or the disk is full. */
    @Test
    void aFileThatCannotBePutAsideIsRefusedOnce() throws Exception {
        var drop = Files.createDirectories(folder.resolve("deploy"));
        var watched = new DropFolder(gate, drop);
        var inTheWay = Files.writeString(drop.resolve("refused"), "");
        Files.write(drop.resolve("a-wrong.jar"), Bundles.jar(with("Import-Package", "com.example.nowhere").apply(Bundles.headers("survey", "1.1.0")), Map.of()));
        Files.write(drop.resolve("b-good.jar"), Bundles.jar(Bundles.headers("survey", "1.0.0"), Map.of()));

        for (int i = 0; i < 6; i++) {
            watched.look();
        }

        assertThat(history()).containsExactly("1.0.0 running", "1.1.0 refused");
        Files.delete(inTheWay);
        watched.look();
        watched.look();
        assertThat(drop.resolve("refused/a-wrong.jar")).exists();
        assertThat(history()).hasSize(2);
    }

    @Test
    void whatWasRefusedIsKeptAsideForAWhile() throws Exception {
        var jar = Bundles.jar(with("Import-Package", "com.example.nowhere").apply(Bundles.headers("survey", "1.0.0")), Map.of());
        assertThat(code(() -> gate.deploy(OPERATOR, new ByteArrayInputStream(jar)))).isEqualTo("deploy/missing-import");
        long id = gate.history(null, Long.MAX_VALUE, 1).get(0).id();

        assertThat(gate.content(gate.get(id))).isEqualTo(jar);

        for (int i = 0; i < 20; i++) {
            refused("1.1." + i, with("Import-Package", "com.example.nowhere"));
        }
        assertThat(code(() -> gate.content(gate.get(id)))).isEqualTo("not-found");
    }

    /** An error as no bundle throws it: the process ends here. */
    private static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }
}
