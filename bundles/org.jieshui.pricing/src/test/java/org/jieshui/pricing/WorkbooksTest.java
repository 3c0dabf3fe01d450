package org.jieshui.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.sheets.WorkbookGuard;
import org.junit.jupiter.api.Test;

class WorkbooksTest {

    private static final PriceList LIST = new PriceList(1, 3, "清单", null, "published", LocalDate.parse("2026-01-01"), 4, Instant.EPOCH, Instant.EPOCH, 1L, 0);
    private static final List<Item> SAMPLE = SampleLists.items(SampleLists.sample().get(1));

    @Test
    void whatIsExportedIsImportedAgain() throws IOException {
        var read = Workbooks.read(new ByteArrayInputStream(Workbooks.write(LIST, SAMPLE)));
        assertThat(Differences.between(SAMPLE, read)).satisfies(d -> {
            assertThat(d.same()).isEqualTo(SAMPLE.size());
            assertThat(d.added()).isEmpty();
            assertThat(d.changed()).isEmpty();
            assertThat(d.removed()).isEmpty();
        });
    }

    @Test
    void theDifferencesAreTold() {
        var after = new java.util.ArrayList<>(SAMPLE.subList(1, SAMPLE.size()));
        after.set(0, new Item("JJ-20", "单表接水基价", "户", Basis.METER, 20, null, new java.math.BigDecimal("777"), null, null));
        after.add(new Item("ZZ-1", "新项", "处", Basis.CASE, null, null, java.math.BigDecimal.TEN, null, null));
        var differences = Differences.between(SAMPLE, after);
        assertThat(differences.removed()).extracting(Item::code).containsExactly("JJ-15");
        assertThat(differences.added()).extracting(Item::code).containsExactly("ZZ-1");
        assertThat(differences.changed()).extracting(c -> c.after().code()).containsExactly("JJ-20");
        assertThat(differences.same()).isEqualTo(SAMPLE.size() - 2);
    }

    @Test
    void numbersAreTakenAsASpreadsheetShowsThem() throws IOException {
        var book = replaced(book(sheet -> row(sheet, 1, "A-1", "甲", "m", "管线长度", 20, 10, 1.1, null)), "xl/worksheets/sheet1.xml", "<v>1.1</v>", "<v>1.1000000000000001</v>");
        assertThat(Workbooks.read(new ByteArrayInputStream(book)).get(0).price()).isEqualByComparingTo("1.1");
    }

    @Test
    void everyFaultNamesItsRowAndWhatToDo() {
        var problem = refused(book(sheet -> {
            row(sheet, 1, "A-1", "甲", "户", "每户", null, null, -5, null);
            row(sheet, 2, "A-2", "乙", "户", "每户", null, null, "¥120", null);
            row(sheet, 4, "A-1", "丙", "户", "每月", 20.5, null, 10, null);
            row(sheet, 5, "A-4", "丁", "户", "每户", null, null, 10, null);
            sheet.formula(5, 6, "SUM(G2:G3)");
        }));
        assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactlyInAnyOrder("/rows/2/price", "/rows/3/price", "/rows/5/calibre", "/rows/5/basis", "/rows/5/code", "/rows/6/price");
        assertThat(problem.errors().toString()).contains("第 6 行“单价（元）”：是公式", "“¥120”是文本", "第 2 行“单价（元）”：不能是负数", "第 5 行“编码”：编码重复");
    }

    @Test
    void wrongHeadingsAreRefused() {
        assertThat(refused(book(sheet -> sheet.value(0, 6, "单价"))).detail().zh()).contains("第 1 行第 7 列的表头应为“单价（元）”");
        assertThat(refused(book(sheet -> {})).detail().zh()).contains("没有清单项");
    }

    @Test
    void mergedCellsAreRefused() {
        assertThat(refused(book(sheet -> {
            row(sheet, 1, "A-1", "甲", "户", "每户", null, null, 5, null);
            sheet.range(1, 1, 2, 1).merge();
        })).detail().zh()).isEqualTo("单元格 B2:B3 合并了，请取消合并，每行一项");
    }

    @Test
    void whatIsNoWorkbookIsRefused() {
        for (var wrong : List.of("code,name\n", "PK\u0003\u0004broken")) {
            assertThat(refused(wrong.getBytes(StandardCharsets.ISO_8859_1)).type()).isEqualTo("pricing/workbook");
        }
        assertThat(refused(new byte[WorkbookGuard.MOST_BYTES + 1]).detail().zh()).isEqualTo("文件超过 5 MB，请只留清单一张表");
        assertThat(refused(book(sheet -> IntStream.rangeClosed(1, 5000).forEach(r -> sheet.value(r, 0, "A-" + r)))).detail().zh()).contains("行数超过 5000");
    }

    private static Problem refused(byte[] workbook) {
        return catchThrowableOfType(ProblemException.class, () -> Workbooks.read(new ByteArrayInputStream(workbook))).problem();
    }

    private static byte[] book(Consumer<Worksheet> filling) {
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "Test", "1.0")) {
            var sheet = book.newWorksheet("清单");
            var headings = List.of("编码", "名称", "单位", "计量依据", "口径", "已含数量", "单价（元）", "方案", "备注");
            for (int c = 0; c < headings.size(); c++) {
                sheet.value(0, c, headings.get(c));
            }
            filling.accept(sheet);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void row(Worksheet sheet, int row, Object... values) {
        for (int c = 0; c < values.length; c++) {
            if (values[c] instanceof Number number) {
                sheet.value(row, c, number);
            } else if (values[c] != null) {
                sheet.value(row, c, values[c].toString());
            }
        }
    }

    private static byte[] replaced(byte[] book, String part, String from, String to) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var in = ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(book)).get(); var zip = new ZipOutputStream(out)) {
            for (var entry : Collections.list(in.getEntries())) {
                var content = in.getInputStream(entry).readAllBytes();
                if (entry.getName().equals(part)) {
                    assertThat(new String(content, StandardCharsets.UTF_8)).contains(from);
                    content = new String(content, StandardCharsets.UTF_8).replace(from, to).getBytes(StandardCharsets.UTF_8);
                }
                zip.putNextEntry(new ZipEntry(entry.getName()));
                zip.write(content);
            }
        }
        return out.toByteArray();
    }
}
