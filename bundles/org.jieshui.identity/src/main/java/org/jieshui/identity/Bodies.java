package org.jieshui.identity;

import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Problem;

/** What the resources share. */
final class Bodies {

    private Bodies() {}

    static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }

    static <T> T required(T body) {
        if (body == null) {
            throw Problem.of("malformed", 400, "缺少请求内容", "The request has no body").toException();
        }
        return body;
    }
}
