package org.jieshui.deploy;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.Rehearsals;
import org.jieshui.platform.api.persistence.Rehearsals.Rehearsal;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A gate in the real framework and on a real database, with a clock that the test sets. */
abstract class GateFixture {

    static final Instant NOW = Instant.parse("2026-11-25T04:00:00Z");
    static final Actor OPERATOR = new Actor(7, "sysadmin", "管理员", Set.of(), Set.of("modules.deploy"), Set.of(), false, "zh-CN");
    /** Failures in code of the module's own. */
    static final Map<String, String> CLASS = Map.of("test/survey/Wrong.class", "");

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("deploy", DeploymentStore.class);

    @TempDir
    Path folder;
    Instant now = NOW;
    final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    Framework framework;
    ModulesTracker modules;
    Gate gate;
    final List<String> journal = new ArrayList<>();
    Vitals vitals = (bundle, old) -> () -> null;
    Rehearsals rehearsals = (schema, bundle, scripts, unused) -> new Rehearsal(List.of(), 0, List.of(), Duration.ZERO, null, List.of());
    FailureCounts failures;
    int watchSeconds;
    boolean unsigned = true;
    int seconds = 60;
    boolean databaseIsAway;
    /** What happens to the next transaction that writes. */
    Loss loss = Loss.NONE;
    private final List<Platform> running = new ArrayList<>();

    enum Loss {
        NONE,
        /** It does not begin. */
        OF_THE_CONNECTION,
        /** It is committed, and nobody hears of it. */
        OF_THE_ANSWER
    }

    /** One of several on the same database. */
    record Platform(Framework framework, ModulesTracker modules, Gate gate, FailureCounts failures) {}

    @BeforeEach
    void start() throws Exception {
        DB.clear();
        startFramework("cache");
    }

    @AfterEach
    void stopAll() throws Exception {
        for (var platform : List.copyOf(running)) {
            on(platform);
            stop();
        }
    }

    void stop() throws Exception {
        modules.deactivate();
        framework.stop();
        framework.waitForStop(10_000);
        running.removeIf(platform -> platform.framework.equals(framework));
    }

    /** From now on the test's words are about that one. */
    void on(Platform platform) {
        framework = platform.framework;
        modules = platform.modules;
        gate = platform.gate;
        failures = platform.failures;
    }

    /** Another one, beside those that run. */
    Platform node(String cache) throws Exception {
        startFramework(cache);
        return running.get(running.size() - 1);
    }

    void startFramework(String cache) throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.resolve(cache).toString(), "felix.log.level", "0",
                "karaf.etc", folder.toString(), "karaf.base", folder.resolve(cache).toString(), Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.jieshui.cases.api;version=1.2.0"));
        framework.start();
        modules = new ModulesTracker(framework.getBundleContext(), clock);
        failures = new FailureCounts(modules);
        gate = new Gate(framework.getBundleContext(), new Config(), modules, failing(DB.database()), (schema, bundle, scripts, unused) -> rehearsals.rehearse(schema, bundle, scripts, unused),
                this::write, clock, (bundle, old) -> vitals.of(bundle, old));
        gate.failures = failures;
        running.add(new Platform(framework, modules, gate, failures));
    }

    private Database failing(Database database) {
        return (Database) Proxy.newProxyInstance(Database.class.getClassLoader(), new Class<?>[] {Database.class}, (proxy, method, arguments) -> {
            var now = database.isActive() || !method.getName().matches("transact|inTransaction") ? Loss.NONE : loss;
            loss = now == Loss.NONE ? loss : Loss.NONE;
            if (now == Loss.OF_THE_CONNECTION) {
                throw new DatabaseException("No connection", new SQLException("refused"));
            }
            try {
                var answer = method.invoke(database, arguments);
                if (now == Loss.OF_THE_ANSWER) {
                    throw new DatabaseException("Nobody knows", new SQLException("cut off"));
                }
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private void write(Actor actor, String action, String subject, Object before, Object after) {
        if (databaseIsAway) {
            throw new DatabaseException("The database is away", new SQLException("terminating connection"));
        }
        journal.add(actor.account() + " " + action + " " + subject);
    }

    void restart(String cache) throws Exception {
        stop();
        startFramework(cache);
        gate.restore();
    }

    void fail(int times) {
        for (int i = 0; i < times; i++) {
            var inside = new IllegalStateException("inside");
            inside.setStackTrace(new StackTraceElement[] {new StackTraceElement("java.util.List", "of", null, 1), new StackTraceElement("test.survey.Wrong$1", "run", null, 1)});
            failures.failed(new IllegalArgumentException("around it", inside));
        }
    }

    void distribution(String version) throws Exception {
        var file = new Bundles(folder).file(Bundles.jar(Bundles.headers("survey", version), Map.of()));
        framework.getBundleContext().installBundle("reference:" + file.toUri()).start();
    }

    Gate.Answer deploy(String version, UnaryOperator<Map<String, String>> change) {
        return gate.deploy(OPERATOR, new ByteArrayInputStream(Bundles.jar(change.apply(Bundles.headers("survey", version)), Map.of())));
    }

    String refused(String version, UnaryOperator<Map<String, String>> change) {
        return code(() -> deploy(version, change));
    }

    static String code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem().type();
    }

    static UnaryOperator<Map<String, String>> with(String header, String value) {
        return headers -> {
            var changed = new HashMap<>(headers);
            changed.put(header, value);
            return changed;
        };
    }

    String active() {
        return modules.active("survey").map(Module::version).orElse("none");
    }

    List<String> installed() {
        return Arrays.stream(framework.getBundleContext().getBundles()).filter(b -> "survey".equals(b.getHeaders("").get(ModuleReader.HEADER))).map(b -> b.getVersion().toString()).sorted().toList();
    }

    /** What became of the newest deployment on the nodes, in the order in which they had it. */
    List<String> nodes() {
        return gate.history("survey", Long.MAX_VALUE, 1).get(0).nodes().stream().map(Deployment.OnNode::outcome).toList();
    }

    List<String> history() {
        return gate.history("survey", Long.MAX_VALUE, 50).stream().map(d -> d.version() + " " + d.outcome()).toList();
    }

    final class Config implements GateConfig {
        @Override
        public String trustStore() {
            return folder.resolve("trusted.p12").toString();
        }

        @Override
        public String trustStorePassword() {
            return Bundles.PASSWORD;
        }

        @Override
        public boolean unsigned() {
            return unsigned;
        }

        @Override
        public int maxMegabytes() {
            return 1;
        }

        @Override
        public int healthySeconds() {
            return seconds;
        }

        @Override
        public int drainSeconds() {
            return 30;
        }

        @Override
        public int watchSeconds() {
            return watchSeconds;
        }

        @Override
        public int watchFailures() {
            return 5;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return GateConfig.class;
        }
    }
}
