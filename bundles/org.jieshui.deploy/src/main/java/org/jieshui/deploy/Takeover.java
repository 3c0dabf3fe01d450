package org.jieshui.deploy;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.Rehearsals.Rehearsal;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a version beside the one that runs, puts it in its place when it is healthy, keeps the old one at hand while it is watched, and takes it out again when it is not well. */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    static final Actor SELF = Actor.system("deploy");
    static final String DISTRIBUTION = "distribution";

    /** Somebody deployed another version meanwhile. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What is brought in. @param backTo the deployment that an operator goes back to, or null */
    record Candidate(Actor actor, Jar jar, Department department, String sha256, String signer, Long backTo) {}

    private final DeploymentStore store;
    private final Installed installed;
    private final Kept kept;
    private final ModulesTracker modules;
    private final Checks checks;
    private final Vitals vitals;
    private final AdministratorsJournal journal;
    private final Clock clock;
    private final Supplier<GateConfig> config;
    private final String node;

    Takeover(DeploymentStore store, Installed installed, Kept kept, ModulesTracker modules, Checks checks, Vitals vitals, AdministratorsJournal journal, Clock clock, Supplier<GateConfig> config, String node) {
        this.store = store;
        this.installed = installed;
        this.kept = kept;
        this.modules = modules;
        this.checks = checks;
        this.vitals = vitals;
        this.journal = journal;
        this.clock = clock;
        this.config = config;
        this.node = node;
    }

    /** @throws RefusedException when nothing of it ran. @throws ProblemException when it is out again */
    Deployment bringIn(Candidate c) throws RefusedException {
        var module = c.department.module();
        settle(module);
        var old = modules.activeBundle(module).orElse(null);
        if (isIt(old, c)) {
            return stays(c, old);
        }
        var fresh = installed.install(c.jar, c.department, c.sha256);
        LOG.debug("Module {}: {} is installed", module, c.department.version());
        long id;
        try {
            id = begin(c, old, checks.installed(fresh, c.department, old));
        } catch (RefusedException | RuntimeException e) {
            installed.takeAway(fresh);
            throw e;
        }
        LOG.debug("Module {}: {} may begin", module, c.department.version());
        try {
            takeOver(module, fresh, old, isWatched(old), () -> commit(c, id, isWatched(old)));
        } catch (RefusedException e) {
            throw neverRan(c, id, e);
        } catch (Overtaken e) {
            throw neverRan(c, id, new RefusedException("overtaken", "另一个节点上刚完成了更晚的一次部署，这次没有接替。如果要的是这一版，请重新部署",
                    "A later deployment took over through another node meanwhile, so this one did not. Deploy it again if it is the one that is wanted", e));
        }
        LOG.info("Module {}: {} runs, deployment {}", module, c.department.version(), id);
        return store.get(id).orElseThrow();
    }

    private boolean isIt(Bundle active, Candidate c) {
        return active != null && (Installed.isOurs(active) ? installed.withContent(c.sha256).filter(active::equals).isPresent()
                : c.backTo != null && active.getVersion().equals(c.department.version()));
    }

    /** It is what runs here, since this node has not followed yet to what it replaces. */
    private Deployment stays(Candidate c, Bundle active) {
        long id = store.database().inTransaction(h -> {
            long row = begin(c, active, null);
            commit(c, row, false);
            return row;
        });
        LOG.info("Module {}: {} stays, deployment {}", c.department.module(), c.department.version(), id);
        return store.get(id).orElseThrow();
    }

    /**
     * Another node's deployment takes over here by the same steps; when it is not healthy here the version before goes on.
     *
     * @return until when it is watched; empty: it is not, or did not take over
     */
    Optional<Instant> follow(Deployment d) {
        var module = d.module();
        try {
            settle(module);
            var old = modules.activeBundle(module).orElse(null);
            boolean watched = d.watchUntil() != null && isWatched(old);
            takeOver(module, kept.install(d), old, watched, () -> followed(d, null, "module.followed"));
            LOG.info("Module {}: {} runs here too, deployment {}", module, d.version(), d.id());
            return watched ? Optional.of(watchUntil()) : Optional.empty();
        } catch (Overtaken e) {
            LOG.info("Module {}: deployment {}, {}, was replaced before it ran here", module, d.id(), d.version());
            return Optional.empty();
        } catch (RefusedException e) {
            LOG.warn("Module {}: deployment {}, {}, does not run here. {}", module, d.id(), d.version(), e.getMessage(), e);
            followed(d, e.reason(), "module.not-followed");
            return Optional.empty();
        }
    }

    /** What runs here is written beside the deployment, once. */
    void runsHere(Deployment d) {
        if (d.nodes().stream().noneMatch(n -> n.node().equals(node) && n.reason() == null)) {
            store.onNode(d.id(), node, clock.instant(), null);
        }
    }

    private void followed(Deployment d, Text failure, String action) {
        store.database().transact(h -> {
            if (failure == null && !store.isRunning(d.id())) {
                throw new Overtaken();
            }
            store.onNode(d.id(), node, clock.instant(), failure);
            journal.write(SELF, action, "module/" + d.module(), null, Map.of("deployment", d.id(), "version", d.version(), "node", node));
        });
    }

    /**
     * The new one starts beside the old one and is the one when it is healthy; else it is gone again.
     *
     * @param old     the version that runs, or null
     * @param watched the old one stays at hand
     * @param written what is written down at the moment of the take-over
     */
    private void takeOver(String module, Bundle fresh, Bundle old, boolean watched, Runnable written) throws RefusedException {
        var version = fresh.getVersion();
        modules.choose(module, old == null ? ModulesTracker.NONE : old.getBundleId());
        try (var examination = vitals.of(fresh, old)) {
            fresh.start(Bundle.START_TRANSIENT);
            LOG.debug("Module {}: {} is started", module, version);
            awaitHealth(fresh, examination, config.get().healthySeconds());
            LOG.debug("Module {}: {} is healthy", module, version);
            written.run();
            LOG.debug("Module {}: {} has taken over", module, version);
        } catch (RefusedException | Overtaken | DatabaseException e) {
            isOutAgain(module, fresh);
            throw e;
        } catch (BundleException | RuntimeException | LinkageError e) {
            isOutAgain(module, fresh);
            throw new RefusedException("start-failed", "新版本启动时出错（" + RefusedException.cause(e) + "），已撤回；正在运行的不受影响。详情见日志，改正后重新部署",
                    "It failed when it was started (" + RefusedException.cause(e) + "). It is out again and what runs goes on. The log has all of it; correct it and deploy again", e);
        }
        modules.choose(module, fresh.getBundleId());
        keepStarted(fresh);
        if (!watched) {
            settle(module);
        }
    }

    private void isOutAgain(String module, Bundle fresh) {
        installed.takeAway(fresh);
        if (modules.activeBundle(module).isEmpty()) {
            modules.chooseByRule(module);
        }
    }

    private Instant watchUntil() {
        return clock.instant().plusSeconds(config.get().watchSeconds());
    }

    private boolean isWatched(Bundle old) {
        return old != null && config.get().watchSeconds() > 0;
    }

    private long begin(Candidate c, Bundle old, Rehearsal rehearsal) {
        var module = c.department.module();
        var before = store.running(module);
        return store.database().inTransaction(h -> {
            if (old != null && before.isEmpty() && !Installed.isOurs(old)) {
                adopt(old, module);
            }
            store.keep(c.sha256, c.jar.file());
            var shipped = old != null && !Installed.isOurs(old) ? old.getVersion().toString() : before.or(() -> store.lastReplaced(module, Long.MAX_VALUE)).map(Deployment::shipped).orElse(null);
            long id = store.add(entry(c.actor, c.department, c.sha256, c.signer, shipped, c.backTo), "starting");
            if (rehearsal != null && !rehearsal.pending().isEmpty()) {
                store.rehearsed(id, rehearsal);
            }
            return id;
        });
    }

    private void commit(Candidate c, long id, boolean watched) {
        store.database().transact(h -> {
            var module = c.department.module();
            var before = store.running(module);
            if (before.filter(b -> b.id() > id).isPresent()) {
                throw new Overtaken(); // numbers tell what came after what
            }
            before.ifPresent(b -> store.end(b.id(), "replaced", clock.instant(), null, null));
            store.running(id, watched ? watchUntil() : null);
            store.onNode(id, node, clock.instant(), null);
            journal.write(c.actor, c.backTo == null ? "module.deployed" : "module.restored", "module/" + module, before.map(Takeover::facts).orElse(null), facts(store.get(id).orElseThrow()));
        });
    }

    /** It never had a task, an event or a page. */
    private ProblemException neverRan(Candidate c, long id, RefusedException e) {
        var module = c.department.module();
        LOG.warn("Module {}: {} is out again, {}", module, c.department.version(), e.getMessage(), e);
        store.database().transact(h -> {
            store.endStarting(id, clock.instant(), e.code(), e.reason());
            journal.write(c.actor, "module.rolled-back", "module/" + module, null, Map.of("deployment", id, "version", c.department.version().toString(), "code", e.code()));
        });
        return e.problem(id).toException(e);
    }

    /** The version that runs is the one: others of the module go. */
    void settle(String module) {
        modules.activeBundle(module).ifPresent(active -> installed.of(module).stream().filter(bundle -> !bundle.equals(active)).forEach(installed::takeAway));
    }

    /** Back to the version before: it stands by and has run all the while, or it is started again. Nothing happens when somebody deployed another meanwhile. */
    void undo(Deployment running, String code, Text reason) {
        var module = running.module();
        var fresh = modules.activeBundle(module).orElse(null);
        var before = store.lastReplaced(module, running.id()).orElse(null);
        if (fresh == null || before == null) {
            LOG.warn("Module {}: {} is not well, and there is no version to go back to. {}", module, running.version(), reason.en());
            return;
        }
        try {
            var old = standby(module, fresh);
            if (old.isPresent()) {
                // where the version before was never taken over, the one before that stood by; what the history says now is tried again from there
                writeBack(running, before, code, reason, old.get().getVersion().toString().equals(before.version()));
                modules.choose(module, old.get().getBundleId());
            } else {
                takeOver(module, kept.install(before), fresh, false, () -> writeBack(running, before, code, reason, true));
            }
            LOG.warn("Module {}: {} is out again and {} serves. {}", module, running.version(), modules.active(module).map(Module::version).orElse("none"), reason.en());
            settle(module);
        } catch (Overtaken e) {
            LOG.info("Module {}: {} is not well, and another was deployed meanwhile", module, running.version());
        } catch (RefusedException e) {
            LOG.error("Module {}: {} is not well, and {} cannot be started again. {}", module, running.version(), before.version(), e.getMessage(), e);
        }
    }

    private Optional<Bundle> standby(String module, Bundle active) {
        return installed.of(module).stream().filter(bundle -> !bundle.equals(active) && bundle.getState() == Bundle.ACTIVE).findFirst();
    }

    private void writeBack(Deployment running, Deployment before, String code, Text reason, boolean here) {
        store.database().transact(h -> {
            if (!store.rolledBack(running.id(), clock.instant(), code, reason)) {
                throw new Overtaken();
            }
            store.running(before.id(), null);
            if (here) {
                store.onNode(before.id(), node, clock.instant(), null);
            }
            store.endTurn(running.module()); // the others need not wait for the end of this watch
            journal.write(SELF, "module.rolled-back", "module/" + running.module(), facts(running), Map.of("deployment", running.id(), "version", before.version(), "code", code, "node", node));
        });
    }

    static void awaitHealth(Bundle bundle, Vitals.Examination examination, int seconds) throws RefusedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (var wanting = examination.wanting(); wanting != null; wanting = examination.wanting()) {
            if (bundle.getState() != Bundle.ACTIVE || System.nanoTime() > end) {
                throw examination.suspicion().orElse(new RefusedException("never-healthy", "新版本 " + seconds + " 秒内没有就绪（未就绪：" + wanting.zh() + "），已撤回；正在运行的不受影响",
                        "It was not healthy within " + seconds + " seconds (not ready: " + wanting.en() + "). It is out again and what runs goes on").with("lacks", wanting));
            }
            Installed.pause();
        }
    }

    /** The version that the distribution brought enters the history, so that there is a way back to it. */
    long adopt(Bundle bundle, String module) {
        var file = installed.fileOf(bundle);
        var sha256 = file.map(Digests::sha256).orElse("");
        file.ifPresent(f -> store.keep(sha256, f));
        var version = bundle.getVersion().toString();
        return store.add(new DeploymentStore.Entry(module, bundle.getSymbolicName(), version, sha256, null, 0, DISTRIBUTION, clock.instant(), node, version, null), "running");
    }

    DeploymentStore.Entry entry(Actor actor, Department d, String sha256, String signer, String shipped, Long backTo) {
        return new DeploymentStore.Entry(d == null ? null : d.module(), d == null ? null : d.bundle(), d == null ? null : d.version().toString(), sha256, signer, actor.id(), actor.account(),
                clock.instant(), node, shipped, backTo);
    }

    static Map<String, Object> facts(Deployment d) {
        var facts = new LinkedHashMap<String, Object>(Map.of("deployment", d.id(), "version", d.version(), "sha256", d.sha256()));
        Optional.ofNullable(d.signer()).ifPresent(signer -> facts.put("signer", signer));
        Optional.ofNullable(d.backTo()).ifPresent(backTo -> facts.put("backTo", backTo));
        return facts;
    }

    private static void keepStarted(Bundle bundle) {
        try {
            bundle.start(); // it runs; from now on it starts by itself
        } catch (BundleException e) {
            LOG.error("{} will not start by itself", bundle.getSymbolicName(), e);
        }
    }
}
