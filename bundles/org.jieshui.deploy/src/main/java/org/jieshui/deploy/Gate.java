package org.jieshui.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.jieshui.platform.api.module.OpenTasks;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseStatus;
import org.jieshui.platform.api.persistence.UntilDone;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Requests;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way by which a department's bundle enters a running system: checked before anything of it runs, started beside the version that runs, made the active
 * generation when it is healthy, and out again when it is not. Immediate: what was deployed is brought back at a start, whoever asks for it.
 */
@Component(service = Gate.class, configurationPid = GateConfig.PID, immediate = true)
@Designate(ocd = GateConfig.class)
public class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Actor SELF = Actor.system("deploy");
    private static final String DISTRIBUTION = "distribution";
    private static final String LOCATION = "jieshui:";
    private static final long MEGABYTE = 1024L * 1024;
    private static final int LOOK_MILLIS = 25;
    /** Longer than a look at what other nodes did, shorter than anybody's patience. */
    private static final int WAIT_SECONDS = 10;
    /** How soon another node's deployment is seen. */
    private static final int FOLLOW_SECONDS = 10;
    /** Everything starts at once then, and nobody waits for an answer. In seconds. */
    private static final int PATIENCE_AT_A_START = 300;

    /** @param unchanged it ran already: nothing was done */
    public record Answer(Deployment deployment, boolean unchanged) {}

    /** @param unsigned development mode. @param trusted names of the keys that may sign. @param problem why the trust store cannot be read, or null */
    public record Settings(boolean unsigned, List<String> trusted, Text problem, int maxMegabytes) {}

    /** Open tasks of one type that nobody could work on. */
    public record Parked(String type, int open) {}

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile DatabaseStatus status;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile Requests requests;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile OpenTasks openTasks;

    private final BundleContext context;
    private final ModulesTracker modules;
    private final DeploymentStore store;
    private final AdministratorsJournal journal;
    private final Clock clock;
    private final Vitals vitals;
    private final ReentrantLock one = new ReentrantLock();
    private final String node = node();
    private final UntilDone restoring;
    private final ScheduledExecutorService following = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "jieshui-gate-following");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean restored;
    private volatile GateConfig config;

    @Activate
    public Gate(BundleContext context, GateConfig config, @Reference ModulesTracker modules, @Reference Database database, @Reference AdministratorsJournal journal, @Reference Clock clock,
            @Reference ServiceComponentRuntime components) {
        this.context = context;
        this.config = config;
        this.modules = modules;
        this.store = new DeploymentStore(database);
        this.journal = journal;
        this.clock = clock;
        this.vitals = new ComponentVitals(context, components, () -> status);
        this.restoring = UntilDone.start("jieshui-gate", this::restore);
        following.scheduleWithFixedDelay(this::followSafely, FOLLOW_SECONDS, FOLLOW_SECONDS, TimeUnit.SECONDS);
    }

    Gate(BundleContext context, GateConfig config, ModulesTracker modules, Database database, AdministratorsJournal journal, Clock clock, Vitals vitals) {
        this.context = context;
        this.config = config;
        this.modules = modules;
        this.store = new DeploymentStore(database);
        this.journal = journal;
        this.clock = clock;
        this.vitals = vitals;
        this.restoring = null;
    }

    @Modified
    void modified(GateConfig changed) {
        config = changed;
    }

    @Deactivate
    void deactivate() {
        following.shutdown();
        restoring.close();
    }

    // ---- what is asked of it

    Settings settings() {
        try {
            return new Settings(config.unsigned(), trusted().keys().stream().map(TrustStore.Key::name).toList(), null, config.maxMegabytes());
        } catch (RefusedException e) {
            return new Settings(config.unsigned(), List.of(), e.reason(), config.maxMegabytes());
        }
    }

    List<Deployment> history(String module, long before, int limit) {
        return store.list(module, before, limit);
    }

    Answer deploy(Actor actor, InputStream content) {
        return withFile(file -> {
            var sha256 = receive(content, file);
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
                throw Problem.of("deploy/no-way-back", 409, "不能回到第 " + to + " 次部署：它没有运行过，或内容没有保存。请选历史中标明可以回退的", "There is no way back to deployment " + to
                        + ": it never ran, or its content was not kept. Choose one that the history marks").toException();
            }
            return withFile(file -> goBack(actor, target, file));
        });
    }

    Deployment remove(Actor actor, String module, boolean confirmed) {
        return exclusively(() -> {
            var running = store.running(module).orElseThrow(ProblemException::notFound);
            if (running.shipped() != null || running.account().equals(DISTRIBUTION)) {
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
                journal.write(actor, "module.removed", "module/" + module, facts(running), null);
            });
            modules.choose(module, ModulesTracker.NONE);
            bundles(module).forEach(this::takeAway);
            modules.chooseByRule(module);
            LOG.info("Module {}: removed", module);
            return store.get(running.id()).orElseThrow();
        });
    }

    List<Parked> parked(String module) {
        var counts = openTasks;
        return counts == null ? List.of() : new TreeMap<>(counts.ofModule(module)).entrySet().stream().map(e -> new Parked(e.getKey(), e.getValue())).toList();
    }

    /** The deployment that a bundle is, if it came through here. */
    Optional<Deployment> running(String module) {
        return store.running(module);
    }

    // ---- checks

    private Answer admit(Actor actor, Path file, String sha256) {
        Department department = null;
        try {
            var jar = Jar.read(file);
            department = Department.of(jar.main(), sha256);
            var signer = jar.signer(trusted(), config.unsigned(), clock.instant());
            checkNames(department);
            var same = same(department, sha256);
            if (same.isPresent()) {
                return new Answer(same.get(), true);
            }
            checkVersion(department, sha256);
            return bringIn(actor, jar, department, sha256, signer, null);
        } catch (RefusedException e) {
            throw refused(actor, department, sha256, e);
        }
    }

    private Answer goBack(Actor actor, Deployment target, Path file) {
        Department department = null;
        try {
            if (!store.fetch(target.sha256(), file)) {
                throw ProblemException.notFound();
            }
            var jar = Jar.read(file);
            department = Department.of(jar.main(), target.sha256());
            if (target.account().equals(DISTRIBUTION)) {
                // a SNAPSHOT of the distribution runs under its own name
                department = new Department(department.module(), department.bundle(), Version.parseVersion(target.version()), false);
            }
            return bringIn(actor, jar, department, target.sha256(), target.signer(), target.id());
        } catch (RefusedException e) {
            throw refused(actor, department, target.sha256(), e);
        }
    }

    private TrustStore trusted() throws RefusedException {
        var etc = context.getProperty("karaf.etc");
        var file = config.trustStore().isBlank() ? Path.of(etc == null ? "etc" : etc, "trusted.p12") : Path.of(config.trustStore().strip());
        return TrustStore.read(file, config.trustStorePassword());
    }

    private void checkNames(Department d) throws RefusedException {
        for (var bundle : context.getBundles()) {
            var module = bundle.getHeaders("").get(ModuleReader.HEADER);
            boolean sameName = d.bundle().equals(bundle.getSymbolicName());
            if (sameName && module == null) {
                throw Department.platform(d.bundle());
            }
            if (module != null && sameName != module.strip().equals(d.module())) {
                throw new RefusedException("other-bundle", "模块 " + module.strip() + " 由 " + bundle.getSymbolicName() + " 提供，不是 " + d.bundle() + "。请给您的部门换一个模块名或包名，或先移除那个模块",
                        "The module " + module.strip() + " is the bundle " + bundle.getSymbolicName() + ", not " + d.bundle() + " with the module " + d.module()
                                + ". Give your department another id or name, or remove that module first").with("bundle", bundle.getSymbolicName());
            }
        }
    }

    /** What runs already, if it is this very content. */
    private Optional<Deployment> same(Department d, String sha256) {
        var active = modules.activeBundle(d.module());
        var running = store.running(d.module());
        if (active.isEmpty() || running.isPresent()) {
            return running.filter(r -> r.sha256().equals(sha256) && active.isPresent());
        }
        return fileOf(active.get()).filter(file -> sha256(file).equals(sha256)).map(file -> store.get(adopt(active.get(), d.module())).orElseThrow());
    }

    private void checkVersion(Department d, String sha256) throws RefusedException {
        boolean shipped = bundles(d.module()).stream().anyMatch(b -> !isOurs(b) && b.getVersion().equals(d.version()));
        if (shipped && !store.isKnown(d.module(), sha256) || store.isUsed(d.module(), d.version().toString(), sha256)) {
            throw new RefusedException("version-used", "版本 " + d.version() + " 已经用过，内容不同。请提高版本号后重新构建",
                    "The version " + d.version() + " was used before, with other content. Raise the version and build again").with("version", d.version().toString());
        }
    }

    private ProblemException refused(Actor actor, Department d, String sha256, RefusedException e) {
        LOG.warn("Refused {} {}: {}", d == null ? "a file" : d.bundle() + " " + d.version(), sha256, e.getMessage());
        long id = store.database().inTransaction(h -> {
            long row = store.add(entry(actor, d, sha256, null, null, null), "refused");
            store.end(row, "refused", clock.instant(), e.code(), e.reason());
            journal.write(actor, "module.refused", "module/" + (d == null ? "-" : d.module()), null, Map.of("deployment", row, "code", e.code(), "sha256", sha256));
            return row;
        });
        return e.problem(id).toException(e);
    }

    // ---- beside the old one, then in its place

    private Answer bringIn(Actor actor, Jar jar, Department d, String sha256, String signer, Long backTo) throws RefusedException {
        var old = modules.activeBundle(d.module()).orElse(null);
        var fresh = install(jar, d, sha256);
        try {
            describe(fresh, d);
            new Resolution(context).check(fresh);
        } catch (RefusedException e) {
            takeAway(fresh);
            throw e;
        }
        var before = store.running(d.module());
        long id = store.database().inTransaction(h -> {
            if (old != null && before.isEmpty()) {
                adopt(old, d.module());
            }
            store.keep(sha256, jar.file());
            var shipped = old != null && !isOurs(old) ? old.getVersion().toString() : before.map(Deployment::shipped).orElse(null);
            return store.add(entry(actor, d, sha256, signer, shipped, backTo), "starting");
        });
        modules.choose(d.module(), old == null ? ModulesTracker.NONE : old.getBundleId());
        try (var examination = vitals.of(fresh, old)) {
            fresh.start(Bundle.START_TRANSIENT);
            awaitHealth(fresh, examination, config.healthySeconds());
            commit(actor, d.module(), id, backTo);
            modules.choose(d.module(), fresh.getBundleId());
            keepStarted(fresh);
        } catch (RefusedException e) {
            throw rolledBack(actor, fresh, d, id, e);
        } catch (BundleException | RuntimeException | LinkageError e) {
            throw rolledBack(actor, fresh, d, id, new RefusedException("start-failed", "新版本启动时出错（" + cause(e) + "），已撤回，旧版本照常运行。详情见日志，改正后重新部署",
                    "It failed when it was started (" + cause(e) + "). It is out again and the old version goes on. The log has all of it; correct it and deploy again"));
        }
        bundles(d.module()).stream().filter(bundle -> !bundle.equals(fresh)).forEach(this::takeAway);
        LOG.info("Module {}: {} runs, deployment {}", d.module(), d.version(), id);
        return new Answer(store.get(id).orElseThrow(), false);
    }

    private Bundle install(Jar jar, Department d, String sha256) throws RefusedException {
        Optional.ofNullable(context.getBundle(LOCATION + sha256)).ifPresent(this::takeAway);
        return withFile(renamed -> {
            var file = jar.file();
            if (d.renamed()) {
                try (var out = Files.newOutputStream(renamed)) {
                    jar.writeAs(d.version().toString(), out);
                }
                file = renamed;
            }
            try (var in = Files.newInputStream(file)) {
                return context.installBundle(LOCATION + sha256, in);
            } catch (BundleException e) {
                if (e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR) {
                    throw new RefusedException("version-used", "版本 " + d.version() + " 已经装着，内容不同。请提高版本号后重新构建",
                            "The version " + d.version() + " is installed already, with other content. Raise the version and build again");
                }
                throw new RefusedException("not-a-bundle", "清单有误（" + cause(e) + "）。请改正后重新构建", "Its manifest is wrong (" + cause(e) + "). Correct it and build again");
            }
        });
    }

    private static void describe(Bundle bundle, Department d) throws RefusedException {
        try {
            ModuleReader.read(d.module(), bundle);
        } catch (IOException | RuntimeException e) {
            throw new RefusedException("description", "模块说明有误：" + e.getMessage() + "。请改正后重新构建", "What it says about itself is wrong: " + e.getMessage() + ". Correct it and build again");
        }
    }

    private static void awaitHealth(Bundle bundle, Vitals.Examination examination, int seconds) throws RefusedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (var wanting = examination.wanting(); wanting != null; wanting = examination.wanting()) {
            if (bundle.getState() != Bundle.ACTIVE || System.nanoTime() > end) {
                throw examination.suspicion().orElse(new RefusedException("never-healthy", "新版本 " + seconds + " 秒内没有就绪（还缺：" + wanting + "），已撤回，旧版本照常运行",
                        "It was not healthy within " + seconds + " seconds (it lacks: " + wanting + "). It is out again and the old version goes on").with("lacks", wanting));
            }
            pause();
        }
    }

    private void commit(Actor actor, String module, long id, Long backTo) {
        store.database().transact(h -> {
            var before = store.running(module);
            before.ifPresent(b -> store.end(b.id(), "replaced", clock.instant(), null, null));
            store.running(id);
            journal.write(actor, backTo == null ? "module.deployed" : "module.restored", "module/" + module, before.map(Gate::facts).orElse(null), facts(store.get(id).orElseThrow()));
        });
    }

    private ProblemException rolledBack(Actor actor, Bundle fresh, Department d, long id, RefusedException e) {
        LOG.warn("Module {}: {} is out again, {}", d.module(), d.version(), e.getMessage(), e);
        takeAway(fresh);
        if (modules.activeBundle(d.module()).isEmpty()) {
            modules.chooseByRule(d.module());
        }
        store.database().transact(h -> {
            store.end(id, "rolled-back", clock.instant(), e.code(), e.reason());
            journal.write(actor, "module.rolled-back", "module/" + d.module(), null, Map.of("deployment", id, "version", d.version().toString(), "code", e.code()));
        });
        return e.problem(id).toException(e);
    }

    /** The version that the distribution brought enters the history, so that there is a way back to it. */
    private long adopt(Bundle bundle, String module) {
        var file = fileOf(bundle);
        var sha256 = file.map(Gate::sha256).orElse("");
        file.ifPresent(f -> store.keep(sha256, f));
        return store.add(new DeploymentStore.Entry(module, bundle.getSymbolicName(), bundle.getVersion().toString(), sha256, null, 0, DISTRIBUTION, clock.instant(), node,
                bundle.getVersion().toString(), null), "running");
    }

    /** Requests in flight end first, within a limit. Nothing else is refreshed: a department exports nothing. */
    private void takeAway(Bundle bundle) {
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(config.drainSeconds());
            for (var door = requests; door != null && bundle.getState() == Bundle.ACTIVE && door.inFlight(bundle.getBundleId()) > 0; door = requests) {
                if (System.nanoTime() > end) {
                    LOG.warn("{} {} is stopped after {} s with {} requests in flight", bundle.getSymbolicName(), bundle.getVersion(), config.drainSeconds(), door.inFlight(bundle.getBundleId()));
                    break;
                }
                pause();
            }
            bundle.stop();
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} {} did not stop as it should", bundle.getSymbolicName(), bundle.getVersion(), e);
        }
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.error("{} {} cannot be uninstalled", bundle.getSymbolicName(), bundle.getVersion(), e);
        }
    }

    private static void keepStarted(Bundle bundle) {
        try {
            bundle.start(); // it runs; from now on it starts by itself
        } catch (BundleException e) {
            LOG.error("{} will not start by itself", bundle.getSymbolicName(), e);
        }
    }

    // ---- at a start

    /** What the history says is what runs, whatever the container remembers. */
    void restore() {
        exclusively(() -> {
            for (var cutOff : store.withOutcome("starting").stream().filter(d -> d.node().equals(node)).toList()) {
                var why = Text.of("部署时平台停止了，没有完成；之前的版本照常运行。请重新部署", "The platform stopped in the midst of it; the version before goes on. Deploy it again");
                store.database().transact(h -> {
                    store.end(cutOff.id(), "rolled-back", clock.instant(), "interrupted", why);
                    journal.write(SELF, "module.rolled-back", "module/" + cutOff.module(), null, Map.of("deployment", cutOff.id(), "code", "interrupted"));
                });
                Optional.ofNullable(context.getBundle(LOCATION + cutOff.sha256())).filter(b -> store.running(cutOff.module()).filter(r -> r.sha256().equals(cutOff.sha256())).isEmpty())
                        .ifPresent(this::takeAway);
            }
            store.withOutcome("running").forEach(this::bringBack);
            restored = true;
            return null;
        });
    }

    private void followSafely() {
        try {
            if (restored) {
                follow();
            }
        } catch (RuntimeException e) {
            LOG.debug("Whether another node deployed something is not known now", e);
        }
    }

    /** What was deployed or removed through another node happens here too. A version that is here and was stopped by hand stays stopped. */
    void follow() {
        if (!one.tryLock()) {
            return;
        }
        try {
            var running = store.withOutcome("running");
            running.stream().filter(d -> bundles(d.module()).stream().noneMatch(b -> b.getVersion().toString().equals(d.version()))).forEach(this::bringBack);
            Arrays.stream(context.getBundles()).filter(Gate::isOurs).forEach(bundle -> {
                var module = bundle.getHeaders("").get(ModuleReader.HEADER).strip();
                if (running.stream().noneMatch(d -> module.equals(d.module()))) {
                    modules.choose(module, ModulesTracker.NONE);
                    takeAway(bundle);
                    modules.chooseByRule(module);
                    LOG.info("Module {}: removed through another node", module);
                }
            });
        } finally {
            one.unlock();
        }
    }

    private void bringBack(Deployment d) {
        var newer = bundles(d.module()).stream().filter(b -> !isOurs(b) && !b.getVersion().toString().equals(d.shipped()) && b.getVersion().compareTo(Version.parseVersion(d.version())) > 0).findFirst();
        if (newer.isPresent()) {
            var version = newer.get().getVersion().toString();
            LOG.info("Module {}: the distribution brings {}, newer than {} which was deployed", d.module(), version, d.version());
            store.database().transact(h -> {
                store.end(d.id(), "replaced", clock.instant(), "newer-distribution", Text.of("新的发行版带来了更新的版本 " + version, "A new distribution brought the newer version " + version));
                journal.write(SELF, "module.replaced", "module/" + d.module(), facts(d), Map.of("version", version));
            });
            bundles(d.module()).stream().filter(Gate::isOurs).forEach(this::takeAway);
            return;
        }
        try {
            var bundle = bundles(d.module()).stream().filter(b -> b.getVersion().toString().equals(d.version())).findFirst().orElseGet(() -> installKept(d));
            var old = modules.activeBundle(d.module()).filter(b -> !b.equals(bundle));
            old.ifPresent(b -> modules.choose(d.module(), b.getBundleId()));
            bundle.start();
            if (old.isPresent()) {
                try (var examination = vitals.of(bundle, old.get())) {
                    awaitHealth(bundle, examination, Math.max(config.healthySeconds(), PATIENCE_AT_A_START));
                } catch (RefusedException e) {
                    LOG.warn("Module {}: {} ran before and is brought back though it is not well. {}", d.module(), d.version(), e.getMessage());
                }
            }
            modules.choose(d.module(), bundle.getBundleId());
            bundles(d.module()).stream().filter(b -> !b.equals(bundle)).forEach(this::takeAway);
        } catch (BundleException | UncheckedIOException | IllegalStateException e) {
            LOG.error("Module {}: {} was deployed and cannot be brought back", d.module(), d.version(), e);
        }
    }

    private Bundle installKept(Deployment d) {
        return withFile(file -> {
            if (!store.fetch(d.sha256(), file) || !sha256(file).equals(d.sha256())) {
                throw new IllegalStateException("its content is not in the database as it was");
            }
            try {
                var jar = Jar.read(file);
                var read = Department.of(jar.main(), d.sha256());
                return install(jar, new Department(read.module(), read.bundle(), Version.parseVersion(d.version()), !d.version().equals(read.version().toString()) || read.renamed()), d.sha256());
            } catch (RefusedException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    // ---- helpers

    private List<Bundle> bundles(String module) {
        return Arrays.stream(context.getBundles()).filter(b -> module.equals(Optional.ofNullable(b.getHeaders("").get(ModuleReader.HEADER)).map(String::strip).orElse(null))).toList();
    }

    private static boolean isOurs(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    /** Where the file of a bundle is that did not come through here. */
    private Optional<Path> fileOf(Bundle bundle) {
        var location = bundle.getLocation().replaceFirst("^(initial@)?reference:", "");
        if (!location.startsWith("file:")) {
            return Optional.empty();
        }
        var path = Path.of(location.replaceFirst("^file:/*(?=/)|^file:", ""));
        var home = context.getProperty("karaf.home");
        return List.of(path, Path.of(home == null ? "" : home, "system").resolve(path)).stream().filter(Files::isRegularFile).findFirst();
    }

    private DeploymentStore.Entry entry(Actor actor, Department d, String sha256, String signer, String shipped, Long backTo) {
        return new DeploymentStore.Entry(d == null ? null : d.module(), d == null ? null : d.bundle(), d == null ? null : d.version().toString(), sha256, signer, actor.id(), actor.account(),
                clock.instant(), node, shipped, backTo);
    }

    private static Map<String, Object> facts(Deployment d) {
        var facts = new LinkedHashMap<String, Object>(Map.of("deployment", d.id(), "version", d.version(), "sha256", d.sha256()));
        if (d.signer() != null) {
            facts.put("signer", d.signer());
        }
        if (d.backTo() != null) {
            facts.put("backTo", d.backTo());
        }
        return facts;
    }

    @FunctionalInterface
    private interface Step<T, E extends Exception> {
        T run() throws E;
    }

    private <T> T exclusively(Step<T, RuntimeException> step) {
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

    @FunctionalInterface
    private interface WithFile<T, E extends Exception> {
        T run(Path file) throws IOException, E;
    }

    private static <T, E extends Exception> T withFile(WithFile<T, E> work) throws E {
        try {
            var file = Files.createTempFile("department", ".jar");
            try {
                return work.run(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String receive(InputStream content, Path file) throws IOException {
        var most = config.maxMegabytes() * MEGABYTE;
        var digest = digest();
        try (var out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            var buffer = new byte[64 * 1024];
            long size = 0;
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                size += n;
                if (size > most) {
                    throw Problem.of("deploy/too-large", 413, "文件超过 " + config.maxMegabytes() + " MB。部门模块不该这么大；确有需要，请在 org.jieshui.deploy 的 maxMegabytes 里提高上限",
                            "The file is larger than " + config.maxMegabytes() + " MB. If a department needs that, raise maxMegabytes of org.jieshui.deploy").with("limit", most).toException();
                }
                out.write(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String sha256(Path file) {
        try (var in = Files.newInputStream(file)) {
            var digest = digest();
            in.transferTo(new DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cause(Throwable e) {
        var cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.toString().lines().findFirst().orElse("");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The platform stops", e);
        }
    }

    private static String node() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
