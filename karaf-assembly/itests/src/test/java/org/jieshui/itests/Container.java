package org.jieshui.itests;

import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureSecurity;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.overrideJUnitBundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jieshui.itests.probe.Probe;
import org.jieshui.karaf.harness.Distribution;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Constants;

/** An installation started by Pax Exam instead of its own script, with a probe inside. */
final class Container implements AutoCloseable {

    private final TestContainer container;
    private boolean closed;
    private final int port;

    private Container(TestContainer container, int port) {
        this.container = container;
        this.port = port;
    }

    /** The installation is used where it is, and has its configuration back afterwards. */
    static Container start(Distribution installation) {
        try (var socket = new ServerSocket(0);
                var boot = Files.newDirectoryStream(installation.home().resolve("lib/boot"), "*specs.activator*")) {
            for (var unused : boot) {
                Files.delete(unused); // as bin/jieshui leaves it out of the class path; Pax Exam takes what it finds
            }
            var port = socket.getLocalPort();
            var system = PaxExamRuntime.createTestSystem(options(
                    karafDistributionConfiguration().existing(installation.home().toFile()).name("Jieshui").karafVersion("4.4.10").useDeployFolder(false),
                    configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                    configureSecurity().disableKarafMBeanServerBuilder(),
                    doNotModifyLogConfiguration(),
                    overrideJUnitBundles(),
                    systemTimeout(TimeUnit.MINUTES.toMillis(6)),
                    // what the exam needs is in target/exam, laid out as a Maven repository: nothing is asked of the network
                    editConfigurationFilePut("etc/org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.repositories",
                            Path.of("target/exam").toUri() + "@id=exam"),
                    systemProperty(Probe.PORT).value(String.valueOf(port)),
                    systemProperty("jieshui.sample").value("true"),
                    vmOption("-Xmx1g"), vmOption("-XX:+UseSerialGC")));
            var container = PaxExamRuntime.createContainer(system);
            socket.close();
            container.start();
            container.install("itests-probe", TinyBundles.bundle().symbolicName("org.jieshui.itests.probe").addClass(Probe.class).activator(Probe.class)
                    .setHeader(Constants.IMPORT_PACKAGE, "org.osgi.framework, org.osgi.framework.namespace, org.osgi.framework.wiring").build(TinyBundles.rawBuilder()));
            return new Container(container, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the probe. */
    List<String> ask(String question) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            if (!answer.isEmpty() && answer.get(0).startsWith("failed: ")) {
                throw new AssertionError(question + " " + answer.get(0));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            container.stop();
        }
    }
}
