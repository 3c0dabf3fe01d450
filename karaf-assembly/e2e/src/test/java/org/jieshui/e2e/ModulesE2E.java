package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.assertj.core.api.Assertions;
import org.jieshui.e2e.Office.Rooms;
import org.jieshui.karaf.harness.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gate as the system administrator meets it: a refusal with what to do, development mode said, a new version, the history, the way back. */
@ExtendWith(Office.class)
class ModulesE2E {

    private static final String CONFIGURATION = "org.jieshui.deploy.cfg";

    @TempDir
    Path folder;

    @Test
    void aDepartmentIsRefusedDeployedReplacedAndRolledBack(Rooms office) throws IOException {
        var desk = office.signIn("sysadmin").go("/admin/modules");
        assertThat(desk.heading("部署记录")).isVisible();
        assertThat(desk.page().getByText("开发模式")).hasCount(0);
        try {
            hand(desk, jar("1.0.0"));
            var refusal = desk.page().getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("deploy/unsigned"));
            assertThat(refusal).containsText("没有签名");
            assertThat(refusal).containsText("jarsigner");
            assertThat(row(desk, "1.0.0", "已拒绝")).isVisible();
            var file = desk.page().waitForDownload(() -> row(desk, "1.0.0", "已拒绝").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("下载原件")).click());
            Assertions.assertThat(file.path()).as("as it was handed in").hasSameBinaryContentAs(jar("1.0.0"));

            office.platform().configure(CONFIGURATION, "unsigned", "true");
            Distribution.await("development mode", () -> desk.api("/modules/gate").path("unsigned").asBoolean());
            desk.page().reload();
            assertThat(desk.page().getByText("开发模式")).isVisible();

            hand(desk, jar("1.0.0"));
            desk.told("quality 1.0.0 已运行");
            hand(desk, jar("1.1.0"));
            desk.told("quality 1.1.0 已运行");
            assertThat(row(desk, "1.1.0", "运行中").first()).isVisible();

            Desk.button(row(desk, "1.0.0", "已替换"), "回退到这里").click();
            var sure = desk.dialog("回退到这里");
            assertThat(sure).containsText("水质站 将回到 1.0.0");
            Desk.button(sure, "回退到这里").click();
            desk.told("水质站 1.0.0 已运行");
            assertThat(desk.page().getByText("回到第")).isVisible();
            assertThat(row(desk, "1.0.0", "观察中")).containsText("前可随时自动换回之前的版本");
            assertThat(row(desk, "1.1.0", "待命")).isVisible();

            var findings = new TreeSet<String>();
            Axe.inspect(desk, "modules", findings);
            Assertions.assertThat(findings).isEmpty();
            desk.picture(Path.of("target/modules.png"));
        } finally {
            office.platform().signIn("sysadmin").send("DELETE", "/api/modules/quality?confirm=true", "application/json", null, Map.of());
            office.platform().configure(CONFIGURATION, "unsigned", "false");
        }
    }

    private static void hand(Desk desk, Path jar) {
        desk.page().locator("input[type=file]").setInputFiles(jar);
        assertThat(desk.page().locator("progress")).hasCount(0);
    }

    private static Locator row(Desk desk, String version, String outcome) {
        return desk.page().getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHas(desk.page().getByText(version, new Page.GetByTextOptions().setExact(true))))
                .filter(new Locator.FilterOptions().setHasText(outcome));
    }

    /** A department that is nothing but a name. */
    private Path jar(String version) throws IOException {
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "com.example.quality", "Bundle-Version", version, "Jieshui-Module", "quality").forEach(main::putValue);
        var file = folder.resolve("quality-" + version + ".jar");
        if (!Files.exists(file)) {
            try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                jar.putNextEntry(new JarEntry("module.json"));
                jar.write("{\"name\": {\"zh-CN\": \"水质站\", \"en\": \"Water quality\"}}".getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }
}
