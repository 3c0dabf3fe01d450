package org.jieshui.karaf.operator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * {@code backup|restore FILE database-folder documents-folder ["external"]}, {@code deploy|departments|history|rollback|remove address …}, {@code token address …},
 * {@code verify FILE [DIGEST]}, {@code verify address} and {@code support FILE home etc data database-folder documents-folder external address process}, as bin/jieshui calls it.
 */
public final class Main {

    private static final Set<String> DEPLOYING = Set.of("deploy", "departments", "history", "rollback", "remove");
    /** The commands speak English. */
    private static final String LANGUAGE = "en";

    private Main() {
    }

    public static void main(String[] arguments) {
        try {
            if (DEPLOYING.contains(arguments[0])) {
                departments(arguments);
                return;
            }
            if (arguments[0].equals("token")) {
                token(arguments);
                return;
            }
            if (arguments[0].equals("support")) {
                support(arguments);
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
        } catch (FileAlreadyExistsException e) {
            System.err.println(e.getMessage() + " is there already. Name another file.");
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
            return archives.platform(URI.create(arguments[1]), Platform.bearer(System.getenv("JIESHUI_TOKEN")));
        }
        var faults = archives.faults(Path.of(arguments[1]), arguments.length > 2 && !arguments[2].isEmpty() ? arguments[2] : null);
        faults.forEach(System.out::println);
        System.out.println(faults.isEmpty() ? "OK" : "BROKEN");
        return faults.isEmpty();
    }

    private static void departments(String[] arguments) throws IOException, InterruptedException {
        var departments = new Departments(Platform.withToken(URI.create(arguments[1]), LANGUAGE, System.getenv("JIESHUI_TOKEN")), LANGUAGE, System.out);
        var first = arguments.length > 2 ? arguments[2] : null;
        var second = arguments.length > 3 ? arguments[3] : null;
        switch (arguments[0]) {
            case "deploy" -> departments.deploy(Path.of(first));
            case "departments" -> departments.list();
            case "history" -> departments.history(first);
            case "rollback" -> departments.rollBack(first, second == null ? null : number(second));
            default -> departments.remove(first, "--yes".equals(second));
        }
    }

    /** Words that are empty: the database is the embedded one; the platform does not run. */
    private static void support(String[] words) throws IOException, InterruptedException {
        var file = Path.of(words[1]);
        var installation = new Installation(words[7].isEmpty() ? Path.of(words[5]) : null, Path.of(words[6]));
        var token = System.getenv("JIESHUI_TOKEN");
        var place = new Support.Place(Path.of(words[2]), Path.of(words[3]), Path.of(words[4]), installation, URI.create(words[8]), words[9].isEmpty() ? null : Long.valueOf(words[9]),
                token == null || token.isEmpty() ? null : token);
        var missing = new Support(place, Clock.systemUTC()).to(file);
        missing.forEach(what -> System.out.println("Not in it: " + what));
        System.out.println(file + " is made. It holds no password and no token; look through it before you send it.");
    }

    private static Long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new OperatorException(text + " is no deployment's number; the history has them.");
        }
        return Long.valueOf(text);
    }

    /** The password is the first line of the standard input. */
    private static void token(String[] arguments) throws IOException, InterruptedException {
        var password = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (password == null || password.isEmpty()) {
            throw new OperatorException("The password of " + arguments[2] + " is needed, as the first line of the standard input.");
        }
        System.out.println(new Tokens(URI.create(arguments[1]), LANGUAGE, Clock.systemUTC()).make(arguments[2], password, arguments[3], List.of(arguments).subList(4, arguments.length)));
    }
}
