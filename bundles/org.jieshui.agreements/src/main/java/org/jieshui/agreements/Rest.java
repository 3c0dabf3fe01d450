package org.jieshui.agreements;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.UUID;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** What the resources share. */
final class Rest {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

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

    /** Null where there is nothing but blanks; otherwise as it was written. */
    static String blank(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    static String needed(String pointer, String value, int longest, String zh, String en) {
        if (value == null || value.isBlank() || value.codePointCount(0, value.length()) > longest) {
            throw ProblemException.invalid(pointer, zh + "，不超过 " + longest + " 字", en + ", at most " + longest + " characters");
        }
        return value;
    }

    static String optional(String pointer, String value, int longest, String zh, String en) {
        return blank(value) == null ? null : needed(pointer, value, longest, zh, en);
    }

    /** Of all that a request asks for: another request under the same key is told from a repetition. */
    static String digest(Object... request) {
        var text = new StringBuilder();
        for (var part : request) {
            var one = String.valueOf(part);
            text.append(one.length()).append(':').append(one);
        }
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    static Printer printer(Printer printer) {
        if (printer == null) {
            throw Problem.of("agreements/printer-away", 503, "打印服务没有运行，稍后再试", "The printing service is not running; try again later").with("retryAfter", 30).toException();
        }
        return printer;
    }

    static Response pdf(byte[] pdf, String ascii, String name, boolean download) {
        return file(pdf, "application/pdf", ascii, name, download);
    }

    static Response file(byte[] content, String type, String ascii, String name, boolean download) {
        return Response.ok(content, type).header(HttpHeaders.CONTENT_DISPOSITION, download ? Disposition.attachment(name, ascii) : Disposition.inline(name, ascii)).build();
    }
}
