package org.jieshui.itests.drive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jieshui.itests.drive.clock.ClockBundle;
import org.jieshui.karaf.harness.Distribution;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Constants;

/** The shipped distribution with one bundle more, a clock that goes before the machine's; with sample people, without sample cases. */
final class Installation implements AutoCloseable {

    private static final String CLOCK = "org/jieshui/itests/drive/clock.jar";

    private final Distribution platform;
    private final DrivenClock clock;

    private Installation(Distribution platform, DrivenClock clock) {
        this.platform = platform;
        this.clock = clock;
    }

    static Installation unpack(String name, Instant first) {
        var platform = Distribution.unpack(name);
        var clock = new DrivenClock(Path.of("target", name + "-clock"), first);
        platform.environment("JIESHUI_JAVA_OPTS", "-D" + ClockBundle.FILE + "=" + clock.file());
        try {
            var jar = platform.home().resolve("system").resolve(CLOCK);
            Files.createDirectories(jar.getParent());
            try (var bundle = TinyBundles.bundle().symbolicName("org.jieshui.itests.drive.clock").addClass(ClockBundle.class).addClass(Class.forName(ClockBundle.class.getName() + "$Driven"))
                    .addClass(Class.forName(ClockBundle.class.getName() + "$Driven$1")).activator(ClockBundle.class).setHeader(Constants.IMPORT_PACKAGE, "org.osgi.framework").build(TinyBundles.rawBuilder())) {
                Files.copy(bundle, jar, StandardCopyOption.REPLACE_EXISTING);
            }
            var startup = platform.home().resolve("etc/startup.properties");
            var lines = Files.readString(startup).replaceAll("(?m)^.*org\\.jieshui\\.sample-.*\\R", "");
            Files.writeString(startup, lines + "\nreference\\:file\\:" + CLOCK + " = 5\n", StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return new Installation(platform, clock);
    }

    Installation start() {
        platform.start();
        return this;
    }

    Distribution platform() {
        return platform;
    }

    DrivenClock clock() {
        return clock;
    }

    @Override
    public void close() {
        platform.close();
    }
}
