package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import javax.tools.ToolProvider;

/** What must not get in, whichever way it is tried: a department that ships, each time spoilt in one place. And a good one. */
final class BadBundles {

    private static final String COMPONENT = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"%s\"><implementation class=\"%s\"/>"
            + "<service><provide interface=\"java.lang.Runnable\"/></service>%s</scr:component>";

    private final Signed signed;
    private final Path shipped;
    private Map<String, byte[]> all;

    /** @param shipped a department without what is wrong, to be signed by the key {@code it}, which is trusted */
    BadBundles(Signed signed, Path shipped) {
        this.signed = signed;
        this.shipped = shipped;
    }

    byte[] good(String version) throws IOException {
        return good(version, Map.of(), Map.of());
    }

    /** Signed by a trusted key, and all of it there. */
    byte[] good(String version, Map<String, String> headers, Map<String, byte[]> files) throws IOException {
        return signed.by("it", signed.variant(shipped, version, headers, files));
    }

    /** By what is wrong; made once, since signing takes its time. */
    Map<String, byte[]> all() throws IOException {
        all = all == null ? Collections.unmodifiableMap(made()) : all;
        return all;
    }

    private Map<String, byte[]> made() throws IOException {
        var made = new LinkedHashMap<String, byte[]>();
        var good = good("0.1.90");
        made.put("truncated", Arrays.copyOf(good, good.length * 2 / 3));
        made.put("no jar", "no jar at all".getBytes(StandardCharsets.UTF_8));
        made.put("not-a-bundle", good("0.1.91", Map.of("Bundle-SymbolicName", ""), Map.of()));
        made.put("not-a-department", good("0.1.92", Map.of("Jieshui-Module", ""), Map.of()));
        made.put("platform", good("0.1.93", Map.of("Jieshui-Module", "identity"), Map.of()));
        made.put("other-bundle", good("0.1.94", Map.of("Bundle-SymbolicName", "com.example.visits"), Map.of()));
        made.put("unsigned", Files.readAllBytes(signed.variant(shipped, "0.1.95", Map.of(), Map.of())));
        made.put("tampered", Signed.tampered(good, "module.json"));
        made.put("wrong-key", signed.by("stranger", signed.variant(shipped, "0.1.96", Map.of(), Map.of())));
        var imports = header("Import-Package");
        made.put("missing-import", good("0.1.97", Map.of("Import-Package", imports + ",com.example.nowhere"), Map.of()));
        made.put("newer-api", good("0.1.98", Map.of("Import-Package", imports.replace("org.jieshui.cases.api;version=\"[1.0,2)\"", "org.jieshui.cases.api;version=\"[1.99,2)\"")), Map.of()));
        made.put("missing-capability", good("0.1.99", Map.of("Require-Capability", header("Require-Capability").replace("(version=17)", "(version=99)")), Map.of()));
        made.put("description", good("0.2.0", Map.of(), Map.of("module.json", text("{\"nam\": 1}"))));
        made.put("migration-failed", good("0.2.4", Map.of(), Map.of("db/V99__wrong.sql", text("SELECT 1 FROM visits.nowhere;"))));
        made.put("destructive-migration", good("0.2.5", Map.of(), Map.of("db/V99__drop.sql", text("ALTER TABLE visits.visit DROP COLUMN scores;"))));
        made.put("invalid-data", good("0.2.6", Map.of(), Map.of("processes/own.json", text("{\"id\": \"own\"}"))));
        made.put("start-failed", good("0.2.1", Map.of("Bundle-Activator", "org.jieshui.visits.NotThere"), Map.of()));
        made.put("activation-failed", good("0.2.2", Map.of("Service-Component", header("Service-Component") + ",OSGI-INF/throws.xml"),
                Map.of("OSGI-INF/throws.xml", text(COMPONENT.formatted("throws", "org.jieshui.visits.Throws", "")), "org/jieshui/visits/Throws.class", throwing())));
        var waiting = COMPONENT.formatted("waits", "org.jieshui.visits.Throws", "<reference name=\"nobody\" interface=\"java.util.concurrent.Callable\" bind=\"bind\"/>");
        made.put("never-healthy", good("0.2.3", Map.of("Service-Component", header("Service-Component") + ",OSGI-INF/waits.xml"),
                Map.of("OSGI-INF/waits.xml", text(waiting), "org/jieshui/visits/Throws.class", throwing())));
        return made;
    }

    private String header(String name) throws IOException {
        try (var jar = new JarFile(shipped.toFile())) {
            return jar.getManifest().getMainAttributes().getValue(name);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A class whose constructor throws. */
    private static byte[] throwing() throws IOException {
        var folder = Files.createTempDirectory("throws");
        var source = Files.writeString(folder.resolve("Throws.java"),
                "package org.jieshui.visits; public class Throws implements Runnable { public Throws() { throw new IllegalStateException(\"as planned\"); } public void bind(Object o) {} public void run() {} }");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", "-d", folder.toString(), source.toString())).isZero();
        return Files.readAllBytes(folder.resolve("org/jieshui/visits/Throws.class"));
    }
}
