package org.jieshui.survey;

import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.ProblemException;

/** What the resources share. */
final class Rest {

    private Rest() {}

    static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }

    static String blank(String parameter) {
        return parameter == null || parameter.isBlank() ? null : parameter;
    }

    static String name(Map<Long, Directory.Person> people, Long id) {
        return id == null || !people.containsKey(id) ? null : people.get(id).name();
    }

    /** @param ifMatch the header, as {@code "7"} */
    static int version(String ifMatch) {
        try {
            return Integer.parseInt(ifMatch.replace("\"", "").trim());
        } catch (NullPointerException | NumberFormatException e) {
            throw ProblemException.invalid("/version", "带上 If-Match：读到的预约版本号", "Send If-Match with the version that was read");
        }
    }
}
