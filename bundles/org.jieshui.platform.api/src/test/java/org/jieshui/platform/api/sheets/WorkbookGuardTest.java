package org.jieshui.platform.api.sheets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkbookGuardTest {

    private static final String SHEET = "xl/worksheets/sheet1.xml";
    private static final int MOST_ROWS = 3;
    private static final WorkbookGuard GUARD = guard(Text.of("请取消合并", "unmerge them"));

    @Test
    void aWorkbookPassesWithEveryPartAsItWas() throws IOException {
        var parts = parts("<row/>".repeat(MOST_ROWS));
        parts.put("docProps/thumbnail.jpeg", new byte[] {1, 2, 3});
        var passed = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(GUARD.checked(zip(parts))))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                passed.put(entry.getName(), zip.readAllBytes());
            }
        }
        assertThat(passed).containsExactlyEntriesOf(parts);
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItGrows() throws IOException {
        assertThat(refused(() -> GUARD.bytes(new ByteArrayInputStream(new byte[WorkbookGuard.MOST_BYTES + 1])))).isEqualTo("文件超过 5 MB，请分几份");
        assertThat(GUARD.bytes(new ByteArrayInputStream(new byte[WorkbookGuard.MOST_BYTES]))).hasSize(WorkbookGuard.MOST_BYTES);

        var bomb = parts("");
        bomb.put("xl/media/a.bin", new byte[WorkbookGuard.MOST_INFLATED / 2]);
        bomb.put("xl/media/b.bin", new byte[WorkbookGuard.MOST_INFLATED / 2]);
        assertThat(zip(bomb)).hasSizeLessThan(100_000);
        assertThat(refused(bomb)).isEqualTo("工作簿解压后超过 20 MB，请分几份");

        var many = parts("");
        for (int i = 0; i < 200; i++) {
            many.put("xl/media/" + i, new byte[0]);
        }
        assertThat(refused(many)).contains("结构异常");
        assertThat(refused(parts("<row/>".repeat(MOST_ROWS + 1)))).isEqualTo("行数超过 3，请删去空行和多余的行");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PK", "code,name\n", "\u00d0\u00cf\u0011\u00e0 an old .xls", "%PDF-1.7"})
    void whatIsNoZipIsRefused(String content) {
        assertThat(WorkbookGuard.isZip(content.getBytes(StandardCharsets.ISO_8859_1))).isFalse();
        assertThat(refused(() -> GUARD.checked(content.getBytes(StandardCharsets.ISO_8859_1)))).contains("不是 .xlsx");
    }

    @Test
    void whatIsDamagedIsRefused() throws IOException {
        var good = zip(parts("<row/>"));
        assertThat(WorkbookGuard.isZip(good)).isTrue();
        assertThat(refused(() -> GUARD.checked("PK\u0003\u0004broken".getBytes(StandardCharsets.ISO_8859_1)))).contains("损坏");
        assertThat(refused(() -> GUARD.checked(Arrays.copyOf(good, good.length / 2)))).contains("损坏");
        assertThat(refused(parts("<row>"))).contains("无法读取");
        assertThat(refused(new LinkedHashMap<>(Map.of("word/document.xml", new byte[0])))).contains("没有工作簿");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/x", "xl\\x"})
    void partsThatLieElsewhereAreRefused(String name) throws IOException {
        assertThat(refused(with(name))).isEqualTo("工作簿结构异常，不能导入，请重新下载");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin", "xl/activeX/activeX1.xml"})
    void whatRunsOrReachesOutIsRefused(String name) throws IOException {
        assertThat(refused(with(name))).contains("宏、外部链接或嵌入对象");
    }

    @Test
    void aDocumentTypeDefinitionIsRefused() throws IOException {
        var outside = parts("");
        outside.put(SHEET, bytes("<!DOCTYPE worksheet [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><worksheet>&x;</worksheet>"));
        assertThat(refused(outside)).contains("DTD");
        var utf16 = parts("");
        utf16.put("xl/workbook.xml", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE w [<!ENTITY a \"b\">]><w>&a;</w>".getBytes(StandardCharsets.UTF_16));
        assertThat(refused(utf16)).contains("DTD");
        var relations = parts("");
        relations.put("_rels/.rels", bytes("<!DOCTYPE r><r/>"));
        assertThat(refused(relations)).contains("DTD");
    }

    @Test
    void mergedCellsAreRefusedWhereTheyDoHarm() throws IOException {
        var merged = parts("<row/><mergeCells><mergeCell ref=\"B2:B3\"/></mergeCells>");
        assertThat(refused(merged)).isEqualTo("单元格 B2:B3 合并了，请取消合并");
        assertThat(guard(null).checked(zip(merged))).isNotEmpty();
    }

    @Test
    void theProblemIsTheDepartmentsInBothLanguages() {
        var problem = catchThrowableOfType(ProblemException.class, () -> GUARD.bytes(new ByteArrayInputStream(new byte[WorkbookGuard.MOST_BYTES + 1]))).problem();
        assertThat(problem.type()).isEqualTo("test/file");
        assertThat(problem.detail().en()).isEqualTo("The file is larger than 5 MB; send it in parts");
        assertThat(GUARD.unreadable().problem().type()).isEqualTo("test/file");
    }

    private static WorkbookGuard guard(Text merged) {
        return new WorkbookGuard((zh, en) -> Problem.of("test/file", 422, zh, en).toException(), MOST_ROWS,
                new WorkbookGuard.Advice(Text.of("请分几份", "send it in parts"), Text.of("请重新下载", "download it again"), merged));
    }

    private static Map<String, byte[]> parts(String sheetData) {
        var parts = new LinkedHashMap<String, byte[]>();
        parts.put("[Content_Types].xml", bytes("<Types/>"));
        parts.put("xl/workbook.xml", bytes("<workbook/>"));
        parts.put(SHEET, bytes("<worksheet>" + sheetData + "</worksheet>"));
        return parts;
    }

    private static Map<String, byte[]> with(String name) {
        var parts = parts("");
        parts.put(name, new byte[] {1});
        return parts;
    }

    private static String refused(Map<String, byte[]> parts) throws IOException {
        var book = zip(parts);
        return refused(() -> GUARD.checked(book));
    }

    private static String refused(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem().detail().zh();
    }

    private static byte[] zip(Map<String, byte[]> parts) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
