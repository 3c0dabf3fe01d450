package org.jieshui.deploy;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.AdministratorsJournal;
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

    /** What is brought in. @param backTo the deployment that an operator goes back to, or null */
    record Candidate(Actor actor, Jar jar, Department department, String sha256, String signer, Long backTo) {}

    private final DeploymentStore store;
    private final Installed installed;
    private final ModulesTracker modules;
    private final Checks checks;
    private final Vitals vitals;
    private final AdministratorsJournal journal;
    private final Clock clock;
    private final Supplier<GateConfig> config;
    private final String node;

    Takeover(DeploymentStore store, Installed installed, ModulesTracker modules, Checks checks, Vitals vitals, AdministratorsJournal journal, Clock clock, Supplier<GateConfig> config, String node) {
        this.store = store;
        this.installed = installed;
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
        var fresh = installed.install(c.jar, c.department, c.sha256);
        LOG.debug("Module {}: {} is installed", module, c.department.version());
        Rehearsal rehearsal;
        try {
            rehearsal = checks.installed(fresh, c.department, old);
        } catch (RefusedException | RuntimeException e) {
            installed.takeAway(fresh);
            throw e;
        }
        long id = begin(c, old, rehearsal);
        LOG.debug("Module {}: {} may begin", module, c.department.version());
        modules.choose(module, old == null ? ModulesTracker.NONE : old.getBundleId());
        try (var examination = vitals.of(fresh, old)) {
            fresh.start(Bundle.START_TRANSIENT);
            LOG.debug("Module {}: {} is started", module, c.department.version());
            awaitHealth(fresh, examination, config.get().healthySeconds());
            LOG.debug("Module {}: {} is healthy", module, c.department.version());
            commit(c, id, old);
            LOG.debug("Module {}: {} has taken over", module, c.department.version());
        } catch (RefusedException e) {
            throw neverRan(c, fresh, id, e);
        } catch (BundleException | RuntimeException | LinkageError e) {
            throw neverRan(c, fresh, id, new RefusedException("start-failed", "新版本启动时出错（" + RefusedException.cause(e) + "），已撤回，旧版本照常运行。详情见日志，改正后重新部署",
                    "It failed when it was started (" + RefusedException.cause(e) + "). It is out again and the old version goes on. The log has all of it; correct it and deploy again"));
        }
        modules.choose(module, fresh.getBundleId());
        keepStarted(fresh);
        if (!isWatched(old)) {
            settle(module);
        }
        LOG.info("Module {}: {} runs, deployment {}", module, c.department.version(), id);
        return store.get(id).orElseThrow();
    }

    private boolean isWatched(Bundle old) {
        return old != null && config.get().watchSeconds() > 0;
    }

    private long begin(Candidate c, Bundle old, Rehearsal rehearsal) {
        var module = c.department.module();
        var before = store.running(module);
        return store.database().inTransaction(h -> {
            if (old != null && before.isEmpty()) {
                adopt(old, module);
            }
            store.keep(c.sha256, c.jar.file());
            var shipped = old != null && !Installed.isOurs(old) ? old.getVersion().toString() : before.map(Deployment::shipped).orElse(null);
            long id = store.add(entry(c.actor, c.department, c.sha256, c.signer, shipped, c.backTo), "starting");
            if (rehearsal != null && !rehearsal.pending().isEmpty()) {
                store.rehearsed(id, rehearsal);
            }
            return id;
        });
    }

    private void commit(Candidate c, long id, Bundle old) {
        store.database().transact(h -> {
            var module = c.department.module();
            var before = store.running(module);
            before.ifPresent(b -> store.end(b.id(), "replaced", clock.instant(), null, null));
            store.running(id, isWatched(old) ? clock.instant().plusSeconds(config.get().watchSeconds()) : null);
            journal.write(c.actor, c.backTo == null ? "module.deployed" : "module.restored", "module/" + module, before.map(Takeover::facts).orElse(null), facts(store.get(id).orElseThrow()));
        });
    }

    /** It never had a task, an event or a page. */
    private ProblemException neverRan(Candidate c, Bundle fresh, long id, RefusedException e) {
        var module = c.department.module();
        LOG.warn("Module {}: {} is out again, {}", module, c.department.version(), e.getMessage(), e);
        installed.takeAway(fresh);
        if (modules.activeBundle(module).isEmpty()) {
            modules.chooseByRule(module);
        }
        store.database().transact(h -> {
            store.end(id, "rolled-back", clock.instant(), e.code(), e.reason());
            journal.write(c.actor, "module.rolled-back", "module/" + module, null, Map.of("deployment", id, "version", c.department.version().toString(), "code", e.code()));
        });
        return e.problem(id).toException(e);
    }

    /** The version that runs is the one: others of the module go. */
    void settle(String module) {
        modules.activeBundle(module).ifPresent(active -> installed.of(module).stream().filter(bundle -> !bundle.equals(active)).forEach(installed::takeAway));
    }

    /** Back to the version that stands by, which has run all the while. */
    void undo(Deployment running, String code, Text reason) {
        var module = running.module();
        var fresh = modules.activeBundle(module).orElse(null);
        var old = installed.of(module).stream().filter(bundle -> !bundle.equals(fresh) && bundle.getState() == Bundle.ACTIVE).findFirst();
        var before = store.replacedBy(running);
        if (fresh == null || old.isEmpty() || before.isEmpty()) {
            LOG.warn("Module {}: {} is not well, and there is no version to go back to. {}", module, running.version(), reason.en());
            return;
        }
        store.database().transact(h -> {
            store.end(running.id(), "rolled-back", clock.instant(), code, reason);
            store.running(before.get().id(), null);
            journal.write(SELF, "module.rolled-back", "module/" + module, facts(running), Map.of("deployment", running.id(), "version", before.get().version(), "code", code));
        });
        modules.choose(module, old.get().getBundleId());
        LOG.warn("Module {}: {} is out again and {} serves. {}", module, running.version(), before.get().version(), reason.en());
        installed.takeAway(fresh);
    }

    static void awaitHealth(Bundle bundle, Vitals.Examination examination, int seconds) throws RefusedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (var wanting = examination.wanting(); wanting != null; wanting = examination.wanting()) {
            if (bundle.getState() != Bundle.ACTIVE || System.nanoTime() > end) {
                throw examination.suspicion().orElse(new RefusedException("never-healthy", "新版本 " + seconds + " 秒内没有就绪（还缺：" + wanting + "），已撤回，旧版本照常运行",
                        "It was not healthy within " + seconds + " seconds (it lacks: " + wanting + "). It is out again and the old version goes on").with("lacks", wanting));
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
