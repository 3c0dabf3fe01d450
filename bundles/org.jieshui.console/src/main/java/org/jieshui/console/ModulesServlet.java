package org.jieshui.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.module.ModulesListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The departments' pages, {@code /modules/<id>/<version>/…}: files under {@code ui/} of the active generation, and of no other. */
@Component(service = {Servlet.class, ModulesListener.class})
@HttpWhiteboardServletPattern("/modules/*")
public final class ModulesServlet extends HttpServlet implements ModulesListener {

    private static final long serialVersionUID = 1L;

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
        var file = parts.length < 4 ? java.util.Optional.<StaticFiles.File>empty() : modules.active(parts[1])
                .filter(module -> module.ui() != null && module.version().equals(parts[2]))
                .flatMap(module -> byVersion.computeIfAbsent(module.id() + '/' + module.version(),
                        key -> new StaticFiles(path -> modules.resource(module.id(), "ui/" + path).orElse(null))).file(parts[3]));
        if (file.isPresent()) {
            Responses.send(file.get(), Responses.FOREVER, request, response);
        } else {
            Responses.missing(response);
        }
    }

    @Override
    public void modulesChanged() {
        byVersion.keySet().removeIf(key -> modules.active(key.substring(0, key.indexOf('/'))).filter(module -> key.endsWith('/' + module.version())).isEmpty());
    }
}
