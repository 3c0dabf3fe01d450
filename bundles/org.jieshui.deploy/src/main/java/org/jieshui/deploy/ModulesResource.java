package org.jieshui.deploy;

import static java.util.Comparator.comparing;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The modules as operators see them: every installed version, not the active ones alone. */
@Component
@Path("modules")
@Produces(MediaType.APPLICATION_JSON)
public final class ModulesResource implements Resource {

    /**
     * @param state   {@code active}, {@code standby} (runs, but another version is active), {@code stopped} or {@code refused}
     * @param refusal why it is refused, or null
     */
    record ModuleRow(String id, Text name, String version, long bundleId, String state, String refusal, Instant since, List<Module.TaskTypeInfo> taskTypes) {}

    private final ModulesTracker modules;

    @Activate
    public ModulesResource(@Reference ModulesTracker modules) {
        this.modules = modules;
    }

    @GET
    @Permission("modules.read")
    public List<ModuleRow> list() {
        return modules.generations().stream().sorted(comparing(Generation::id).thenComparing(g -> g.bundle().getBundleId())).map(this::row).toList();
    }

    private ModuleRow row(Generation g) {
        var known = g.module() != null;
        return new ModuleRow(g.id(), known ? g.module().name() : new Text(g.id(), g.id()), g.bundle().getVersion().toString(), g.bundle().getBundleId(),
                state(g), g.refusal(), g.since(), known ? g.module().taskTypes() : List.of());
    }

    private String state(Generation g) {
        if (!g.running()) {
            return "stopped";
        }
        if (g.refusal() != null) {
            return "refused";
        }
        return modules.isActive(g.bundle().getBundleId()) ? "active" : "standby";
    }
}
