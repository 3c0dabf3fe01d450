package org.jieshui.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** With real Declarative Services: what they leave alone, and what brings it back. */
class CaughtComponentsTest {

    private static final String FAILS_WITH = "CaughtComponentsTest.failsWith";
    private static final String COMPONENTS = """
            <components xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0">
              <scr:component name="immediate" immediate="true" activate="activate">
                <implementation class="%1$s"/>
              </scr:component>
              <scr:component name="asked-for" activate="activate">
                <implementation class="%1$s"/>
                <service><provide interface="java.lang.Runnable"/></service>
              </scr:component>
              <scr:component name="caller" immediate="true" activate="run">
                <implementation class="%1$s"/>
                <reference name="asked" interface="java.lang.Runnable" field="asked"/>
              </scr:component>
            </components>""".formatted(Fragile.class.getName());

    @TempDir
    Path cache;
    private Framework framework;
    private ServiceComponentRuntime components;

    /** Loaded by its bundle, not by the test: they meet in a property of the JVM. */
    public static class Fragile implements Runnable {
        Runnable asked;

        void activate() {
            var failure = System.getProperty(FAILS_WITH);
            if (failure != null) {
                throw new IllegalStateException(new SQLException(failure));
            }
        }

        @Override
        public void run() {}
    }

    @BeforeEach
    void start() throws BundleException, IOException {
        framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, cache.toString(), "felix.log.level", "0", "ds.loglevel", "0", Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                "org.osgi.service.component;version=1.5,org.osgi.service.component.runtime;version=1.5,org.osgi.service.component.runtime.dto;version=1.5,"
                        + "org.osgi.util.promise;version=1.3"));
        framework.start();
        install(CaughtComponentsTest.class.getClassLoader().getResource("org/apache/felix/scr/impl/Activator.class"));
        var context = framework.getBundleContext();
        components = context.getService(context.getServiceReference(ServiceComponentRuntime.class));
    }

    private void install(URL classInJar) throws BundleException, IOException {
        var jar = classInJar.getPath().replaceFirst("!.*", "");
        framework.getBundleContext().installBundle(jar).start();
    }

    @AfterEach
    void stop() throws Exception {
        System.clearProperty(FAILS_WITH);
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void whatLostTheDatabaseInItsActivationIsActivatedWhenItIsBack() throws Exception {
        System.setProperty(FAILS_WITH, "FATAL: terminating connection due to unexpected postmaster exit");
        var bundle = framework.getBundleContext().installBundle("fragile", fragile());
        bundle.start();
        assertThat(active("immediate")).isFalse();
        assertThat(active("caller")).isFalse();

        System.clearProperty(FAILS_WITH);
        assertThat(active("immediate")).as("left alone it stays away").isFalse();
        new CaughtComponents(components).again();

        await().untilAsserted(() -> assertThat(active("immediate") && active("asked-for") && active("caller")).isTrue());
    }

    @Test
    void whatFailsForAnotherReasonIsLeftAlone() throws Exception {
        System.setProperty(FAILS_WITH, "ERROR: relation \"nothing\" does not exist");
        framework.getBundleContext().installBundle("fragile", fragile()).start();

        System.clearProperty(FAILS_WITH);
        new CaughtComponents(components).again();

        assertThat(active("immediate")).isFalse();
    }

    private boolean active(String name) {
        return components.getComponentDescriptionDTOs().stream().filter(one -> one.name.equals(name)).flatMap(one -> components.getComponentConfigurationDTOs(one).stream())
                .anyMatch(one -> one.state == ComponentConfigurationDTO.ACTIVE);
    }

    private static InputStream fragile() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, "fragile");
        manifest.getMainAttributes().putValue("Service-Component", "components.xml");
        var bytes = new ByteArrayOutputStream();
        var name = Fragile.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(bytes, manifest); var code = Fragile.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new ZipEntry("components.xml"));
            jar.write(COMPONENTS.getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new ZipEntry(name));
            jar.write(code.readAllBytes());
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
