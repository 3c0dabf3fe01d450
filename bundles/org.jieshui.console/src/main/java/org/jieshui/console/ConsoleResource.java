package org.jieshui.console;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the shell asks for: which departments run, and where their pages are. */
@Component
@Path("console")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class ConsoleResource implements Resource {

    /** @param entry address of the module's script, or null when it brings no pages */
    record ModuleView(String module, String version, Text name, String entry, List<TaskTypeView> taskTypes) {}

    /** @param form whether the type has a form to generate */
    record TaskTypeView(String id, Text name, boolean form) {}

    private final Modules modules;

    @Activate
    public ConsoleResource(@Reference Modules modules) {
        this.modules = modules;
    }

    @GET
    @Path("modules")
    public List<ModuleView> modules() {
        return modules.active().stream().map(ConsoleResource::view).toList();
    }

    static ModuleView view(Module module) {
        var entry = module.ui() == null ? null : "/modules/" + module.id() + '/' + module.version() + '/' + module.ui().replaceFirst("^ui/", "");
        return new ModuleView(module.id(), module.version(), module.name(), entry,
                module.taskTypes().stream().map(type -> new TaskTypeView(type.id(), type.name(), type.form() != null)).toList());
    }
}
