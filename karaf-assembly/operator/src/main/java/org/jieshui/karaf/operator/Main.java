package org.jieshui.karaf.operator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** {@code backup|restore FILE database-folder documents-folder ["external"]}, as bin/jieshui calls it. */
public final class Main {

    private Main() {
    }

    public static void main(String[] arguments) {
        try {
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
        }
    }
}
