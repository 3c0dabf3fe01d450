package org.jieshui.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.persistence.DatabaseStatus;
import org.jieshui.platform.api.persistence.DatabaseStatus.State;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: all that is mandatory is there, else 503 and what is missing.
 * {@code /health}: the same, and each module that is installed. Open to anyone, so it names parts and says nothing more about them.
 */
@Component(service = Servlet.class, configurationPid = RestConfig.PID)
@HttpWhiteboardServletPattern({"/health", "/health/*"})
@HttpWhiteboardServletName("org.jieshui.health")
public final class Health extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = Json.mapper();

    private final transient BundleContext context;
    private final transient Modules modules;
    private final String[] required;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    transient volatile DatabaseStatus database;

    @Activate
    public Health(BundleContext context, RestConfig config, @Reference Modules modules) {
        this.context = context;
        this.modules = modules;
        this.required = config.requiredServices();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getPathInfo();
        if (path == null || path.equals("/")) {
            var missing = missing();
            answer(response, missing, withModules(status(missing)));
        } else if (path.equals("/ready")) {
            var missing = missing();
            answer(response, missing, status(missing));
        } else if (path.equals("/live")) {
            answer(response, List.of(), status(List.of()));
        } else {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private List<String> missing() {
        var missing = new ArrayList<String>();
        var status = database;
        if (status == null || !status.server().up()) {
            missing.add("database");
        }
        for (var part : required) {
            var equals = part.indexOf('=');
            if (context.getServiceReference(part.substring(equals + 1)) == null) {
                missing.add(part.substring(0, Math.max(equals, 0)));
            }
        }
        return missing;
    }

    private static ObjectNode status(List<String> missing) {
        var body = JSON.createObjectNode().put("status", missing.isEmpty() ? "up" : "down");
        if (!missing.isEmpty()) {
            missing.forEach(body.putArray("missing")::add);
        }
        return body;
    }

    private ObjectNode withModules(ObjectNode body) {
        var list = body.putArray("modules");
        for (var id : modules.installed()) {
            var one = list.addObject().put("id", id);
            modules.active(id).ifPresent(module -> one.put("version", module.version()));
            one.put("status", isUp(id, modules, database) ? "up" : "down");
        }
        return body;
    }

    /** Whether a version of the module is active and has its tables. */
    static boolean isUp(String id, Modules modules, DatabaseStatus database) {
        return modules.active(id).filter(module -> database == null || database.migrations().stream().noneMatch(m -> m.bundleId() == module.bundleId() && m.state() != State.READY)).isPresent();
    }

    private static void answer(HttpServletResponse response, List<String> missing, ObjectNode body) throws IOException {
        response.setStatus(missing.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        JSON.writeValue(response.getOutputStream(), body);
    }
}
