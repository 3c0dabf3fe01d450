package org.jieshui.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.sheets.WorkbookGuard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-10-13");
    private static final String HEAD = String.join(",", Delivery.HEADINGS) + "\n";

    @Test
    void aWorkbookIsRead() throws IOException {
        var delivery = read(book(sheet -> row(sheet, 1, "ｙｃ０２０ 250001", "2026-A", 20, "远传水表", "某厂", LocalDate.parse("2026-05-10"), null, 4, "JL-1")));
        assertThat(delivery.faults()).isEmpty();
        assertThat(delivery.good()).containsExactly(new Meter.New("YC020250001", "2026-A", 20, "remote", "某厂", LocalDate.parse("2026-05-10"), null, new BigDecimal("4"), "JL-1"));
    }

    @Test
    void numbersThatASpreadsheetMadeOfTextAreWhatTheyWere() throws IOException {
        var delivery = read(book(sheet -> {
            row(sheet, 1, 250001234567L, 202605, "DN15", "机械", "某厂", "2026/5/10");
            row(sheet, 2, 1234567890123456789L, "A", 15, "机械", "某厂", "2026/5/10");
        }));
        assertThat(delivery.good()).singleElement().satisfies(m -> {
            assertThat(m.serial()).isEqualTo("250001234567");
            assertThat(m.batch()).isEqualTo("202605");
        });
        assertThat(delivery.faults()).as("nineteen digits in a number cell are not all there").singleElement().satisfies(f -> {
            assertThat(f.row()).isEqualTo(3);
            assertThat(f.column()).isEqualTo("表号");
        });
    }

    @Test
    void csvOfChineseWindowsIsReadLikeUtf8() throws IOException {
        var text = HEAD + "YC1001,批次一,20,远传水表,\"济北,水表厂\",2026-05-10\n\n" + "YC1002;x,批次一,20,远传水表,某厂,2026-05-10\n";
        for (var bytes : List.of(text.getBytes(StandardCharsets.UTF_8), ("\ufeff" + text).getBytes(StandardCharsets.UTF_8), text.getBytes(Charset.forName("GBK")),
                text.replace("\"济北,水表厂\"", "济北,水表厂".replace(",", "，")).replace(",", "\t").getBytes(StandardCharsets.UTF_8))) {
            var delivery = read(bytes);
            assertThat(delivery.good()).singleElement().satisfies(m -> assertThat(m.manufacturer()).startsWith("济北"));
            assertThat(delivery.faults()).extracting(f -> f.row() + f.column()).as("rows are counted as the spreadsheet shows them").containsExactly("4表号");
        }
    }

    @Test
    void numbersAreMadeNarrowButTheManufacturerKeepsItsName() throws IOException {
        var delivery = read((HEAD + "ＹＣ1001,ＪＤ－１,20,远传水表, 宁波水表（集团）Ⅱ厂 ,2026-05-10,,,ＪＬ１\n").getBytes(StandardCharsets.UTF_8));
        assertThat(delivery.good()).singleElement().satisfies(m -> assertThat(List.of(m.serial(), m.batch(), m.manufacturer(), m.certificate())).containsExactly("YC1001", "JD-1", "宁波水表（集团）Ⅱ厂", "JL1"));
    }

    @Test
    void aSerialNumberComesTwice() throws IOException {
        var here = new Meter(1, "YC1003", "旧批", 20, "remote", "某厂", TODAY, TODAY, null, null, Meter.HUNG, 7L, Instant.EPOCH);
        var delivery = Delivery.of(Sheets.read(new ByteArrayInputStream((HEAD + line("YC1001") + line("yc 1001") + line("YC1003") + line("YC1004")).getBytes(StandardCharsets.UTF_8))), TODAY,
                serials -> Map.of("YC1003", here));
        assertThat(delivery.good()).extracting(Meter.New::serial).containsExactly("YC1001", "YC1004");
        assertThat(delivery.faults()).extracting(f -> f.row() + " " + f.detail().zh()).containsExactly("3 表号与第 2 行重复", "4 YC1003 已经入库：批次 旧批，现为“已挂表”");
    }

    @Test
    void formulasAreNeverTaken() throws IOException {
        var delivery = read(book(sheet -> {
            sheet.formula(1, 0, "CONCATENATE(A3)");
            row(sheet, 1, null, "A", 20, "远传", "某厂", "2026-05-10");
            row(sheet, 2, "YC1002", "=cmd|' /C calc'!A0", 20, "远传", "＠SUM(1)", "2026-05-10");
        }));
        assertThat(delivery.good()).isEmpty();
        assertThat(delivery.faults()).extracting(f -> f.row() + f.column()).containsExactlyInAnyOrder("2表号", "3批次", "3厂家");
        assertThat(read((HEAD + "=1+1,A,20,远传,某厂,2026-05-10\n").getBytes(StandardCharsets.UTF_8)).faults()).extracting(Delivery.Fault::column).containsExactly("表号");
    }

    @Test
    void daysAreDays() throws IOException {
        var delivery = read(book(sheet -> {
            row(sheet, 1, "YC1001", "A", 20, "远传", "某厂", 46152);
            row(sheet, 2, "YC1002", "A", 20, "远传", "某厂", "2026年5月10日");
            row(sheet, 3, "YC1003", "A", 20, "远传", "某厂", "2026-02-30");
            row(sheet, 4, "YC1004", "A", 20, "远传", "某厂", "2026-10-14");
            row(sheet, 5, "YC1005", "A", 20, "远传", "某厂", 5);
            row(sheet, 6, "YC1006", "A", 20, "远传", "某厂", "2026-05-10", "2033-01-01");
        }));
        assertThat(delivery.good()).extracting(m -> m.serial() + " " + m.verifiedOn()).containsExactly("YC1001 2026-05-10", "YC1002 2026-05-10");
        assertThat(delivery.faults()).extracting(f -> f.row() + f.column()).containsExactly("4检定日期", "5检定日期", "6检定日期", "7有效期至");
    }

    @Test
    void headingsMayStandInAnyOrderAndHaveOtherNames() throws IOException {
        var delivery = read("备注,生产厂家,水表编号,批次,口径(mm),类型,检定日期\nx,某厂,YC1001,A,DN20,智能远传水表,20260510\n".getBytes(StandardCharsets.UTF_8));
        assertThat(delivery.good()).hasSize(1);
        assertThatThrownBy(() -> read("表号,批次\nYC1001,A\n".getBytes(StandardCharsets.UTF_8))).hasMessageContaining("口径、类型、厂家、检定日期".substring(0, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "表号,批次,口径,类型,厂家,检定日期\n", "PK\u0003\u0004 no zip at all", "%PDF-1.7\u0000", "表号,\"批次\nnever closed"})
    void whatIsNoDeliveryIsRefused(String content) {
        assertThatThrownBy(() -> read(content.getBytes(StandardCharsets.UTF_8))).hasMessageContaining("metering/file");
    }

    @Test
    void whatIsTooLargeOrMergedIsRefused() {
        assertThatThrownBy(() -> read(new byte[WorkbookGuard.MOST_BYTES + 1])).hasMessageContaining("metering/file");
        assertThatThrownBy(() -> read((HEAD + line("YC1001").repeat(Sheets.MOST_ROWS + 1)).getBytes(StandardCharsets.UTF_8))).hasMessageContaining("metering/file");
        assertThatThrownBy(() -> read(book(sheet -> sheet.range(1, 1, 2, 1).merge()))).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.problem().detail().zh()).isEqualTo("单元格 B2:B3 合并了，请取消合并，每行一只"));
    }

    @Test
    void whatIsExportedCanBeReadAgain() throws IOException {
        var rows = List.of(Arrays.<Object>asList("YC1001", "A", 20, "远传水表", "某厂", LocalDate.parse("2026-05-10"), LocalDate.parse("2032-05-09"), new BigDecimal("2.5"), "JL-1"));
        assertThat(read(Sheets.write("水表", Delivery.HEADINGS, Delivery.WIDTHS, rows)).good())
                .containsExactly(new Meter.New("YC1001", "A", 20, "remote", "某厂", LocalDate.parse("2026-05-10"), LocalDate.parse("2032-05-09"), new BigDecimal("2.5"), "JL-1"));
    }

    private static String line(String serial) {
        return serial + ",A,20,远传水表,某厂,2026-05-10\n";
    }

    private static Delivery read(byte[] bytes) throws IOException {
        return Delivery.of(Sheets.read(new ByteArrayInputStream(bytes)), TODAY, serials -> Map.of());
    }

    private static byte[] book(Consumer<Worksheet> fill) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "test", "1.0")) {
            var sheet = book.newWorksheet("x");
            row(sheet, 0, Delivery.HEADINGS.toArray());
            fill.accept(sheet);
        }
        return out.toByteArray();
    }

    private static void row(Worksheet sheet, int r, Object... values) {
        for (int c = 0; c < values.length; c++) {
            if (values[c] instanceof Number n) {
                sheet.value(r, c, n);
            } else if (values[c] instanceof LocalDate d) {
                sheet.value(r, c, d);
                sheet.style(r, c).format("yyyy-mm-dd").set();
            } else if (values[c] != null) {
                sheet.value(r, c, values[c].toString());
            }
        }
    }
}
