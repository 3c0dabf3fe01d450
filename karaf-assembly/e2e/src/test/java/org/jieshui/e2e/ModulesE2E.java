package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
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
            desk.go("/admin/people");
            assertThat(desk.page().getByText("开发模式")).isVisible();
            desk.go("/admin/modules");
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
            assertThat(row(desk, "1.0.0", "回到第")).isVisible();
            assertThat(row(desk, "1.0.0", "观察中")).containsText("前可随时自动换回之前的版本");
            assertThat(row(desk, "1.1.0", "待命")).isVisible();

            var findings = new TreeSet<String>();
            Axe.inspect(desk, "modules", findings);
            Assertions.assertThat(findings).isEmpty();
            desk.picture(Path.of("target/modules.png"));

            assertThat(row(desk, "水质站", "待命")).not().containsText("移除");
            Desk.button(row(desk, "水质站", "运行中 · 正常"), "移除").click();
            var removal = desk.dialog("移除");
            assertThat(removal).containsText("数据保留");
            assertThat(removal).containsText("没有未完成的任务");
            Desk.button(removal, "移除").click();
            desk.told("水质站 已移除");
            assertThat(row(desk, "1.0.0", "已移除")).isVisible();
        } finally {
            office.platform().signIn("sysadmin").send("DELETE", "/api/modules/quality?confirm=true", "application/json", null, Map.of());
            office.platform().configure(CONFIGURATION, "unsigned", "false");
        }
    }

    /** Pages that are open go over to the new version without a reload: at once, or when they are left, if something is typed. */
    @Test
    void openPagesGoOverToTheNewVersion(Rooms office) throws IOException {
        var platform = office.platform();
        platform.configure(CONFIGURATION, "unsigned", "true");
        var operator = platform.signIn("sysadmin");
        Distribution.await("development mode", () -> operator.get("/api/modules/gate").path("unsigned").asBoolean());
        var writes = office.signIn("gaozhenhua").go("/visits/questionnaire");
        var reads = office.signIn("gaozhenhua").go("/visits/questionnaire");
        var elsewhere = office.signIn("xuting").go("/inbox");
        for (var desk : List.of(writes, reads, elsewhere)) {
            assertThat(desk.page().locator("main h1").first()).isVisible();
            desk.page().evaluate("window.sameDocument = true");
        }
        var question = writes.page().locator("input[id^=qz-]").first();
        question.fill("您对通水后的水压满意吗？");
        var before = (String) writes.page().evaluate("async () => (await (await fetch('/api/console/modules')).json()).find(one => one.module === 'visits').entry");
        try {
            Assertions.assertThat(operator.send("POST", "/api/modules", "application/java-archive", Files.readAllBytes(withOtherPages(platform, "0.1.50")), Map.of()).statusCode()).isEqualTo(201);

            assertThat(reads.page().locator(".page-head.renewed")).isVisible();
            assertThat(writes.page().getByText("回访的页面有新版本")).isVisible();
            assertThat(question).hasValue("您对通水后的水压满意吗？");
            assertThat(writes.page().locator(".page-head.renewed")).hasCount(0);
            assertThat(elsewhere.page().getByText("的页面有新版本")).hasCount(0);
            Assertions.assertThat(writes.page().evaluate("async url => (await fetch(url)).status", before)).as("a part of the old page that is fetched now").isEqualTo(200);
            writes.picture(Path.of("target/renewal.png"));

            writes.turnTo("/visits/follow-ups");
            assertThat(writes.heading("回访整改")).isVisible();
            writes.turnTo("/visits/questionnaire");
            assertThat(writes.page().locator(".page-head.renewed")).isVisible();
            assertThat(writes.page().getByText("回访的页面有新版本")).hasCount(0);
            for (var desk : List.of(writes, reads, elsewhere)) {
                Assertions.assertThat(desk.page().evaluate("window.sameDocument")).as("never reloaded").isEqualTo(true);
            }
        } finally {
            var first = operator.get("/api/modules/deployments?module=visits").path("items").findValuesAsText("id");
            operator.post("/api/modules/visits/rollback", Map.of("to", Long.parseLong(first.get(first.size() - 1))));
            platform.configure(CONFIGURATION, "unsigned", "false");
            Distribution.await("signatures are asked for again", () -> !operator.get("/api/modules/gate").path("unsigned").asBoolean());
        }
    }

    /** What ships, but for a mark on each page. */
    private Path withOtherPages(Distribution platform, String version) throws IOException {
        Path shipped;
        try (var files = Files.list(platform.home().resolve("system/org/jieshui/org.jieshui.visits/0.1.0-SNAPSHOT"))) {
            shipped = files.filter(one -> one.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
        var out = folder.resolve("visits-" + version + ".jar");
        try (var in = new JarFile(shipped.toFile())) {
            var manifest = new Manifest(in.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (var jar = new JarOutputStream(Files.newOutputStream(out), manifest)) {
                for (var entry : Collections.list(in.entries())) {
                    if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        jar.putNextEntry(new JarEntry(entry.getName()));
                        var content = in.getInputStream(entry).readAllBytes();
                        jar.write(entry.getName().endsWith(".js") ? new String(content, StandardCharsets.UTF_8).replace("page-head", "page-head renewed").getBytes(StandardCharsets.UTF_8) : content);
                    }
                }
            }
        }
        return out;
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
