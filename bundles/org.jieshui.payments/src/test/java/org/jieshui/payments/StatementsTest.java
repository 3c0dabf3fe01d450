package org.jieshui.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.sheets.WorkbookGuard;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bank statements as banks send them, and as nobody should. */
class StatementsTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("payments", PaymentsStore.class);

    private static final LocalDate TODAY = LocalDate.parse("2026-10-13");
    private static final String HEAD = "交易流水号,交易日期,贷方发生额,借方发生额,对方户名,对方账号,摘要\n";
    private static final String BANK = """
            账户明细查询结果,,,,,,
            账号：1602 0000 0000 0001,,,,,,

            交易流水号,交易日期,借方发生额（支出）,贷方发生额（收入）,余额,对方户名,对方账号,附言
            2026101300001,20261012,,"3,174.30","100,000.00",山东云岭食品有限公司,="6222020000000000001",接水费 JS2026-1013-01\t
            2026101300002,2026-10-12 10:20:30,500.00,,"99,500.00",某供应商,'6222,材料
            2026101300003,2026/10/12,0.00,200,"99,700.00",赵某,,
            合计,,500.00,"3,374.30",,,,
            """;

    private PaymentsStore store;
    private StatementResource resource;
    private final SecurityContext cashier = as(new Actor(1, "cashier", "cashier", Set.of("finance"), Set.of(Rest.WORK, Rest.BOOKS), Set.of(), false, "zh-CN"));

    @BeforeEach
    void empty() {
        DB.clear();
        store = new PaymentsStore(DB.database());
        var directory = (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (p, method, args) -> Map.of());
        resource = new StatementResource(DB.database(), directory, new Books(DB.database(), store), store, DrivenClock.at("2026-10-13T10:00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GBK", "GB18030", "UTF-16LE", "UTF-16BE"})
    void aBanksFileIsReadInItsEncoding(String charset) throws IOException {
        var text = charset.startsWith("UTF-16") ? "\uFEFF" + BANK : BANK;
        var parsed = parse(text.getBytes(Charset.forName(charset)));

        assertThat(parsed.faults()).isEmpty();
        assertThat(parsed.missing()).isEmpty();
        assertThat(parsed.outgoing()).isEqualTo(1);
        assertThat(parsed.skipped()).isEqualTo(1);
        assertThat(parsed.lines()).extracting(Statements.Line::serial).containsExactly("2026101300001", "2026101300003");
        var first = parsed.lines().get(0);
        assertThat(first).isEqualTo(new Statements.Line(first.row(), "2026101300001", LocalDate.parse("2026-10-12"), new BigDecimal("3174.30"), "山东云岭食品有限公司", "6222020000000000001",
                "接水费 JS2026-1013-01", false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"3174.30; 3174.30", "3,174.30; 3174.30", "¥3,174.3; 3174.30", "1,234,567.00元; 1234567.00", "100.000; 100.00", "+5; 5.00", "CNY 12.5; 12.50"})
    void sumsAreReadAsTheyAreWritten(String written, BigDecimal sum) throws IOException {
        assertThat(parse(line("S1,20261012,\"" + written + "\",,某某,,")).lines()).singleElement().satisfies(l -> assertThat(l.amount()).isEqualTo(sum));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-100.00", "(100.00)", "−5", "1.005", "1,00.00", "12,34", "1e3", "abc", "0.00x", "１００x", "=1+1", "0.00", "9999999999999", "NaN", "100,000,00.0"})
    void sumsThatAreNotClearAreRefusedByName(String written) throws IOException {
        var parsed = parse(line("S1,20261012,\"" + written + "\",,某某,,"));
        assertThat(parsed.lines()).isEmpty();
        assertThat(parsed.faults()).singleElement().satisfies(f -> {
            assertThat(f.field()).isEqualTo("amount");
            assertThat(f.row()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"20261012", "2026-10-12", "2026/10/12", "2026.10.12", "2026年10月12日", "2026-10-12 23:59:59", "20261012 101500", "20261012101500", "2026-10-12T10:15"})
    void daysAreReadAsBanksWriteThem(String written) throws IOException {
        assertThat(parse(line("S1," + written + ",1,,某某,,")).lines()).as(written).singleElement().satisfies(l -> assertThat(l.receivedOn()).isEqualTo("2026-10-12"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10/12/2026", "2026-02-30", "2026-10-14", "1999-12-31", "12.10.26", "=TODAY()", "", "昨天"})
    void daysThatAreNotClearAreRefused(String written) throws IOException {
        assertThat(parse(line("S1," + written + ",1,,某某,,")).faults()).extracting(Statements.Fault::field).containsExactly("receivedOn");
    }

    @Test
    void everyFaultyRowIsNamedAndTheOthersStand() throws IOException {
        var parsed = parse(HEAD + """
                S1,20261012,100,,某某,,=cmd|'/C calc'!A0
                S2,20261012,100,,=HYPERLINK("x"),,
                2.02610E+15,20261012,100,,某某,,
                S4,20261012,100,,,,
                S5,20261012,100,,某某,,@SUM(1) 照原样
                S5,20261012,100,,某某,,重复
                S 7,20261012,100,,某某,,
                S8,20261012,100,,某\uFFFD某,,
                """);
        assertThat(parsed.lines()).extracting(Statements.Line::serial).containsExactly("S5");
        assertThat(parsed.lines().get(0).remark()).isEqualTo("@SUM(1) 照原样");
        assertThat(parsed.faults()).extracting(f -> f.row() + " " + f.field()).containsExactly("2 remark", "3 payer", "4 serial", "5 payer", "7 serial", "8 serial", "9 payer");
        assertThat(parsed.faults()).allSatisfy(f -> assertThat(f.detail().zh()).isNotBlank());
    }

    @Test
    void aMarkSaysWhichWayTheMoneyWent() throws IOException {
        var parsed = parse("流水号,日期,金额,借贷标志,对方名称\nA,20261012,1,贷,某某\nB,20261012,2,借,某某\n");
        assertThat(parsed.lines()).extracting(Statements.Line::serial).containsExactly("A");
        assertThat(parsed.outgoing()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"借", "借方", "借记", "支出", "支", "支取", "付", "付款", "出", "转出", "D", "d", "DR", "Dr"})
    void everyWordForMoneyThatWentOutIsKnown(String word) throws IOException {
        for (var heading : List.of("借贷标志", "借贷方向", "借贷标记", "收支")) {
            var parsed = parse("流水号,日期,金额," + heading + ",对方名称\nA,20261012,1," + word + ",某某\n");
            assertThat(parsed.lines()).isEmpty();
            assertThat(parsed.faults()).isEmpty();
            assertThat(parsed.outgoing()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"贷", "贷方", "贷记", "收入", "收", "收款", "入", "进", "转入", "C", "c", "CR", "Cr"})
    void everyWordForMoneyThatCameInIsKnown(String word) throws IOException {
        assertThat(parse("流水号,日期,金额,借贷方向,对方名称\nA,20261012,1," + word + ",某某\n").lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "冲正", "?", "借贷", "1"})
    void aDirectionThatIsNotClearIsRefused(String word) throws IOException {
        var parsed = parse("流水号,日期,金额,借贷标志,对方名称\nA,20261012,1," + word + ",某某\n");
        assertThat(parsed.lines()).isEmpty();
        assertThat(parsed.faults()).extracting(f -> f.row() + " " + f.field()).containsExactly("2 direction");
    }

    @Test
    void columnsThatAreNotKnownAreMappedByHand() throws IOException {
        var text = "编号;何时;多少;谁\nA1;20261012;100;某某\n";
        assertThat(parse(text).missing()).containsExactly("serial", "receivedOn", "amount", "payer");
        var parsed = Statements.parse(Grid.read(text.getBytes(StandardCharsets.UTF_8)), "serial:0,receivedOn:1,amount:2,payer:3", TODAY);
        assertThat(parsed.lines()).singleElement().satisfies(l -> assertThat(l.amount()).isEqualByComparingTo("100"));
        for (var wrong : List.of("serial:0,serial:1", "serial:0,payer:0", "serial:9", "x:1", "serial", "serial:-1")) {
            assertThatThrownBy(() -> Statements.parse(Grid.read(text.getBytes(StandardCharsets.UTF_8)), wrong, TODAY)).as(wrong).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void whatIsNoStatementIsRefusedAsAWhole() {
        for (var wrong : List.of(new byte[0], new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, 0}, "%PDF-1.7".getBytes(StandardCharsets.US_ASCII), new byte[] {'a', 0, ',', 'b'}, new byte[] {(byte) 0x81},
                "PK\u0003\u0004broken".getBytes(StandardCharsets.ISO_8859_1), "a,\"b\nc".getBytes(StandardCharsets.UTF_8), "\n\n".getBytes(StandardCharsets.UTF_8), new byte[WorkbookGuard.MOST_BYTES + 1])) {
            assertThatThrownBy(() -> resource.preview(null, new ByteArrayInputStream(wrong))).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo("payments/statement"));
        }
    }

    @Test
    void aWorkbookIsReadWithItsDatesAndFormulasAreRefused() throws IOException {
        var parsed = parse(workbook(false));
        assertThat(parsed.faults()).isEmpty();
        assertThat(parsed.lines()).singleElement().satisfies(l -> {
            assertThat(l.receivedOn()).isEqualTo("2026-10-12");
            assertThat(l.amount()).isEqualTo(new BigDecimal("3174.30"));
        });
        assertThat(parse(workbook(true)).faults()).extracting(Statements.Fault::field).containsExactly("amount");
    }

    @Test
    void theSameStatementAndTheSameLineBookNothingTwice() throws IOException {
        var bytes = BANK.getBytes(Charset.forName("GBK"));
        var first = resource.book(cashier, "k1", "%E5%AF%B9%E8%B4%A6%E5%8D%95.csv", null, new ByteArrayInputStream(bytes)).statement();
        assertThat(first).extracting(PaymentsStore.Statement::booked, PaymentsStore.Statement::known, PaymentsStore.Statement::fileName).containsExactly(2, 0, "对账单.csv");
        assertThat(resource.book(cashier, "k1", "x.csv", null, new ByteArrayInputStream(bytes)).statement().id()).as("a retry").isEqualTo(first.id());
        assertThat(resource.book(cashier, "k2", "x.csv", null, new ByteArrayInputStream(bytes)).statement()).extracting(PaymentsStore.Statement::booked, PaymentsStore.Statement::known).containsExactly(0, 2);

        var preview = resource.preview(null, new ByteArrayInputStream(bytes));
        assertThat(preview.importedBefore()).isNotNull();
        assertThat(preview.statement().lines()).allMatch(Statements.Line::known);
        var longer = (BANK + "2026101300009,20261013,,9.00,,某某,,\n").getBytes(StandardCharsets.UTF_8);
        assertThat(resource.book(cashier, "k3", "x.csv", null, new ByteArrayInputStream(longer)).statement().booked()).isEqualTo(1);
        assertThat(store.transfers(new PaymentsStore.TransferFilter("open", null, null, null), null, 100)).hasSize(3);
        assertThatThrownBy(() -> resource.book(cashier, "k3", "x.csv", null, new ByteArrayInputStream(bytes))).hasMessageContaining("payments/key-reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A,20261012,101.00,,某某,,", "A,20261011,100.00,,某某,,"})
    void aKnownSerialWithOtherMoneyIsAFault(String other) throws IOException {
        resource.book(cashier, "k1", "x.csv", null, file("A,20261012,100.00,,某某,,\n"));
        var text = "S2,bad,1,,某某,,\nB,20261012,5,,某某,,\n" + other + "\n";
        var preview = resource.preview(null, file(text));
        assertThat(preview.known()).isZero();
        assertThat(preview.statement().lines()).extracting(Statements.Line::serial).containsExactly("B");
        assertThat(preview.statement().faults()).extracting(f -> f.row() + " " + f.field()).containsExactly("2 receivedOn", "4 serial");
        assertThat(preview.statement().faults().get(1).detail().zh()).isEqualTo("流水号已登记过，但日期或金额不同，请核对");
        assertThat(resource.book(cashier, "k2", "x.csv", null, file(text)).statement()).extracting(PaymentsStore.Statement::booked, PaymentsStore.Statement::known, PaymentsStore.Statement::faulty)
                .containsExactly(1, 0, 2);
        assertThatThrownBy(() -> resource.book(cashier, "k3", "x.csv", null, file(other + "\n"))).hasMessageContaining("payments/statement");
    }

    private static ByteArrayInputStream file(String rows) {
        return new ByteArrayInputStream((HEAD + rows).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsExportedIsTextAndNeverAFormula() throws IOException {
        var sheet = Sheets.write("收款", List.of("付款人", "金额"), List.of(Sheets.row("=cmd|'/C calc'!A0", new BigDecimal("3174.30")), Sheets.row("+1", null)));
        try (var book = new ReadableWorkbook(new ByteArrayInputStream(sheet)); var rows = book.getFirstSheet().openStream()) {
            var all = rows.toList();
            assertThat(all.get(1).getCell(0).getFormula()).isNull();
            assertThat(all.get(1).getCell(0).getText()).isEqualTo("=cmd|'/C calc'!A0");
            assertThat(all.get(1).getCell(1).asNumber()).isEqualByComparingTo("3174.30");
        }
    }

    private static byte[] workbook(boolean formula) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "test", "1.0")) {
            var sheet = book.newWorksheet("明细");
            var headings = List.of("流水号", "入账日期", "金额", "对方名称");
            for (int c = 0; c < headings.size(); c++) {
                sheet.value(0, c, headings.get(c));
            }
            sheet.value(1, 0, "S1");
            sheet.value(1, 1, LocalDate.parse("2026-10-12"));
            sheet.style(1, 1).format("yyyy-MM-dd").set();
            if (formula) {
                sheet.formula(1, 2, "1+1");
            } else {
                sheet.value(1, 2, new BigDecimal("3174.3"));
            }
            sheet.value(1, 3, "某某");
            sheet.range(2, 0, 2, 3).merge(); // as banks do it with titles and totals
        }
        return out.toByteArray();
    }

    private static String line(String row) {
        return HEAD + row + "\n";
    }

    private static Statements.Parsed parse(String text) throws IOException {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Statements.Parsed parse(byte[] bytes) throws IOException {
        return Statements.parse(Grid.read(bytes), null, TODAY);
    }

    private static SecurityContext as(Actor actor) {
        return (SecurityContext) Proxy.newProxyInstance(SecurityContext.class.getClassLoader(), new Class<?>[] {SecurityContext.class}, (proxy, method, args) -> actor);
    }
}
