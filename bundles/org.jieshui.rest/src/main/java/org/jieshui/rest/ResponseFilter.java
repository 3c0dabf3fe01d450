package org.jieshui.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.Problem;

/** Writes problems in the caller's language, and hands event streams to the door. */
final class ResponseFilter implements ContainerResponseFilter {

    private final Problems problems;
    private final Json json;

    ResponseFilter(Problems problems, Json json) {
        this.problems = problems;
        this.json = json;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem) {
            var security = request.getSecurityContext();
            var fallback = security != null && security.getUserPrincipal() instanceof Actor actor ? actor.language() : null;
            var language = Problems.language(request.getHeaderString("Accept-Language"), fallback);
            var body = problems.render(problem, language, String.valueOf(request.getProperty(Door.REQUEST_ID)), json.jackson());
            response.setEntity(body, new Annotation[0], MediaType.valueOf(Problems.MEDIA_TYPE));
            response.getHeaders().putSingle("Content-Language", language);
        } else if (response.getEntity() instanceof EventStream stream) {
            request.setProperty(Door.STREAM, stream);
            response.setEntity(null);
        }
    }
}
