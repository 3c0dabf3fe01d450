package org.jieshui.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jieshui.platform.api.module.Modules;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code /problems/<type>}: where the {@code type} of a problem leads. A page for people, JSON for who asks for it; from the bundles' {@code problems.json}. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/problems/*")
@HttpWhiteboardServletName("org.jieshui.problems")
public final class ProblemPages extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = Json.mapper();

    private final transient Problems problems;

    @Activate
    public ProblemPages(@Reference Modules modules) {
        problems = new Problems(modules);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var type = request.getPathInfo() == null ? "" : request.getPathInfo().substring(1);
        var known = type.matches("[a-z0-9-]+(/[a-z0-9-]+)?") ? problems.describe(type) : java.util.Optional.<Problems.Description>empty();
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (known.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        var accept = request.getHeader("Accept");
        if (accept != null && accept.contains("text/html")) {
            response.setContentType("text/html;charset=UTF-8");
            response.getOutputStream().write(page(type, known.get()).getBytes(StandardCharsets.UTF_8));
        } else {
            response.setContentType("application/json");
            var body = JSON.createObjectNode().put("type", "/problems/" + type).put("status", known.get().status());
            body.set("title", JSON.valueToTree(known.get().title()));
            body.set("advice", JSON.valueToTree(known.get().advice()));
            JSON.writeValue(response.getOutputStream(), body);
        }
    }

    private static String page(String type, Problems.Description problem) {
        return "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>" + html(problem.title().zh()) + "</title>"
                + "<h1>" + html(problem.title().zh()) + "</h1><p>" + html(problem.advice().zh()) + "</p>"
                + "<h2 lang=\"en\">" + html(problem.title().en()) + "</h2><p lang=\"en\">" + html(problem.advice().en()) + "</p>"
                + "<p><code>" + type + "</code> · " + problem.status() + "</p></html>";
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
