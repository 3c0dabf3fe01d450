package org.jieshui.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jieshui.platform.api.module.FormerPages;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.module.ModulesListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The departments' pages, {@code /modules/<id>/<version>/…}: files under {@code ui/} of the active generation, and of former ones, for pages that are still open. */
@Component(service = {Servlet.class, ModulesListener.class})
@HttpWhiteboardServletPattern("/modules/*")
public final class ModulesServlet extends HttpServlet implements ModulesListener {

    private static final long serialVersionUID = 1L;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    transient volatile FormerPages former;

    private final transient Modules modules;
    /** By id and version: a version's files never change. */
    private final transient Map<String, StaticFiles> byVersion = new ConcurrentHashMap<>();

    @Activate
    public ModulesServlet(@Reference Modules modules) {
        this.modules = modules;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var parts = String.valueOf(request.getPathInfo()).split("/", 4); // "", id, version, path
        var file = parts.length < 4 ? Optional.<StaticFiles.File>empty() : modules.active(parts[1]).flatMap(module -> files(module, parts[2])).flatMap(files -> files.file(parts[3]));
        if (file.isPresent()) {
            Responses.send(file.get(), Responses.FOREVER, request, response);
        } else {
            Responses.missing(response);
        }
    }

    private Optional<StaticFiles> files(Module module, String version) {
        if (!module.version().equals(version)) {
            var kept = former;
            return Optional.ofNullable(kept).map(pages -> new StaticFiles(path -> pages.file(module.id(), version, "ui/" + path).orElse(null)));
        }
        return Optional.ofNullable(module.ui()).map(ui -> byVersion.computeIfAbsent(module.id() + '/' + version, key -> new StaticFiles(path -> modules.resource(module.id(), "ui/" + path).orElse(null))));
    }

    @Override
    public void modulesChanged() {
        byVersion.keySet().removeIf(key -> modules.active(key.substring(0, key.indexOf('/'))).filter(module -> key.endsWith('/' + module.version())).isEmpty());
    }
}
