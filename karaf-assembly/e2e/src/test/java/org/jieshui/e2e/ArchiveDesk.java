package org.jieshui.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipInputStream;

/** The archive is complete, closed, verified and carried away as a package that opens without the system (R195–R196, R269). */
record ArchiveDesk(Staff staff) {

    void packageOpensAnywhere() {
        var it = staff.at("zhoumin");
        it.page().waitForCondition(() -> it.desk().api("/archives/" + staff.id()).path("state").asText().equals("ready"));
        it.open("archive");
        assertThat(it.page().getByText("可归档")).isVisible();
        it.desk().button("归档").click();
        it.desk().told("已归档封存");
        it.desk().button("核验").click();
        it.desk().told("核验一致");
        var download = it.page().waitForDownload(() -> it.desk().link("导出档案包").click());
        try {
            var folder = unpack(download.path());
            assertThat(sums(folder)).as("lines that were checked").isGreaterThan(20);
            indexIsRead(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything lies in the one folder that is returned. */
    private static Path unpack(Path zip) throws IOException {
        var target = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "archive");
        try (var in = new ZipInputStream(Files.newInputStream(zip), StandardCharsets.UTF_8)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var file = target.resolve(entry.getName()).normalize();
                assertThat(file).startsWithRaw(target);
                Files.createDirectories(file.getParent());
                Files.copy((InputStream) in, file);
            }
        }
        try (var top = Files.list(target)) {
            return top.findFirst().orElseThrow();
        }
    }

    private static int sums(Path folder) throws IOException {
        var lines = Files.readAllLines(folder.resolve("SHA256SUMS"));
        for (var line : lines) {
            assertThat(sha256(folder.resolve(line.substring(66)))).as(line.substring(66)).isEqualTo(line.substring(0, 64));
        }
        return lines.size();
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** From the disk, by a browser that never heard of the platform. */
    private void indexIsRead(Path folder) throws IOException {
        try (var context = staff.sit("zhoumin").context().browser().newContext()) {
            var page = context.newPage();
            page.navigate(folder.resolve("index.html").toUri().toString());
            assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName("电子档案"))).isVisible();
            assertThat(page.getByText(Staff.CUSTOMER).first()).isVisible();
            for (var stage : new String[] {"受理并确定用水方案", "设计出图", "出具预算、签订合同", "工程施工、验收通水", "客户回访"}) {
                assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(stage))).isVisible();
            }
            for (var link : page.getByRole(AriaRole.LINK).all()) {
                assertThat(Files.size(Path.of(URI.create(page.url()).resolve(link.getAttribute("href"))))).as(link.getAttribute("href")).isPositive();
            }
            page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("办理过程")).click();
            assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName("办理过程"))).isVisible();
        }
    }
}
