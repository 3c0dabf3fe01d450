package org.jieshui.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** How a file goes out: caching, compression, and the headers that keep a browser from doing more than it should. */
final class Responses {

    /** The name carries the content's hash or the module's version: it never changes. */
    static final String FOREVER = "public, max-age=31536000, immutable";
    static final String ASK_AGAIN = "no-cache";

    private Responses() {}

    static void send(StaticFiles.File file, String caching, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", caching);
        response.setHeader("ETag", file.etag());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (file.gzip() != null) {
            response.setHeader("Vary", "Accept-Encoding");
        }
        var seen = request.getHeader("If-None-Match");
        if (seen != null && seen.contains(file.etag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        var compress = file.gzip() != null && accepts(request.getHeader("Accept-Encoding"), "gzip");
        var body = compress ? file.gzip() : file.content();
        if (compress) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType(file.type());
        response.setContentLength(body.length);
        if (!"HEAD".equals(request.getMethod())) {
            response.getOutputStream().write(body);
        }
    }

    static void missing(HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType("text/plain; charset=utf-8");
        response.getOutputStream().write("404\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static boolean accepts(String header, String value) {
        return header != null && header.matches("(?i).*\\b" + value + "\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
    }
}
