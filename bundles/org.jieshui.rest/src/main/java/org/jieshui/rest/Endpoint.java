package org.jieshui.rest;

import jakarta.ws.rs.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;

/**
 * A method of a published resource.
 *
 * @param path   under {@code /api}, as written: {@code tasks/{id}/claim}
 * @param access who may call it
 */
public record Endpoint(String method, String path, Access access, ResourceMethod model) {

    static List<Endpoint> of(Object resource) {
        var endpoints = new ArrayList<Endpoint>();
        collect(Resource.from(resource.getClass()), "", resource.getClass(), endpoints);
        return endpoints;
    }

    private static void collect(Resource resource, String base, Class<?> type, List<Endpoint> endpoints) {
        var path = join(base, resource.getPath());
        for (var method : resource.getResourceMethods()) {
            if (!method.getHttpMethod().equals(HttpMethod.OPTIONS)) {
                Access.of(method.getInvocable().getHandlingMethod(), type).ifPresent(access -> endpoints.add(new Endpoint(method.getHttpMethod(), path, access, method)));
            }
        }
        resource.getChildResources().forEach(child -> collect(child, path, type, endpoints));
    }

    private static String join(String base, String path) {
        var trimmed = path.startsWith("/") ? path.substring(1) : path;
        return base.isEmpty() || trimmed.isEmpty() ? base + trimmed : base + "/" + trimmed;
    }

    /** Whether anyone may call it, signed in or not. */
    public boolean isOpen() {
        return access.isOpen();
    }

    /** The permission that it needs, or null. */
    public String permission() {
        return access.permission();
    }

    @Override
    public String toString() {
        return method + " /api/" + path;
    }
}
