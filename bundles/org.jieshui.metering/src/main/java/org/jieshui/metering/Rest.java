package org.jieshui.metering;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.ProblemException;

/** What the resources of this bundle share. */
final class Rest {

    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final int LONGEST = 500;

    private Rest() {}

    static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }

    static <T> T body(T body) {
        if (body == null) {
            throw ProblemException.invalid("", "应为一个对象", "Should be an object");
        }
        return body;
    }

    static String blank(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** What people write, as they wrote it. @return null where nothing was written and nothing is needed */
    static String words(String text, boolean needed, String pointer) {
        if (text == null || text.isBlank() ? needed : text.codePointCount(0, text.length()) > LONGEST || text.indexOf('\0') >= 0) {
            throw ProblemException.invalid(pointer, "写明原因，不超过 " + LONGEST + " 字", "Give the reason, in at most " + LONGEST + " characters");
        }
        return text == null || text.isBlank() ? null : text;
    }

    static Response file(byte[] content, String name, String plainName) {
        return Response.ok(content, XLSX).header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(name, plainName)).build();
    }
}
