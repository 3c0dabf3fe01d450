package org.jieshui.deploy;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    /** What was not healthy here is tried again after a while. */
    private static final Duration AGAIN = Duration.ofMinutes(5);
    /** A node that dies in its turn holds the others up so long, besides the time it may take until it is healthy. */
    private static final int TURN_SECONDS = 60;

    private final DeploymentStore store;
    private final Installed installed;
    private final Kept kept;
    private final Takeover takeover;
    private final Watch watch;
    private final ModulesTracker modules;
    private final Vitals vitals;
    private final AdministratorsJournal journal;
    private final Clock clock;
    private final Supplier<GateConfig> config;
    private final String node;

    Restoring(DeploymentStore store, Installed installed, Kept kept, Takeover takeover, Watch watch, ModulesTracker modules, Vitals vitals, AdministratorsJournal journal, Clock clock, Supplier<GateConfig> config, String node) {
        this.store = store;
        this.installed = installed;
        this.kept = kept;
        this.takeover = takeover;
        this.watch = watch;
        this.modules = modules;
        this.vitals = vitals;
        this.journal = journal;
        this.clock = clock;
        this.config = config;
        this.node = node;
    }

    void atStart() {
        endCutOff();
        store.withOutcome("running").forEach(this::bringBack);
    }

    /** Deployments that began on this node and whose end nobody could write down: it stopped, or lost the database. */
    private void endCutOff() {
        for (var cutOff : store.withOutcome("starting").stream().filter(d -> d.node().equals(node)).toList()) {
            var why = Text.of("部署中断了，没有完成；正在运行的不受影响。请重新部署", "It was cut off in the midst; what runs goes on. Deploy it again");
            store.database().transact(h -> {
                if (store.endStarting(cutOff.id(), clock.instant(), "interrupted", why)) {
                    journal.write(Takeover.SELF, "module.rolled-back", "module/" + cutOff.module(), null, Map.of("deployment", cutOff.id(), "code", "interrupted"));
                }
            });
            installed.withContent(cutOff.sha256()).filter(b -> store.running(cutOff.module()).filter(r -> r.sha256().equals(cutOff.sha256())).isEmpty()).ifPresent(installed::takeAway);
        }
    }

    /** A version that is here and was stopped by hand stays stopped. One that is still being watched elsewhere is not followed yet, unless an operator went back to it. */
    void follow() {
        endCutOff();
        var running = store.withOutcome("running");
        running.stream().filter(this::isDue).forEach(this::followInTurn);
        installed.all().stream().filter(Installed::isOurs).forEach(bundle -> {
            var module = Installed.module(bundle).orElseThrow();
            if (running.stream().noneMatch(d -> module.equals(d.module())) && (store.isRemoved(module) || isOlderThanTheDistributions(bundle, module))) {
                modules.choose(module, ModulesTracker.NONE);
                installed.takeAway(bundle);
                modules.chooseByRule(module);
                LOG.info("Module {}: {} is to run no more", module, bundle.getVersion());
            }
        });
    }

    private boolean isDue(Deployment d) {
        var now = clock.instant();
        var active = modules.activeBundle(d.module());
        return (active.isPresent() ? !isOf(active.get(), d) : here(d).isEmpty()) && (d.watchUntil() == null || d.backTo() != null || !now.isBefore(d.watchUntil()))
                && notTakenOver(d).noneMatch(n -> n.at().plus(AGAIN).isAfter(now));
    }

    private static boolean isOf(Bundle bundle, Deployment d) {
        return bundle.getVersion().toString().equals(d.version());
    }

    private Optional<Bundle> here(Deployment d) {
        return installed.of(d.module()).stream().filter(b -> isOf(b, d)).findFirst();
    }

    private boolean isOlderThanTheDistributions(Bundle bundle, String module) {
        return installed.of(module).stream().anyMatch(b -> !Installed.isOurs(b) && b.getVersion().compareTo(bundle.getVersion()) > 0);
    }

    /** That it was not healthy on this node. */
    private Stream<Deployment.OnNode> notTakenOver(Deployment d) {
        return d.nodes().stream().filter(n -> n.node().equals(node) && n.reason() != null);
    }

    /** The next node waits until it is over here, watch and all. */
    private void followInTurn(Deployment d) {
        var now = clock.instant();
        if (store.takeTurn(d.module(), node, now, now.plusSeconds(TURN_SECONDS + config.get().healthySeconds()))) {
            var watched = takeover.follow(d).orElse(null);
            watch.begin(d, watched);
            store.takeTurn(d.module(), node, now, watched == null ? clock.instant() : watched);
        }
    }

    private void bringBack(Deployment d) {
        var newer = installed.of(d.module()).stream()
                .filter(b -> !Installed.isOurs(b) && !b.getVersion().toString().equals(d.shipped()) && b.getVersion().compareTo(Version.parseVersion(d.version())) > 0).findFirst();
        if (newer.isPresent()) {
            giveWay(d, newer.get());
            return;
        }
        var here = here(d);
        if (notTakenOver(d).findAny().isPresent() && installed.of(d.module()).stream().anyMatch(b -> !isOf(b, d))) {
            LOG.warn("Module {}: {} was not healthy here before this start; what runs goes on until it is", d.module(), d.version());
            here.ifPresent(installed::takeAway);
            return;
        }
        try {
            var bundle = here.isPresent() ? here.get() : kept.install(d);
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
            takeover.runsHere(d);
            watch.begin(d, d.watchUntil());
        } catch (BundleException | UncheckedIOException | RefusedException | IllegalStateException e) {
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
}
