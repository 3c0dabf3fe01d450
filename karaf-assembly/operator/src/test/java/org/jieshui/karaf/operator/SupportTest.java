package org.jieshui.karaf.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportTest {

    private static final String TOKEN = "qZ3v9XkT0bYw7LmN5pRs1UcEfGhJ2dAo4iKtVnBxQyM";
    /** Planted below, each in its own way. */
    private static final List<String> SECRETS = List.of("Owner-Pa55", "running-role-pw", "jdbc-user", "jdbc-pw", "query-pw", "trust-pw", "mail-pw-of-its-file", "described-pw", "continued-pw-1", "continued-pw-2",
            "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978", TOKEN, "karaf-shell-pw", "Abcd-Efgh-2345-Jkmn", "local-conf-pw", "opt-trust-pw", "api-key-value", "MIIEvQIBADANBgkqhki", "session-cookie-value");

    @TempDir
    Path folder;
    private Path home;
    private Path etc;
    private Path data;

    @BeforeEach
    void plant() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        etc = Files.createDirectories(home.resolve("etc"));
        data = Files.createDirectories(home.resolve("data"));
        write(etc.resolve("org.jieshui.persistence.cfg"), """
                # password = only a comment
                url = jdbc:postgresql://jdbc-user:jdbc-pw@db.example.cn:5432/jieshui?password=query-pw&sslmode=verify-full
                owner.password = Owner-Pa55
                app.password:running-role-pw
                pool.size = 30
                """);
        write(etc.resolve("org.jieshui.notifications.mail.cfg"), "host = smtp.example.cn\npasswordFile = " + folder.resolve("mail-password") + "\n");
        write(folder.resolve("mail-password"), "mail-pw-of-its-file\n");
        write(etc.resolve("org.jieshui.deploy.cfg"), "trustStorePassword=trust-pw\nwatchSeconds=60\n");
        write(etc.resolve("org.example.quality.cfg"), "inspector = described-pw\nlaboratory = open to all\nsigning.secret = continued-pw-1\\\n   continued-pw-2\napiKey=api-key-value\n");
        write(etc.resolve("users.properties"), "karaf = karaf-shell-pw,_g_:admingroup\n");
        write(etc.resolve("trusted.p12"), "binary " + TOKEN);
        write(data.resolve("postgres/secrets.properties"), "postgres=0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978\n");
        write(data.resolve("postgres/local.conf"), "primary_conninfo = 'host=db password=local-conf-pw'\nssl_passphrase = 'local-conf-pw'\n");
        write(data.resolve("sample-logins.txt"), "sysadmin\tAbcd-Efgh-2345-Jkmn\t系统管理员\n");
        write(data.resolve("log/jieshui.log"), "2026-11-25 | INFO | started\n2026-11-25 | ERROR | cannot connect with Owner-Pa55 and mail-pw-of-its-file\n2026-11-25 | WARN | Authorization: Bearer " + TOKEN
                + "\n2026-11-25 | WARN | Cookie: jieshui=session-cookie-value\n2026-11-25 | INFO | sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n");
        write(data.resolve("log/console.log"), "java -Djavax.net.ssl.trustStorePassword=opt-trust-pw -Xmx1g\nPSQLException: jdbc:postgresql://jdbc-user:jdbc-pw@db.example.cn\n-----BEGIN PRIVATE KEY----- MIIEvQIBADANBgkqhki\n");
        write(data.resolve("log/java_pid1.hprof"), "memory with " + TOKEN);
        write(data.resolve("postgres/log/postgresql-Wed.log"), "ERROR: password authentication failed, 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978\n");
        var jar = home.resolve("system/org/jieshui/org.example.quality/1.0/org.example.quality-1.0.jar");
        Files.createDirectories(jar.getParent());
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("OSGI-INF/metatype/a.xml"));
            out.write("<MetaData><OCD id=\"a\"><AD id=\"inspector\" type=\"Password\"/><AD id=\"laboratory\" type=\"String\"/></OCD><Designate pid=\"org.example.quality\"><Object ocdref=\"a\"/></Designate></MetaData>"
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void noSecretIsInAnyByteOfIt() throws Exception {
        var entries = make(null, null);
        assertThat(entries).isNotEmpty();
        entries.forEach((name, content) -> SECRETS.forEach(secret -> assertThat(content).as("%s in %s", secret, name).doesNotContain(secret)));
        assertThat(entries.keySet()).noneMatch(name -> name.contains("hprof") || name.contains("secrets") || name.contains("p12") || name.contains("users.properties"));
    }

    @Test
    void whatHelpsIsThere() throws Exception {
        var entries = make(null, null);
        assertThat(entries.get("etc/org.jieshui.persistence.cfg")).contains("pool.size = 30", "sslmode=verify-full", "db.example.cn:5432/jieshui", "owner.password = (removed)");
        assertThat(entries.get("etc/org.jieshui.notifications.mail.cfg")).contains("host = smtp.example.cn", "mail-password");
        assertThat(entries.get("etc/org.example.quality.cfg")).contains("laboratory = open to all");
        assertThat(entries.get("etc/other-files.txt")).contains("trusted.p12", "users.properties");
        assertThat(entries.get("log/jieshui.log")).contains("cannot connect with (removed)", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
        assertThat(entries.get("facts.txt")).contains("platform does not run", "processors", "java ");
        assertThat(entries.get("disk.txt")).contains(data.toString());
        assertThat(entries.get("versions.txt")).contains("org.example.quality-1.0.jar");
    }

    @Test
    void whatCannotBeHadIsNamed() throws Exception {
        assertThat(make(null, null).get("missing.txt")).contains("health: the platform does not run", "threads: the platform does not run", "counts of tables: the database does not run", "modules and deployments: ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("support.zip")))).isEqualTo("rw-------");
    }

    @Test
    void aPlatformThatRunsIsAsked() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            var known = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            var body = switch (path) {
                case "/api/modules/deployments" -> "{\"items\": [{\"id\": 7, \"module\": \"survey\", \"account\": \"zhangsan\"}]}";
                default -> "{\"answers\": \"" + path + "\"}";
            };
            exchange.sendResponseHeaders(known || path.startsWith("/health") ? 200 : 401, 0);
            try (var out = exchange.getResponseBody()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        });
        server.start();
        var process = new ProcessBuilder("sleep", "60").start();
        try {
            var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            var stranger = make(address, process.pid(), null);
            assertThat(stranger.get("health.json")).contains("/health/ready 200");
            assertThat(stranger.get("missing.txt")).contains("JIESHUI_TOKEN is not set");
            Files.delete(folder.resolve("support.zip"));

            var entries = make(address, process.pid(), TOKEN);
            assertThat(entries.get("modules.json")).contains("/api/modules");
            assertThat(entries.get("metrics.txt")).contains("/metrics");
            assertThat(entries.get("deployments.json")).contains("survey").doesNotContain("zhangsan");
        } finally {
            process.destroyForcibly();
            server.stop(0);
        }
    }

    private Map<String, String> make(URI address, Long process) throws Exception {
        return make(address == null ? URI.create("http://127.0.0.1:1/") : address, process, null);
    }

    private Map<String, String> make(URI address, Long process, String token) throws Exception {
        var file = folder.resolve("support.zip");
        new Support(new Support.Place(home, etc, data, new Installation(data.resolve("postgres"), data.resolve("documents")), address, process, token), Clock.systemUTC()).to(file);
        var entries = new TreeMap<String, String>();
        try (var zip = new ZipFile(file.toFile())) {
            for (var entry : zip.stream().toList()) {
                try (var in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return entries;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
