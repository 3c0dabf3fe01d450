package org.jieshui.webconsole;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardFilterPattern;

/**
 * Who may look at Felix Web Console, and that he only looks. Felix asks the provider before it runs any filter; the provider lets nobody in while this filter is not in place, so that
 * no order of starting opens the console without it. That the console waits for this provider is said in {@code etc/config.properties}.
 */
@Component(service = {SecurityProvider.class, Filter.class}, property = SecurityProvider.PROPERTY_ID + "=org.jieshui.webconsole")
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + ConsoleDoor.CONSOLE + ")")
@HttpWhiteboardFilterPattern("/*")
public final class ConsoleDoor implements SecurityProvider, Filter {

    static final String PERMISSION = "platform.inspect";
    /** The console's servlet context, and its bundle. */
    static final String CONSOLE = "org.apache.felix.webconsole";

    /**
     * Scripts of this origin and those inline ones that the page itself brings. Its tables are sorted by a function that an old library puts together with {@code eval}, and its
     * scripts write {@code style} attributes: both allowed under this path alone.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self' 'nonce-%s' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"
            + "; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    private static final String NO_SCRIPT = "default-src 'none'; frame-ancestors 'none'";

    private final Authenticator authenticator;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean filtering;

    @Activate
    public ConsoleDoor(@Reference Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public void init(FilterConfig config) {
        filtering = true;
    }

    @Override
    public void destroy() {
        filtering = false;
    }

    /** The signed-in person, or null when the answer has been given: a person's session alone, no program's token. */
    @Override
    public Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        try {
            secure(response);
            if (!filtering) {
                answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, Text.of("还没有准备好，请稍后再试", "Not ready yet; try again shortly"));
                return null;
            }
            var actor = authenticator.authenticate(new Authenticator.Request("GET", "system/console", cookie(request), null, null, false));
            if (actor.isEmpty()) {
                toLogin(request, response);
            } else if (!actor.get().may(PERMISSION)) {
                answer(response, HttpServletResponse.SC_FORBIDDEN, Text.of("您没有查看容器的权限（" + PERMISSION + "），请联系安全管理员", "You lack the permission to inspect the container (" + PERMISSION + "); ask the security administrator"));
            } else {
                return actor.get();
            }
        } catch (ProblemException e) {
            answer(response, e.problem().status(), e.problem().detail());
        }
        return null;
    }

    @Override
    public boolean authorize(Object user, String role) {
        return false; // roles are for what acts
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        // one signs out of the platform, in its own pages
    }

    @Override
    public void doFilter(ServletRequest asked, ServletResponse answered, FilterChain chain) throws IOException, ServletException {
        var request = (HttpServletRequest) asked;
        var response = (HttpServletResponse) answered;
        var path = path(request);
        var refusal = ReadOnly.refusal(request.getMethod(), path, hasBody(request) ? java.util.Map.of() : request.getParameterMap(), hasBody(request));
        if (refusal.isPresent()) {
            if (refusal.get().status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
                response.setHeader("Allow", "GET, HEAD");
            }
            answer(response, refusal.get().status(), refusal.get().detail());
        } else if (ReadOnly.isFile(path)) {
            chain.doFilter(request, response);
        } else {
            var held = new Held(response);
            chain.doFilter(request, held);
            send(path, held, response);
        }
    }

    private void send(String path, Held held, HttpServletResponse response) throws IOException {
        var text = held.text();
        if (text.isEmpty() || response.isCommitted()) { // a redirection, an error, a HEAD
            return;
        }
        var nonce = nonce();
        response.setHeader("Content-Security-Policy", POLICY.formatted(nonce));
        var json = String.valueOf(response.getContentType()).startsWith("application/json");
        var shown = json ? Shown.json(ReadOnly.page(path), text) : Shown.html(ReadOnly.page(path), text, nonce);
        response.getOutputStream().write(shown.getBytes(StandardCharsets.UTF_8));
    }

    private String nonce() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void toLogin(HttpServletRequest request, HttpServletResponse response) {
        var reading = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (reading && String.valueOf(request.getHeader("Accept")).contains("text/html")) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", "/login?next=" + URLEncoder.encode(request.getRequestURI(), StandardCharsets.UTF_8));
        } else {
            answer(response, HttpServletResponse.SC_UNAUTHORIZED, Text.of("您还没有登录，或登录已失效，请在控制台登录", "You are not signed in, or your session has ended; sign in to the console"));
        }
    }

    /** Of the request under the console's own, as it was sent: nothing that is written in another way than usual is let through. */
    private static String path(HttpServletRequest request) {
        var uri = request.getRequestURI();
        var context = request.getContextPath();
        return uri.startsWith(context) ? uri.substring(context.length()) : uri;
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static String cookie(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream().flatMap(Stream::of).filter(cookie -> cookie.getName().equals(Authenticator.COOKIE)).map(Cookie::getValue).findFirst().orElse(null);
    }

    private static void secure(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", NO_SCRIPT);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static void answer(HttpServletResponse response, int status, Text detail) {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        var page = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>" + status + "</title><h1>" + status + "</h1><p>" + detail.zh() + "</p><p lang=\"en\">" + detail.en()
                + "</p><p><a href=\"/\">接水 Jieshui</a></p></html>\n";
        try {
            response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
