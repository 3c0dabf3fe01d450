package org.jieshui.karaf.dev;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jieshui.karaf.operator.Departments;
import org.jieshui.karaf.operator.OperatorException;
import org.jieshui.karaf.operator.Platform;

/** {@code address project-folder bundles-pom}, as ./jieshui calls it, after Maven built the department and wrote what it is compiled against into target/dev.classpath. */
public final class Main {

    private static final String LANGUAGE = "en";

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        var project = Path.of(arguments[1]);
        var target = project.resolve("target");
        try {
            var platform = Platform.withToken(URI.create(arguments[0]), LANGUAGE, System.getenv("JIESHUI_TOKEN"));
            if (!platform.get("api/modules/gate").path("unsigned").asBoolean()) {
                throw new OperatorException("The platform wants signed departments. For development write  unsigned = true  into run/etc/org.jieshui.deploy.cfg; it is read within two seconds.");
            }
            var classpath = Arrays.stream(Files.readString(target.resolve("dev.classpath")).strip().split(File.pathSeparator)).map(Path::of).toList();
            var bundler = new Bundler(project, classpath, Path.of(arguments[2]), builtBy(target, project), target.resolve("dev"));
            var dev = new Dev(project, bundler, new Departments(platform, LANGUAGE, System.out), System.out);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(dev), "end"));
            System.out.println("Watching " + project + ". Save a file, and it is deployed. Ctrl-C ends this; what was deployed stays.");
            dev.run();
        } catch (OperatorException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("It failed: " + e);
            System.exit(1);
        }
    }

    private static Path builtBy(Path target, Path project) throws IOException {
        try (var jars = Files.newDirectoryStream(target, project.getFileName() + "-*.jar")) {
            for (var jar : jars) {
                if (!jar.toString().endsWith("-tests.jar")) {
                    return jar;
                }
            }
        }
        throw new OperatorException("Maven left no " + project.getFileName() + "-….jar in " + target + ". The folder's name must be the artifactId.");
    }

    private static void close(Dev dev) {
        try {
            dev.close();
        } catch (IOException e) {
            System.err.println("It did not end well: " + e);
        }
    }
}
