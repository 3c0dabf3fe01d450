package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jieshui.itests.probe.Probe;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** An installation for the tests of the gate, with a key that it trusts, and a second node on its database for who asks. */
final class Gated implements ParameterResolver {

    @SuppressWarnings("deprecation") // newer JUnits close what is AutoCloseable
    static final class Nodes implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        /** A password in the configuration. */
        static final String PLANTED = "Planted-Pa55word";
        private static final String DEPLOY = "org.jieshui.deploy.cfg";
        private static final String LOGGING = "org.ops4j.pax.logging.cfg";
        private static final String JAVA_OPTS = "JIESHUI_JAVA_OPTS";
        private static final String PERSISTENCE = "org.jieshui.persistence.cfg";
        /** So few that work opens them all at once: what is more later was not given back. */
        private static final String CONNECTIONS = "8";
        private final Distribution first = Distribution.unpack("gate-1");
        private final Signed signed;
        private final List<Integer> probes;
        private Distribution second;
        private BadBundles bad;

        Nodes() {
            try (var socket = new ServerSocket(0); var another = new ServerSocket(0)) {
                probes = List.of(socket.getLocalPort(), another.getLocalPort());
                Files.writeString(Files.createDirectories(first.home().resolve("data/postgres")).resolve("local.conf"), "max_connections = 60 # for two nodes\n");
                signed = new Signed(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "gate-keys"));
                signed.key("it", first.home().resolve("etc/trusted.p12"));
                signed.key("stranger", null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            first.configure(PERSISTENCE, "pool.size", CONNECTIONS).configure("org.jieshui.notifications.mail.cfg", "password", PLANTED).configure(DEPLOY, "healthySeconds", "7").configure(DEPLOY, "watchSeconds", "2").configure(LOGGING, "log4j2.logger.gate.name", "org.jieshui.deploy")
                    .configure(LOGGING, "log4j2.logger.gate.level", "DEBUG").environment(JAVA_OPTS, options(0)).start();
        }

        /** {@code -Dnodes.options} has further ones for the virtual machines of both. */
        private String options(int node) {
            return "-D" + Probe.PORT + "=" + probes.get(node) + " " + System.getProperty("nodes.options", "");
        }

        Distribution first() {
            return first;
        }

        Signed signed() {
            return signed;
        }

        BadBundles bad() throws IOException {
            bad = bad == null ? new BadBundles(signed, shipped("visits")) : bad;
            return bad;
        }

        /** Where {@link Probe} listens on the two nodes once it is deployed. */
        List<Integer> probes() {
            return probes;
        }

        /** The port that both nodes' database listens on. */
        int database() throws IOException {
            return Integer.parseInt(Files.readString(first.home().resolve("data/postgres/port")).strip());
        }

        /** What the distribution brought of a module. */
        Path shipped(String module) throws IOException {
            try (var files = Files.list(first.home().resolve("system/org/jieshui/org.jieshui." + module + "/0.1.0-SNAPSHOT"))) {
                return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
            }
        }

        /** An installation of its own on the first one's database and documents. */
        Distribution second() throws IOException {
            if (second == null) {
                var secrets = new Properties();
                try (var in = Files.newBufferedReader(first.home().resolve("data/postgres/secrets.properties"))) {
                    secrets.load(in);
                }
                second = Distribution.unpack("gate-2").environment(JAVA_OPTS, options(1)).configure(DEPLOY, "watchSeconds", "1").configure(PERSISTENCE, "pool.size", CONNECTIONS)
                        .configure(PERSISTENCE, "url", "jdbc:postgresql://127.0.0.1:" + database() + "/jieshui")
                        .configure(PERSISTENCE, "owner.password", secrets.getProperty("jieshui_owner"))
                        .configure(PERSISTENCE, "app.password", secrets.getProperty("jieshui_app"))
                        .configure("org.jieshui.archive.cfg", "folder", first.home().resolve("data/documents").toString());
                var started = second.operator("run", "--background");
                assertThat(started.exit()).as(started.said()).isZero();
                Files.copy(first.home().resolve("data/sample-logins.txt"), second.home().resolve("data/sample-logins.txt"));
                second.awaitDepartments();
            }
            return second;
        }

        @Override
        public void close() {
            if (second != null) {
                second.close();
            }
            first.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Nodes.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(Namespace.GLOBAL).getOrComputeIfAbsent(Nodes.class, any -> new Nodes(), Nodes.class);
    }
}
