package org.jieshui.deploy;

import static java.util.Comparator.comparing;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.persistence.DatabaseStatus;
import org.jieshui.platform.api.persistence.DatabaseStatus.State;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The modules as operators see them: every installed version, not the active ones alone. */
@Component
@Path("modules")
@Produces(MediaType.APPLICATION_JSON)
public final class ModulesResource implements Resource {

    /**
     * @param state   {@code active}, {@code standby} (runs, but another version is active), {@code stopped} or {@code refused}
     * @param refusal why it is refused, or null
     * @param health  {@code up} or {@code down}: whether it runs and has its tables, as {@code /health} says it
     * @param signer  whose key signed it; null: nobody's, or it came with the distribution
     * @param account who deployed it; null: it came with the distribution
     * @param tasks   open tasks of the module, told with the active version, or with the newest when none is; else null
     * @param removable whether it was added, so that it can be removed
     */
    record ModuleRow(String id, Text name, String version, long bundleId, String state, String refusal, String health, Instant since, String signer, String account, Tasks tasks,
            boolean removable, List<Module.TaskTypeInfo> taskTypes) {}

    /** @param parked those of them that nobody can work on now */
    record Tasks(int open, int parked) {}

    private final ModulesTracker modules;
    private final Gate gate;
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile DatabaseStatus database;

    @Activate
    public ModulesResource(@Reference ModulesTracker modules, @Reference Gate gate) {
        this.modules = modules;
        this.gate = gate;
    }

    @GET
    @Permission("modules.read")
    @Summary("Every installed version of every module: whether it runs, whose it is, and its tasks")
    public List<ModuleRow> list() {
        var running = gate.running().stream().collect(toMap(Deployment::module, identity()));
        var all = modules.generations().stream().sorted(comparing(Generation::id).thenComparing(g -> g.bundle().getBundleId())).toList();
        return all.stream().map(g -> row(g, Optional.ofNullable(running.get(g.id())), leads(g, all))).toList();
    }

    private ModuleRow row(Generation g, Optional<Deployment> running, boolean leads) {
        var known = g.module() != null;
        var version = g.bundle().getVersion().toString();
        var deployed = running.filter(d -> d.version().equals(version) && !d.account().equals(Takeover.DISTRIBUTION));
        return new ModuleRow(g.id(), known ? g.module().name() : new Text(g.id(), g.id()), version, g.bundle().getBundleId(), state(modules, g), g.refusal(), isUp(g) ? "up" : "down", g.since(),
                deployed.map(Deployment::signer).orElse(null), deployed.map(Deployment::account).orElse(null), leads ? tasks(g.id()) : null,
                deployed.filter(Gate::isAdded).isPresent(), known ? g.module().taskTypes() : List.of());
    }

    /** Of several versions one tells what there is to do. */
    private boolean leads(Generation g, List<Generation> all) {
        return modules.activeBundle(g.id()).map(g.bundle()::equals).orElseGet(() -> all.stream().filter(other -> other.id().equals(g.id())).reduce((first, second) -> second).filter(g::equals).isPresent());
    }

    private Tasks tasks(String module) {
        int open = gate.parked(module).stream().mapToInt(Gate.Parked::open).sum();
        return new Tasks(open, modules.activeBundle(module).isPresent() ? 0 : open);
    }

    private boolean isUp(Generation g) {
        var status = database;
        return g.running() && g.refusal() == null && (status == null || status.migrations().stream().noneMatch(m -> m.bundleId() == g.bundle().getBundleId() && m.state() != State.READY));
    }

    static String state(ModulesTracker modules, Generation g) {
        if (!g.running()) {
            return "stopped";
        }
        if (g.refusal() != null) {
            return "refused";
        }
        return modules.isActive(g.bundle().getBundleId()) ? "active" : "standby";
    }
}
