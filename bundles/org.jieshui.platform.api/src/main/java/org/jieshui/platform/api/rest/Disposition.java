package org.jieshui.platform.api.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The value of {@code Content-Disposition} (RFC 6266): the file's name as it is, in any letters, and a plain one for programs that read ASCII alone. The platform sets the other
 * headers of a file ({@code nosniff}, {@code no-store}, same origin) on every answer.
 */
public final class Disposition {

    private Disposition() {
    }

    /** Shown in the browser. @param plain ASCII, without quotation marks */
    public static String inline(String name, String plain) {
        return value("inline", name, plain);
    }

    /** Saved. @param plain ASCII, without quotation marks */
    public static String attachment(String name, String plain) {
        return value("attachment", name, plain);
    }

    private static String value(String how, String name, String plain) {
        return how + "; filename=\"" + plain + "\"; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }
}
