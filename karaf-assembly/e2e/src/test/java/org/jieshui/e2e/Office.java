package org.jieshui.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The platform and one browser for all tests, each person at a desk of his own. A test that fails leaves a picture of every desk under
 * {@code target/screenshots}.
 */
final class Office implements ParameterResolver, AfterEachCallback {

    private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync");

    /** What one test works with; desks are cleared after it. */
    static final class Rooms {
        private final Distribution platform;
        private final Browser browser;
        private final List<Desk> desks = new ArrayList<>();

        private Rooms(Distribution platform, Browser browser) {
            this.platform = platform;
            this.browser = browser;
        }

        Distribution platform() {
            return platform;
        }

        /** A desk at which nobody has signed in yet. */
        Desk desk(String account, int width, int height) {
            var desk = new Desk(platform, browser, account, width, height);
            desks.add(desk);
            return desk;
        }

        Desk signIn(String account) {
            return desk(account, 1280, 800).signIn();
        }

        Desk onPhone(String account) {
            return desk(account, 390, 844).signIn();
        }
    }

    @SuppressWarnings("deprecation") // newer JUnits close what is AutoCloseable
    private record Open(Distribution platform, Playwright playwright, Browser browser) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            browser.close();
            playwright.close();
            platform.close();
        }
    }

    private static Open open() {
        var running = System.getProperty("running", "");
        var platform = running.isBlank() ? Distribution.unpack("platform").start() : Distribution.running(Path.of(running));
        var playwright = Playwright.create();
        PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
        return new Open(platform, playwright, playwright.chromium().launch(new LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium")).setArgs(ARGUMENTS)));
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(Namespace.create(Office.class, context.getRequiredTestMethod()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Rooms.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var open = context.getRoot().getStore(Namespace.GLOBAL).getOrComputeIfAbsent(Open.class, any -> open(), Open.class);
        return store(context).getOrComputeIfAbsent(Rooms.class, any -> new Rooms(open.platform(), open.browser()), Rooms.class);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        var rooms = store(context).get(Rooms.class, Rooms.class);
        if (rooms == null) {
            return;
        }
        for (var desk : rooms.desks) {
            if (context.getExecutionException().isPresent()) {
                var folder = Files.createDirectories(Path.of("target/screenshots"));
                desk.picture(folder.resolve(context.getRequiredTestClass().getSimpleName() + "-" + context.getRequiredTestMethod().getName() + "-" + desk.account() + ".png"));
            }
            desk.close();
        }
    }
}
