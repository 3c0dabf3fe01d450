package org.jieshui.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Hashtable;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.ModulesListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** In the real framework: bundles are installed, started, replaced and broken. */
class ModulesTrackerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-10-13T02:32:00Z"), ZoneOffset.UTC);
    private static final String SURVEY = """
            {"name": {"zh-CN": "现场查勘", "en": "Site survey"},
             "permissions": [{"id": "survey.work", "name": {"zh-CN": "查勘", "en": "Survey"}, "roles": ["surveyor"]}],
             "taskTypes": [{"id": "survey.appointment", "name": {"zh-CN": "预约", "en": "Appointment"}, "permission": "survey.work"}]}""";

    @TempDir
    Path cache;
    private Framework framework;
    private ModulesTracker modules;

    @BeforeEach
    void start() throws BundleException {
        framework = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE, cache.toString(), "felix.log.level", "0"));
        framework.start();
        modules = new ModulesTracker(framework.getBundleContext(), CLOCK);
    }

    @AfterEach
    void stop() throws Exception {
        modules.deactivate();
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void describesAModuleByItsFiles() throws Exception {
        var bundle = install("survey", "1.0.0.a", Map.of("module.json", SURVEY, "ui/index.js", "export {}",
                "forms/survey.appointment.json", "{\"title\": {\"zh-CN\": \"不用\", \"en\": \"unused\"}}",
                "forms/survey.plan.json", "{\"title\": {\"zh-CN\": \"联合方案\", \"en\": \"Joint plan\"}}",
                "forms/other.json", "{}"));

        var survey = modules.active("survey").orElseThrow();

        assertThat(survey.version()).isEqualTo("1.0.0.a");
        assertThat(survey.bundleId()).isEqualTo(bundle.getBundleId());
        assertThat(survey.name().zh()).isEqualTo("现场查勘");
        assertThat(survey.ui()).isEqualTo("ui/index.js");
        assertThat(survey.permissions()).extracting(Module.Permission::id).containsExactly("survey.work");
        assertThat(survey.taskTypes()).extracting(Module.TaskTypeInfo::id, t -> t.name().en(), Module.TaskTypeInfo::permission, Module.TaskTypeInfo::form)
                .containsExactly(tuple("survey.appointment", "Appointment", "survey.work", "forms/survey.appointment.json"),
                        tuple("survey.plan", "Joint plan", null, "forms/survey.plan.json"));
        try (var form = modules.resource("survey", "forms/survey.plan.json").orElseThrow().openStream()) {
            assertThat(new String(form.readAllBytes(), StandardCharsets.UTF_8)).contains("联合方案");
        }
        assertThat(modules.resource("survey", "forms/none.json")).isEmpty();
        assertThat(modules.resource("design", "forms/survey.plan.json")).isEmpty();
    }

    @Test
    void aModuleNeedsNoDescription() throws Exception {
        install("visits", "1.0.0", Map.of());

        assertThat(modules.active("visits").orElseThrow().name().zh()).isEqualTo("visits");
    }

    @Test
    void theHigherVersionTakesOverAndGivesBackWhenItStops() throws Exception {
        var old = install("survey", "1.0.0.a", Map.of());
        var fresh = install("survey", "1.0.0.b", Map.of());

        assertThat(modules.active()).extracting(Module::version).containsExactly("1.0.0.b");
        assertThat(modules.isActive(old.getBundleId())).isFalse();
        assertThat(modules.isActive(fresh.getBundleId())).isTrue();

        fresh.stop();
        assertThat(modules.active()).extracting(Module::version).containsExactly("1.0.0.a");
        assertThat(modules.isActive(fresh.getBundleId())).isFalse();
    }

    @Test
    void aBundleThatIsNoModuleIsAlwaysActive() throws Exception {
        var plain = framework.getBundleContext().installBundle("plain", jar(Map.of("Bundle-SymbolicName", "plain"), Map.of()));
        plain.start();

        assertThat(modules.isActive(plain.getBundleId())).isTrue();
        assertThat(modules.active()).isEmpty();
    }

    @Test
    void aVersionWhoseDescriptionIsBrokenDoesNotReplaceTheGoodOne() throws Exception {
        install("survey", "1.0.0", Map.of("module.json", SURVEY));
        install("survey", "2.0.0", Map.of("module.json", SURVEY.replace("\"roles\"", "\"rolls\"")));

        assertThat(modules.active()).extracting(Module::version).containsExactly("1.0.0");
        assertThat(modules.generations()).extracting(g -> g.bundle().getVersion() + " " + ModulesResource.state(modules, g)).containsExactlyInAnyOrder("1.0.0 active", "2.0.0 refused");
        assertThat(modules.generations().stream().filter(g -> g.refusal() != null).findFirst().orElseThrow().refusal()).startsWith("module.json, line 2:").contains("rolls");
        assertThat(modules.installed()).containsExactly("survey");
    }

    @Test
    void listsEveryVersionWithItsState() throws Exception {
        install("survey", "1.0.0", Map.of()).stop();
        install("survey", "2.0.0", Map.of());
        install("survey", "3.0.0", Map.of());

        assertThat(modules.generations()).extracting(g -> g.bundle().getVersion() + " " + ModulesResource.state(modules, g)).containsExactlyInAnyOrder("1.0.0 stopped", "2.0.0 standby", "3.0.0 active");
    }

    @Test
    void anUpdateInPlaceIsReadAgain() throws Exception {
        var bundle = install("survey", "1.0.0", Map.of());
        bundle.update(jar(headers("survey", "1.0.1"), Map.of("module.json", SURVEY)));

        assertThat(modules.active("survey").orElseThrow().version()).isEqualTo("1.0.1");
        assertThat(modules.active("survey").orElseThrow().name().en()).isEqualTo("Site survey");
    }

    @Test
    void aViewShowsTheServicesOfActiveGenerationsOnly() throws Exception {
        var old = install("survey", "1.0.0", Map.of());
        offer(old, "old", "survey.appointment");
        var view = modules.services(Runnable.class, "key");
        assertThat(view.get("survey.appointment")).hasToString("Optional[old]");

        var fresh = install("survey", "2.0.0", Map.of());
        assertThat(view.get("survey.appointment")).as("the active generation does not offer it yet").isEmpty();
        var registration = offer(fresh, "fresh", "survey.appointment");
        assertThat(view.get("survey.appointment")).hasToString("Optional[fresh]");
        assertThat(view.module("survey.appointment").orElseThrow().version()).isEqualTo("2.0.0");
        assertThat(view.keys()).containsExactly("survey.appointment");

        registration.unregister();
        assertThat(view.keys()).isEmpty();
        fresh.stop();
        assertThat(view.get("survey.appointment")).hasToString("Optional[old]");

        view.close();
        assertThat(view.keys()).isEmpty();
        assertThat(old.getRegisteredServices()[0].getUsingBundles()).as("released").isNull();
    }

    /** Whoever opens a view is often what its services need: made when they appear, they would wait for each other at the start. */
    @Test
    void aServiceIsMadeWhenItIsFirstAskedFor() throws Exception {
        var made = new AtomicInteger();
        var survey = install("survey", "1.0.0", Map.of());
        survey.getBundleContext().registerService(Runnable.class, new ServiceFactory<Runnable>() {
            @Override
            public Runnable getService(Bundle bundle, ServiceRegistration<Runnable> registration) {
                return made.incrementAndGet() == 1 ? null : () -> {};
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<Runnable> registration, Runnable service) {
                made.set(-1);
            }
        }, new Hashtable<>(Map.of("key", "survey.appointment")));

        var view = modules.services(Runnable.class, "key");
        assertThat(view.keys()).containsExactly("survey.appointment");
        assertThat(made).hasValue(0);
        assertThat(view.get("survey.appointment")).as("it could not be made now").isEmpty();
        assertThat(view.get("survey.appointment")).as("it is tried again").isPresent();
        assertThat(view.get("survey.appointment")).isPresent();
        assertThat(made).hasValue(2);

        view.close();
        assertThat(made).as("released").hasValue(-1);
    }

    @Test
    void aPlatformServiceBelongsToNoModule() {
        framework.getBundleContext().registerService(Runnable.class, () -> {}, new Hashtable<>(Map.of("key", "core.sweep")));
        var view = modules.services(Runnable.class, "key");

        assertThat(view.get("core.sweep")).isPresent();
        assertThat(view.module("core.sweep")).isEmpty();
    }

    @Test
    void listenersHearOfChangesOfTheActiveSetOnly() throws Exception {
        var heard = new AtomicInteger();
        framework.getBundleContext().registerService(ModulesListener.class, heard::incrementAndGet, null);

        var fresh = install("survey", "2.0.0", Map.of());
        assertThat(heard).hasValue(1);
        install("survey", "1.0.0", Map.of());
        assertThat(heard).as("an older version beside changes nothing").hasValue(1);
        fresh.stop();
        assertThat(heard).hasValue(2);
        fresh.uninstall();
        assertThat(heard).hasValue(2);
    }

    private ServiceRegistration<Runnable> offer(Bundle bundle, String name, String key) {
        return bundle.getBundleContext().registerService(Runnable.class, new Runnable() {
            @Override
            public void run() {}

            @Override
            public String toString() {
                return name;
            }
        }, new Hashtable<>(Map.of("key", key)));
    }

    private Bundle install(String id, String version, Map<String, String> files) throws Exception {
        var bundle = framework.getBundleContext().installBundle(id + "-" + version, jar(headers(id, version), files));
        bundle.start();
        return bundle;
    }

    private static Map<String, String> headers(String id, String version) {
        return Map.of("Bundle-SymbolicName", "test." + id, "Bundle-Version", version, ModuleReader.HEADER, id);
    }

    private static InputStream jar(Map<String, String> headers, Map<String, String> files) throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        headers.forEach(main::putValue);
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            for (var file : files.entrySet()) {
                jar.putNextEntry(new ZipEntry(file.getKey()));
                jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
