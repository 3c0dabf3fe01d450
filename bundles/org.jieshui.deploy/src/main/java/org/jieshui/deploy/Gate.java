package org.jieshui.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.jieshui.platform.api.module.DataCheck;
import org.jieshui.platform.api.module.DevelopmentMode;
import org.jieshui.platform.api.module.OpenTasks;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.Rehearsals;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Requests;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way by which a department's bundle enters a running system: checked before anything of it runs, started beside the version that runs, made the active
 * generation when it is healthy, watched, and out again when it is not well. One deployment at a time.
 */
@Component(service = {Gate.class, DevelopmentMode.class}, configurationPid = GateConfig.PID)
@Designate(ocd = GateConfig.class)
public class Gate implements DevelopmentMode {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    /** Longer than a look at what other nodes did, shorter than anybody's patience. */
    private static final int WAIT_SECONDS = 10;
    /** Refused files that are kept for whoever wants to look at them. */
    private static final int KEPT_ASIDE = 20;

    /** @param unchanged it ran already: nothing was done */
    public record Answer(Deployment deployment, boolean unchanged) {}

    /** @param unsigned development mode. @param trusted names of the keys that may sign. @param problem why the trust store cannot be read, or null. @param watchSeconds how long a new version is watched */
    public record Settings(boolean unsigned, List<String> trusted, Text problem, int maxMegabytes, int watchSeconds) {}

    /** Open tasks of one type that nobody could work on. */
    public record Parked(String type, int open) {}

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile Requests requests;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile OpenTasks openTasks;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile FailureCounts failures;

    @Reference(policy = ReferencePolicy.DYNAMIC)
    volatile List<DataCheck> dataChecks = List.of();

    private final BundleContext context;
    private final ModulesTracker modules;
    private final DeploymentStore store;
    private final AdministratorsJournal journal;
    private final Clock clock;
    private final String node;
    private final Installed installed;
    private final Checks checks;
    private final Takeover takeover;
    private final Watch watch;
    private final Restoring restoring;
    private final ReentrantLock one = new ReentrantLock();
    private volatile GateConfig config;

    @Activate
    public Gate(BundleContext context, GateConfig config, @Reference ModulesTracker modules, @Reference Database database, @Reference Rehearsals rehearsals, @Reference AdministratorsJournal journal,
            @Reference Clock clock, @Reference Vitals vitals) {
        this.context = context;
        this.config = config;
        this.modules = modules;
        this.store = new DeploymentStore(database);
        this.journal = journal;
        this.clock = clock;
        node = Node.name(context);
        installed = new Installed(context, () -> requests, () -> this.config.drainSeconds());
        checks = new Checks(context, store, installed, rehearsals, () -> dataChecks);
        var kept = new Kept(store, installed);
        takeover = new Takeover(store, installed, kept, modules, checks, vitals, journal, clock, () -> this.config, node);
        watch = new Watch(store, takeover, modules, () -> failures, clock, () -> this.config);
        restoring = new Restoring(store, installed, kept, takeover, watch, modules, vitals, journal, clock, () -> this.config, node);
    }

    @Modified
    void modified(GateConfig changed) {
        config = changed;
    }

    @Override
    public boolean isOn() {
        return config.unsigned();
    }

    Settings settings() {
        try {
            return new Settings(config.unsigned(), trusted().keys().stream().map(TrustStore.Key::name).toList(), null, config.maxMegabytes(), config.watchSeconds());
        } catch (RefusedException e) {
            return new Settings(config.unsigned(), List.of(), e.reason(), config.maxMegabytes(), config.watchSeconds());
        }
    }

    List<Deployment> history(String module, long before, int limit) {
        return store.list(module, before, limit);
    }

    /** What was deployed and runs, one of each module. */
    List<Deployment> running() {
        return store.withOutcome("running");
    }

    Deployment get(long deployment) {
        return store.get(deployment).orElseThrow(ProblemException::notFound);
    }

    /** The file that was handed in, if it is still kept. */
    byte[] content(Deployment deployment) {
        return store.content(deployment.sha256()).orElseThrow(ProblemException::notFound);
    }

    Answer deploy(Actor actor, InputStream content) {
        return Digests.withFile(file -> {
            var sha256 = Digests.receive(content, file, config.maxMegabytes());
            return exclusively(() -> admit(actor, file, sha256));
        });
    }

    Answer rollBack(Actor actor, String module, long to) {
        return exclusively(() -> {
            var target = store.get(to).filter(d -> module.equals(d.module())).orElseThrow(ProblemException::notFound);
            var running = store.running(module);
            if (running.isPresent() && running.get().sha256().equals(target.sha256()) && modules.activeBundle(module).isPresent()) {
                return new Answer(running.get(), true);
            }
            if (!target.mayRollBack()) {
                throw noWayBack(to, "它没有运行过，或内容没有保存。请选历史中标明可以回退的", "it never ran, or its content was not kept. Choose one that the history marks");
            }
            return Digests.withFile(file -> goBack(actor, target, file));
        });
    }

    Deployment remove(Actor actor, String module, boolean confirmed) {
        return exclusively(() -> {
            var running = store.running(module).orElseThrow(ProblemException::notFound);
            if (!isAdded(running)) {
                throw Problem.of("deploy/shipped", 409, "模块 " + module + " 是发行版自带的，不能移除。要撤销部署，请回退到发行版的版本", "The module " + module
                        + " comes with the distribution and is not removed. To undo a deployment, roll back to the distribution's version").toException();
            }
            var parked = parked(module);
            if (!confirmed) {
                var sum = parked.stream().mapToInt(Parked::open).sum();
                throw Problem.of("deploy/confirm", 409, "移除 " + module + " 后，它的 " + sum + " 个未完成任务将停放，时限照计，装回后继续。确认请加 confirm=true",
                        "Without " + module + " its " + sum + " open tasks are parked, their deadlines run on, and they go on when it is back. Repeat with confirm=true").with("parked", parked).toException();
            }
            store.database().transact(h -> {
                store.end(running.id(), "removed", clock.instant(), null, null);
                journal.write(actor, "module.removed", "module/" + module, Takeover.facts(running), null);
            });
            modules.choose(module, ModulesTracker.NONE);
            installed.of(module).forEach(installed::takeAway);
            modules.chooseByRule(module);
            LOG.info("Module {}: removed", module);
            return store.get(running.id()).orElseThrow();
        });
    }

    /** The distribution brought no version of it. */
    static boolean isAdded(Deployment running) {
        return running.shipped() == null && !running.account().equals(Takeover.DISTRIBUTION);
    }

    List<Parked> parked(String module) {
        var counts = openTasks;
        return counts == null ? List.of() : new TreeMap<>(counts.ofModule(module)).entrySet().stream().map(e -> new Parked(e.getKey(), e.getValue())).toList();
    }

    /** What the history says is what runs, whatever the container remembers. */
    void restore() {
        exclusively(() -> {
            restoring.atStart();
            return null;
        });
    }

    /** What was deployed or removed through another node happens here too. */
    void follow() {
        ifFree(restoring::follow);
    }

    void look() {
        if (!watch.isIdle()) {
            ifFree(watch::look);
        }
    }

    // ---- steps

    private Answer admit(Actor actor, Path file, String sha256) {
        Department department = null;
        try {
            var jar = Jar.read(file);
            department = Department.of(jar.main(), sha256);
            var signer = jar.signer(trusted(), config.unsigned(), clock.instant());
            checks.names(department);
            var same = same(department, sha256);
            if (same.isPresent()) {
                return new Answer(same.get(), true);
            }
            checks.version(department, sha256);
            checks.data(file);
            return bringIn(new Takeover.Candidate(actor, jar, department, sha256, signer, null));
        } catch (RefusedException e) {
            throw refused(actor, department, sha256, file, e);
        }
    }

    private Answer bringIn(Takeover.Candidate candidate) throws RefusedException {
        var deployment = takeover.bringIn(candidate);
        watch.begin(deployment, deployment.watchUntil());
        return new Answer(deployment, false);
    }

    private Answer goBack(Actor actor, Deployment target, Path file) throws IOException {
        boolean shipped = target.account().equals(Takeover.DISTRIBUTION);
        try {
            Files.write(file, content(target));
            var jar = Jar.read(file);
            var department = Department.of(jar.main(), target.sha256());
            if (shipped) {
                // a SNAPSHOT of the distribution runs under its own name
                department = new Department(department.module(), department.bundle(), Version.parseVersion(target.version()), false);
            }
            // a key that is no longer trusted opens no way back either; the distribution itself needs none
            var signer = shipped ? null : jar.signer(trusted(), config.unsigned(), clock.instant());
            return bringIn(new Takeover.Candidate(actor, jar, department, target.sha256(), signer, target.id()));
        } catch (RefusedException e) {
            var d = new DeploymentStore.Entry(target.module(), target.bundle(), target.version(), target.sha256(), target.signer(), actor.id(), actor.account(), clock.instant(), node, target.shipped(), target.id());
            writeRefusal(actor, d, e);
            throw noWayBack(target.id(), e.reason().zh(), e.reason().en());
        }
    }

    private static ProblemException noWayBack(long to, String zh, String en) {
        return Problem.of("deploy/no-way-back", 409, "不能回到第 " + to + " 次部署：" + zh, "There is no way back to deployment " + to + ": " + en).toException();
    }

    private TrustStore trusted() throws RefusedException {
        var etc = context.getProperty("karaf.etc");
        var file = config.trustStore().isBlank() ? Path.of(etc == null ? "etc" : etc, "trusted.p12") : Path.of(config.trustStore().strip());
        return TrustStore.read(file, config.trustStorePassword());
    }

    /** What runs already, if it is this very content. */
    private Optional<Deployment> same(Department d, String sha256) {
        var active = modules.activeBundle(d.module());
        var running = store.running(d.module());
        if (active.isEmpty() || running.isPresent()) {
            return running.filter(r -> r.sha256().equals(sha256) && active.isPresent());
        }
        return installed.fileOf(active.get()).filter(file -> Digests.sha256(file).equals(sha256)).map(file -> store.get(takeover.adopt(active.get(), d.module())).orElseThrow());
    }

    private ProblemException refused(Actor actor, Department d, String sha256, Path file, RefusedException e) {
        LOG.warn("Refused {} {}: {}", d == null ? "a file" : d.bundle() + " " + d.version(), sha256, e.getMessage());
        long id = store.database().inTransaction(h -> {
            if (Files.size(file) > 0) {
                store.keep(sha256, file);
            }
            return writeRefusal(actor, takeover.entry(actor, d, sha256, null, null, null), e);
        });
        return e.problem(id).toException(e);
    }

    /** @return its number in the history */
    private long writeRefusal(Actor actor, DeploymentStore.Entry entry, RefusedException e) {
        return store.database().inTransaction(h -> {
            long row = store.add(entry, "refused");
            store.end(row, "refused", clock.instant(), e.code(), e.reason());
            store.keepNewestAside(KEPT_ASIDE);
            journal.write(actor, "module.refused", "module/" + (entry.module() == null ? "-" : entry.module()), null, Map.of("deployment", row, "code", e.code(), "sha256", entry.sha256()));
            return row;
        });
    }

    // ---- one at a time

    @FunctionalInterface
    private interface Step<T> {
        T run();
    }

    private <T> T exclusively(Step<T> step) {
        if (!soon(one)) {
            throw Problem.of("deploy/busy", 409, "另一次部署正在进行，请等它结束再试", "Another deployment is under way; try again when it has ended").with("retryAfter", 5).toException();
        }
        try {
            return step.run();
        } finally {
            one.unlock();
        }
    }

    private static boolean soon(ReentrantLock lock) {
        try {
            return lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void ifFree(Runnable step) {
        if (one.tryLock()) {
            try {
                step.run();
            } finally {
                one.unlock();
            }
        }
    }
}
