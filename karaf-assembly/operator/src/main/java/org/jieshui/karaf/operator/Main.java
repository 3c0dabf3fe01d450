package org.jieshui.karaf.operator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** {@code backup|restore FILE database-folder documents-folder ["external"]} {@code add|remove FILE|MODULE home [address]}, {@code verify FILE [DIGEST]} and {@code verify address}, as bin/jieshui calls it. */
public final class Main {

    private Main() {
    }

    public static void main(String[] arguments) {
        try {
            if (arguments[0].equals("add") || arguments[0].equals("remove")) {
                modules(arguments);
                return;
            }
            if (arguments[0].equals("verify")) {
                System.exit(verify(arguments) ? 0 : 1);
            }
            Path file = Path.of(arguments[1]);
            boolean external = arguments.length > 4 && arguments[4].equals("external");
            Installation installation = new Installation(external ? null : Path.of(arguments[2]), Path.of(arguments[3]));
            if (arguments[0].equals("backup")) {
                new Backup(installation, Clock.systemUTC()).to(file);
            } else {
                new Restore(installation, Clock.systemUTC()).from(file);
            }
        } catch (OperatorException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            System.err.println("It failed: " + e);
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(130);
        }
    }

    private static boolean verify(String[] arguments) throws IOException, InterruptedException {
        var archives = new Archives(System.out);
        if (arguments[1].startsWith("http://")) {
            return archives.platform(URI.create(arguments[1]), System.getenv("JIESHUI_TOKEN"));
        }
        var faults = archives.faults(Path.of(arguments[1]), arguments.length > 2 && !arguments[2].isEmpty() ? arguments[2] : null);
        faults.forEach(System.out::println);
        System.out.println(faults.isEmpty() ? "OK" : "BROKEN");
        return faults.isEmpty();
    }

    private static void modules(String[] arguments) throws IOException, InterruptedException {
        var address = arguments.length > 3 && !arguments[3].isEmpty() ? URI.create(arguments[3]) : null;
        var added = new AddedModules(Path.of(arguments[2]), address, Duration.ofSeconds(60), System.out);
        if (arguments[0].equals("add")) {
            added.add(Path.of(arguments[1]));
        } else {
            added.remove(arguments[1]);
        }
    }
}
