package org.jieshui.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The shell. Every address that names no file gets its page, whose router knows the rest. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/")
public final class ShellServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String PAGE = "index.html";
    private static final Pattern IMPORT_MAP = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final transient StaticFiles files;
    private final transient StaticFiles.File page;
    private final String policy;

    @Activate
    public ShellServlet(BundleContext context) {
        this(new StaticFiles(path -> context.getBundle().getResource("ui/" + path)));
    }

    ShellServlet(StaticFiles files) {
        this.files = files;
        page = files.file(PAGE).orElseThrow(() -> new IllegalStateException("ui/index.html is not in this bundle: its pages were not built"));
        policy = policy(new String(page.content(), StandardCharsets.UTF_8));
    }

    /**
     * Scripts and styles of this origin only. The import map is inline (browsers load none from outside), so its hash, taken from the very page that
     * is served, is allowed beside them. Element Plus sets styles through the DOM, which needs no exception.
     */
    static String policy(String page) {
        var map = IMPORT_MAP.matcher(page);
        if (!map.find()) {
            throw new IllegalStateException("ui/index.html has no import map");
        }
        return "default-src 'none'; script-src 'self' " + StaticFiles.sourceOf(map.group(1))
                + "; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'"
                + "; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getRequestURI().substring(1);
        var file = files.file(path);
        if (file.isPresent() && !path.equals(PAGE)) {
            Responses.send(file.get(), isHashed(path) ? Responses.FOREVER : Responses.ASK_AGAIN, request, response);
        } else if (file.isPresent() || isPage(path)) {
            response.setHeader("Content-Security-Policy", policy);
            response.setHeader("Referrer-Policy", "same-origin");
            response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
            response.setHeader("X-Frame-Options", "DENY");
            response.setHeader("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
            Responses.send(page, Responses.ASK_AGAIN, request, response);
        } else {
            Responses.missing(response);
        }
    }

    /** Vite puts eight characters of the content's hash before the extension. */
    private static boolean isHashed(String path) {
        return path.matches("assets/[^/]+-[A-Za-z0-9_-]{8}\\.[a-z0-9]+");
    }

    /** An address of the console, not of a file or of what other bundles serve. */
    private static boolean isPage(String path) {
        return !path.matches("(api|modules|assets|problems|health|metrics)(/.*)?") && !path.substring(path.lastIndexOf('/') + 1).contains(".");
    }
}
