package org.jieshui.deploy;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.AdministratorsJournal;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the history says is what runs here: at a start, whatever the container remembers, and later, when another node deployed something. */
final class Restoring {

    private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);
    /** Everything starts at once then, and nobody waits for an answer. In seconds. */
    private static final int PATIENCE_AT_A_START = 300;

    private final DeploymentStore store;
    private final Installed installed;
    private final ModulesTracker modules;
    private final Vitals vitals;
    private final AdministratorsJournal journal;
    private final Clock clock;
    private final Supplier<GateConfig> config;
    private final String node;

    Restoring(DeploymentStore store, Installed installed, ModulesTracker modules, Vitals vitals, AdministratorsJournal journal, Clock clock, Supplier<GateConfig> config, String node) {
        this.store = store;
        this.installed = installed;
        this.modules = modules;
        this.vitals = vitals;
        this.journal = journal;
        this.clock = clock;
        this.config = config;
        this.node = node;
    }

    void atStart() {
        for (var cutOff : store.withOutcome("starting").stream().filter(d -> d.node().equals(node)).toList()) {
            var why = Text.of("部署时平台停止了，没有完成；之前的版本照常运行。请重新部署", "The platform stopped in the midst of it; the version before goes on. Deploy it again");
            store.database().transact(h -> {
                store.end(cutOff.id(), "rolled-back", clock.instant(), "interrupted", why);
                journal.write(Takeover.SELF, "module.rolled-back", "module/" + cutOff.module(), null, Map.of("deployment", cutOff.id(), "code", "interrupted"));
            });
            installed.withContent(cutOff.sha256()).filter(b -> store.running(cutOff.module()).filter(r -> r.sha256().equals(cutOff.sha256())).isEmpty()).ifPresent(installed::takeAway);
        }
        store.withOutcome("running").forEach(this::bringBack);
    }

    /** A version that is here and was stopped by hand stays stopped. One that is still being watched elsewhere is not followed yet. */
    void follow() {
        var running = store.withOutcome("running");
        running.stream().filter(d -> d.watchUntil() == null || !clock.instant().isBefore(d.watchUntil()))
                .filter(d -> installed.of(d.module()).stream().noneMatch(b -> b.getVersion().toString().equals(d.version()))).forEach(this::bringBack);
        installed.all().stream().filter(Installed::isOurs).forEach(bundle -> {
            var module = Installed.module(bundle).orElseThrow();
            if (running.stream().noneMatch(d -> module.equals(d.module()))) {
                modules.choose(module, ModulesTracker.NONE);
                installed.takeAway(bundle);
                modules.chooseByRule(module);
                LOG.info("Module {}: removed through another node", module);
            }
        });
    }

    private void bringBack(Deployment d) {
        var newer = installed.of(d.module()).stream()
                .filter(b -> !Installed.isOurs(b) && !b.getVersion().toString().equals(d.shipped()) && b.getVersion().compareTo(Version.parseVersion(d.version())) > 0).findFirst();
        if (newer.isPresent()) {
            giveWay(d, newer.get());
            return;
        }
        try {
            var bundle = installed.of(d.module()).stream().filter(b -> b.getVersion().toString().equals(d.version())).findFirst().orElseGet(() -> installKept(d));
            var old = modules.activeBundle(d.module()).filter(b -> !b.equals(bundle));
            old.ifPresent(b -> modules.choose(d.module(), b.getBundleId()));
            bundle.start();
            if (old.isPresent()) {
                try (var examination = vitals.of(bundle, old.get())) {
                    Takeover.awaitHealth(bundle, examination, Math.max(config.get().healthySeconds(), PATIENCE_AT_A_START));
                } catch (RefusedException e) {
                    LOG.warn("Module {}: {} ran before and is brought back though it is not well. {}", d.module(), d.version(), e.getMessage());
                }
            }
            modules.choose(d.module(), bundle.getBundleId());
            installed.of(d.module()).stream().filter(b -> !b.equals(bundle)).forEach(installed::takeAway);
        } catch (BundleException | UncheckedIOException | IllegalStateException e) {
            LOG.error("Module {}: {} was deployed and cannot be brought back", d.module(), d.version(), e);
        }
    }

    private void giveWay(Deployment d, Bundle newer) {
        var version = newer.getVersion().toString();
        LOG.info("Module {}: the distribution brings {}, newer than {} which was deployed", d.module(), version, d.version());
        store.database().transact(h -> {
            store.end(d.id(), "replaced", clock.instant(), "newer-distribution", Text.of("新的发行版带来了更新的版本 " + version, "A new distribution brought the newer version " + version));
            journal.write(Takeover.SELF, "module.replaced", "module/" + d.module(), Takeover.facts(d), Map.of("version", version));
        });
        installed.of(d.module()).stream().filter(Installed::isOurs).forEach(installed::takeAway);
    }

    private Bundle installKept(Deployment d) {
        return Digests.withFile(file -> {
            if (!store.fetch(d.sha256(), file) || !Digests.sha256(file).equals(d.sha256())) {
                throw new IllegalStateException("its content is not in the database as it was");
            }
            try {
                var jar = Jar.read(file);
                var read = Department.of(jar.main(), d.sha256());
                return installed.install(jar, new Department(read.module(), read.bundle(), Version.parseVersion(d.version()), !d.version().equals(read.version().toString()) || read.renamed()), d.sha256());
            } catch (RefusedException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }
}
