package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.Distribution.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code ./jieshui} and {@code bin/jieshui} as people meet them, from the first start to the restored backup: what works, and what is wrong said plainly with what to do. */
@ExtendWith(Shared.class)
@TestMethodOrder(OrderAnnotation.class)
class CommandsIT {

    private static final Pattern LOGIN = Pattern.compile("(?m)^(\\w+)\t(\\S{16,})");
    private static final Path FOREIGN = Path.of("target/commands-tools").toAbsolutePath();

    private static Distribution checkout;

    @BeforeAll
    static void prepare() {
        checkout = Distribution.checkout("commands");
    }

    @AfterAll
    static void stop() {
        checkout.close();
    }

    @Test
    @Order(1)
    void beforeTheFirstStartItSaysWhatIsMissing() throws Exception {
        refused(checkout.operator("status"), "./jieshui run makes one");
        refused(checkout.operator("nonsense"), "Usage: ./jieshui COMMAND");
        refused(checkout.operator("run", "--nonsense"), "Usage: ./jieshui COMMAND");
        assertThat(checkout.operator("help").said()).contains("run [--empty] [--background]", "backup FILE", "restore FILE");

        for (var command : List.of("run", "test")) {
            refused(with("JAVA_HOME", "/nowhere", command), "A JDK 17 is needed", "apt install openjdk-17");
            refused(with("JAVA_HOME", tool("jdk11/bin/javac", "echo javac 11.0.2 >&2").getParent().getParent().toString(), command), "JDK 17 or newer is needed", "is version 11");
            refused(with("JAVA_HOME", tool("jdk25/bin/javac", "echo javac 25 >&2").getParent().getParent().toString(), command), "JDK 17 to 23 is needed", "Point JAVA_HOME");
            refused(with("PATH", tool("old/node", "echo v18.19.0").getParent() + ":" + System.getenv("PATH"), command), "Node 20 or newer is needed", "v18.19.0");
            refused(with("PATH", onlyTools(), command), "Node 20 or newer is needed", "apt install nodejs");
        }
    }

    @Test
    @Order(2)
    void withoutASampleThreeOneTimePasswordsAndNobodyElse() throws Exception {
        var started = done(checkout.operator("run", "--empty", "--background"));

        var logins = LOGIN.matcher(started).results().collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        assertThat(logins).containsOnlyKeys("sysadmin", "secadmin", "auditadmin");
        assertThat(logins.values()).doesNotHaveDuplicates();
        assertThat(started).contains(checkout.address(), "first-logins.txt", "Stop: ./jieshui stop");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(checkout.home().resolve("data/first-logins.txt")))).as("for its owner only").isEqualTo("rw-------");
        logins.forEach((account, password) -> assertThat(checkout.signIn(account, password).get("/api/session").path("mustChangePassword").asBoolean()).as(account).isTrue());
        assertThat(checkout.home().resolve("etc/users.properties")).as("the container's own accounts").doesNotExist();
    }

    @Test
    @Order(3)
    void aSecondRunAStatusAndARestoreMeetTheRunningOne() throws Exception {
        var process = "process " + checkout.process().pid();
        assertThat(done(checkout.operator("run"))).contains("already runs (" + process + ")", checkout.address());
        assertThat(done(checkout.operator("status"))).contains("runs (" + process + ")", "answers 200");
        refused(checkout.operator("restore", "nothing.tar.gz"), "runs (" + process + ")", "Stop it first: ./jieshui stop");

        var second = Distribution.unpack("commands-second");
        second.configure("org.apache.felix.http.cfg", "org.osgi.service.http.port", String.valueOf(checkout.port()));
        refused(second.operator("run", "--background"), "Port " + checkout.port() + " on 127.0.0.1 is taken", "choose another port", "org.apache.felix.http.cfg");
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            second.configure("org.apache.felix.http.cfg", "org.osgi.service.http.port", String.valueOf(silent.getLocalPort()));
            refused(second.operator("run", "--background"), "Port " + silent.getLocalPort() + " on 127.0.0.1 is taken");
            second.configure("org.apache.felix.http.cfg", "org.osgi.service.http.port", String.valueOf(second.port()));
        }
        second.configure("org.jieshui.persistence.cfg", "embedded.directory", checkout.home().resolve("data/postgres").toString());
        refused(second.operator("run", "--background"), "is in use by another running Jieshui (" + process + ")", "a folder of its own: embedded.directory");
        var database = checkout.postmaster();
        assertThat(done(second.operator("stop"))).contains("does not run").doesNotContain("left behind");
        refused(second.operator("restore", "nothing.tar.gz"), "There is no file");
        assertThat(database.isAlive()).as("the first one's database is no orphan").isTrue();
        assertThat(checkout.status("/health/ready")).as("the first one did not notice").isEqualTo(200);
    }

    @Test
    @Order(4)
    void whatAKilledOneLeavesBehindIsNamedAndEnded() throws Exception {
        var orphan = checkout.postmaster();
        checkout.kill();

        var status = checkout.operator("status");
        assertThat(status.exit()).isEqualTo(3);
        assertThat(status.said()).contains("does not run", "PostgreSQL still runs (process " + orphan.pid() + ")");
        assertThat(done(checkout.operator("stop"))).contains("left behind (process " + orphan.pid() + ")");
        await("the orphan has ended", () -> !orphan.isAlive());
        assertThat(done(checkout.operator("stop"))).contains("does not run");
    }

    @Test
    @Order(5)
    void aBackupOfARunningPlatformIsTheSameElsewhere(Distribution platform) throws Exception {
        platform.awaitSampleCases();
        var file = Path.of("target/commands-backup.tar.gz").toAbsolutePath();
        Files.deleteIfExists(file);
        assertThat(done(platform.operator("backup", file.toString()))).contains("Saved " + file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as("for its owner only").isEqualTo("rw-------");
        refused(platform.operator("backup", file.toString()), "is there already");
        refused(platform.operator("backup", "/nowhere/at/all.tar.gz"), "There is no folder /nowhere/at");

        brokenFilesChangeNothing(file);

        assertThat(done(checkout.operator("restore", file.toString()))).contains("Kept: ", "Restored from " + file);
        // the passwords are those of the backup now
        Files.delete(checkout.home().resolve("data/first-logins.txt"));
        Files.copy(platform.home().resolve("data/sample-logins.txt"), checkout.home().resolve("data/sample-logins.txt"));
        var started = done(checkout.operator("run", "--background"));
        assertThat(started.lines()).as("an address and the logins that matter, no more").hasSizeLessThan(25);
        checkout.awaitDepartments();
        assertThat(started).contains("zhoumin", checkout.passwordOf("zhoumin"), "sample-logins.txt").doesNotContain("jinlan");
        assertThat(contents(checkout)).isEqualTo(contents(platform));
        assertThat(files(checkout.home().resolve("data/documents"))).isEqualTo(files(platform.home().resolve("data/documents")));
        assertThat(done(checkout.operator("stop"))).contains("Stopped.");
        refused(checkout.operator("run", "--empty"), "holds sample data already", "mv run/data run/data.sample");
    }

    private static void brokenFilesChangeNothing(Path good) throws Exception {
        var before = files(checkout.home().resolve("data/postgres/cluster"));
        var content = Files.readAllBytes(good);
        var broken = Path.of("target/commands-broken.tar.gz").toAbsolutePath();

        refused(checkout.operator("restore", broken + ".none"), "There is no file " + broken + ".none");
        Files.writeString(broken, "no archive at all");
        refused(checkout.operator("restore", broken.toString()), "Nothing was changed");
        Files.write(broken, Arrays.copyOf(content, content.length * 2 / 3));
        refused(checkout.operator("restore", broken.toString()), "Nothing was changed");
        content[content.length / 2] ^= 0x40;
        Files.write(broken, content);
        refused(checkout.operator("restore", broken.toString()), "Nothing was changed");

        assertThat(files(checkout.home().resolve("data/postgres/cluster"))).isEqualTo(before);
        try (var data = Files.list(checkout.home().resolve("data"))) {
            assertThat(data.map(path -> path.getFileName().toString())).as("nothing half restored is left").noneMatch(name -> name.startsWith("restore"));
        }
    }

    /** Every case with its state and its documents as the platform shows them. */
    private static Map<String, List<String>> contents(Distribution platform) {
        var reader = platform.signIn("zhoumin");
        var contents = new TreeMap<String, List<String>>();
        for (var row : reader.get("/api/cases?limit=50").path("items")) {
            long id = row.path("id").asLong();
            var timeline = reader.get("/api/cases/" + id + "/timeline?limit=1").path("items").path(0);
            contents.put(row.path("number").asText() + " " + row.path("state").asText() + " " + row.path("stage").asText() + " " + timeline.path("id").asText(),
                    StreamSupport.stream(reader.get("/api/documents?case=" + id).spliterator(), false).map(document -> document.path("sha256").asText()).toList());
        }
        assertThat(contents).isNotEmpty();
        return contents;
    }

    /** Every file below a folder with its digest. */
    private static Map<String, String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            var found = new TreeMap<String, String>();
            for (var file : all.filter(Files::isRegularFile).toList()) {
                found.put(folder.relativize(file).toString(), Client.sha256(Files.readAllBytes(file)));
            }
            return found;
        }
    }

    /** As the user “nobody”, where there is no network but the loopback. */
    @Test
    @Order(6)
    void anOrdinaryUserRunsItWithoutANetwork() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "SKIPPED: root can try another user, and take the network away; this user cannot");
        var place = Files.createTempDirectory("jieshui-itests"); // a place that the other user may enter
        var installation = Distribution.unpack("commands-user");
        try {
            shell("chmod 755 " + place + "; cp -a " + installation.home() + " " + place + "/i; chown -R nobody " + place + "/i");
            var user = "setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=" + place + "/i JIESHUI_START_SECONDS=400 bin/jieshui ";
            var noNetwork = shell("unshare -n ip link set lo up >/dev/null 2>&1 && echo yes || echo no").strip().equals("yes") ? "unshare -n " : "";
            System.out.println("CommandsIT: as nobody, " + (noNetwork.isEmpty() ? "SKIPPED without a network: this machine does not let us take it away" : "without a network"));
            var commands = (noNetwork.isEmpty() ? "" : "ip link set lo up; ") + user + "run --sample --background; " + user + "status; "
                    + "ps -o user= -p $(head -1 data/postgres/cluster/postmaster.pid); " + user + "stop";
            var said = shell("cd " + place + "/i; " + noNetwork + "bash -ec '" + commands + "'");
            assertThat(said).contains("answers 200", "zhoumin", "Stopped.").containsPattern("(?m)^nobody");

            said = shell("cd " + place + "/i; chown root data; " + user + "run --background || true");
            assertThat(said).contains("may not be written by user nobody", "chown -R nobody");
        } finally {
            shell("rm -rf " + place);
        }
    }

    // ---- calling

    private static String done(Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.said()).isZero();
        return outcome.said();
    }

    private static void refused(Outcome outcome, String... words) {
        assertThat(outcome.exit()).as(outcome.said()).isNotZero();
        assertThat(outcome.said()).contains(words).doesNotContain("Exception");
    }

    private static Outcome with(String variable, String value, String... words) {
        checkout.environment(variable, value);
        try {
            return checkout.operator(words);
        } finally {
            checkout.environment(variable, null);
        }
    }

    /** A program that is not what is needed. */
    private static Path tool(String name, String script) throws IOException {
        var file = FOREIGN.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /** A path with what every Linux has and a JDK, and no Node. */
    private static String onlyTools() throws IOException {
        var folder = Files.createDirectories(FOREIGN.resolve("only"));
        for (var name : List.of("env", "bash", "dirname", "sed", "head")) {
            var link = folder.resolve(name);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Stream.of(System.getenv("PATH").split(":")).map(path -> Path.of(path, name)).filter(Files::isExecutable).findFirst().orElseThrow());
        }
        return folder + ":" + Path.of(System.getProperty("java.home"), "bin");
    }

    private static String shell(String script) throws IOException, InterruptedException {
        var log = Path.of("target/commands-shell.log");
        var process = new ProcessBuilder("bash", "-ec", script).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor()).as(() -> {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                return log.toString();
            }
        }).isZero();
        return Files.readString(log);
    }
}
