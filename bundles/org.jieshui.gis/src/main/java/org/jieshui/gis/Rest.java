package org.jieshui.gis;

import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;

/** What the resources share. */
final class Rest {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private Rest() {
    }

    static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }

    static int version(String ifMatch) {
        try {
            return Integer.parseInt(ifMatch.replace("\"", "").strip());
        } catch (NullPointerException | NumberFormatException e) {
            throw ProblemException.invalid("/version", "带上 If-Match：读到的版本号", "Send If-Match with the version that was read");
        }
    }

    static int limit(Integer limit) {
        return limit == null ? USUAL : Math.max(1, Math.min(limit, MOST));
    }
}
