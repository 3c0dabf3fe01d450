package org.jieshui.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.pricing.Fee.Total;
import org.jieshui.pricing.Inputs.Entered;
import org.junit.jupiter.api.Test;

class FeeTest {

    private static final List<Item> SAMPLE = SampleLists.items(SampleLists.sample().get(1));

    @Test // R78
    void everyLineFollowsFromTheListAndTheDrawing() {
        var fee = Fee.of(SAMPLE, drawing(40, "24.5", 25));

        assertThat(fee.faults()).isEmpty();
        assertThat(fee.lines()).extracting(Fee.Line::code, l -> Fee.plain(l.quantity()), Fee.Line::source, Fee.Line::detail, l -> l.amount().toString()).containsExactly(
                org.assertj.core.groups.Tuple.tuple("JJ-25", "1", "drawing-meter", "DN25", "980.00"),
                org.assertj.core.groups.Tuple.tuple("SB-Y25", "1", "drawing-meter", "DN25", "486.00"),
                org.assertj.core.groups.Tuple.tuple("SB-J25", "1", "drawing-meter", "DN25", "168.00"),
                org.assertj.core.groups.Tuple.tuple("GX-40", "14.5", "drawing-length", "24.5 − 10", "1238.30"),
                org.assertj.core.groups.Tuple.tuple("KK-40", "1", "drawing-calibre", "DN40", "320.00"),
                org.assertj.core.groups.Tuple.tuple("SY-01", "1", "case", null, "150.00"));
        assertThat(fee.totals()).containsExactly(new Total("智能远传水表", new BigDecimal("3174.30")), new Total("机械水表", new BigDecimal("2856.30")));
    }

    @Test
    void theTotalIsTheSumOfItsRoundedLines() {
        var items = List.of(entered("A", "0.333"), entered("B", "0.333"), entered("C", "0.333"));
        var fee = Fee.of(items, new Inputs(40, BigDecimal.TEN, 20, false, null, List.of(new Entered("A", d("1.5"), "图"), new Entered("B", d("1.5"), "图"), new Entered("C", d("1.5"), "图"))));
        assertThat(fee.totals()).containsExactly(new Total(null, new BigDecimal("1.50"))); // 3 × 0.4995 → 0.50, not 1.4985 → 1.50 by chance
        assertThat(fee.totals().get(0).total()).isEqualTo(fee.lines().stream().map(Fee.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    @Test
    void whatIsIncludedIsNotPaidTwice() {
        var length = line(Fee.of(SAMPLE, drawing(40, "8", 25)), "GX-40");
        assertThat(length.quantity()).isEqualByComparingTo("0");
        assertThat(length.amount()).isEqualTo(new BigDecimal("0.00"));
        assertThat(length.detail()).isEqualTo("8 − 10");
    }

    @Test
    void aPriceThatTheListLacksIsSaidAndNeverLeftOut() {
        assertThat(Fee.of(SAMPLE, drawing(200, "30", 150)).faults()).extracting(FieldError::pointer).containsOnly("/list");
        assertThat(Fee.of(SAMPLE, drawing(200, "30", 150)).faults().toString()).contains("“接水管线”没有 DN200", "“单表接水基价”没有 DN150");
    }

    @Test
    void onlyWholeChoicesAreOffered() {
        var large = Fee.of(SAMPLE, drawing(100, "46", 100));
        assertThat(large.faults()).isEmpty();
        assertThat(large.totals()).extracting(Total::variant).containsExactly("智能远传水表");
        assertThat(large.lines()).extracting(Fee.Line::code).doesNotContain("SB-J100");
    }

    @Test
    void excavationFollowsTheFindingOrIsEntered() {
        assertThat(Fee.of(SAMPLE, drawing(40, "24.5", 25)).lines()).extracting(Fee.Line::code).doesNotContain("LM-01");
        var found = Fee.of(SAMPLE, new Inputs(40, d("24.5"), 25, true, d("6.4"), List.of()));
        assertThat(line(found, "LM-01")).satisfies(l -> {
            assertThat(l.source()).isEqualTo("engineering-area");
            assertThat(l.amount()).isEqualTo(new BigDecimal("1696.00"));
        });
        assertThat(Fee.of(SAMPLE, new Inputs(40, d("24.5"), 25, true, null, List.of())).faults()).extracting(FieldError::pointer).containsExactly("/entered");
        var entered = Fee.of(SAMPLE, new Inputs(40, d("24.5"), 25, true, null, List.of(new Entered("LM-01", d("3"), "现场复测"))));
        assertThat(entered.faults()).isEmpty();
        assertThat(line(entered, "LM-01").detail()).isEqualTo("现场复测");
    }

    @Test // R78: strictly
    void nothingElseCanBeEntered() {
        var in = new Inputs(40, d("24.5"), 25, true, d("6.4"), List.of(new Entered("GX-40", d("1"), "x"), new Entered("LM-01", d("1"), "x"), new Entered("XX-9", d("1"), "x"),
                new Entered("DG-01", d("6.5"), "图"), new Entered("DG-01", d("1"), "图"), new Entered("FJ-01", d("0.0001"), "图")));
        assertThat(Fee.of(SAMPLE, in).faults()).extracting(FieldError::pointer).containsExactly("/entered/0/code", "/entered/1/code", "/entered/2/code", "/entered/3/code", "/entered/4/code",
                "/entered/5/quantity");
    }

    @Test
    void everyCalibreOfTheSampleHasItsFee() {
        for (int i = 0; i < 2; i++) {
            var items = SampleLists.items(SampleLists.sample().get(i));
            assertThat(ItemRules.check(items)).isEmpty();
            for (int meter : List.of(15, 20, 25, 32, 40, 50, 65, 80, 100)) {
                assertThat(Fee.of(items, drawing(Math.max(meter, 40), "18", meter)).faults()).as("DN" + meter).isEmpty();
            }
        }
    }

    @Test
    void itemsFollowTheirRules() {
        var good = SAMPLE.get(0);
        assertThat(faults(new Item("a b", null, "户户户户户户户户户户户", Basis.METER, 17, d("2"), d("-1"), null, null))).containsExactlyInAnyOrder("code", "name", "unit", "calibre", "included", "price");
        assertThat(faults(new Item("A", "甲", "户", Basis.CASE, 20, null, d("1.005"), null, null))).containsExactlyInAnyOrder("calibre", "price");
        assertThat(faults(new Item("A", "甲", "户", null, null, null, d("1000000.01"), null, null))).containsExactlyInAnyOrder("basis", "price");
        assertThat(faults(new Item("A", "甲", "户", Basis.CASE, null, null, null, "一".repeat(21), null))).containsExactlyInAnyOrder("variant", "price");
        assertThat(faults(good, good)).containsExactly("code");
        assertThat(faults(good, new Item("Z", good.name(), "户", good.basis(), good.calibre(), null, d("9"), null, null))).containsExactly("name");
    }

    @Test // “every choice” beside one choice would be charged with it
    void anItemComesInChoicesOrWithoutAndNeverBoth() {
        var plain = new Item("A", "水表", "只", Basis.METER, 20, null, d("100"), null, null);
        var smart = new Item("B", "水表", "只", Basis.METER, 20, null, d("300"), "智能远传水表", null);
        var found = ItemRules.check(List.of(plain, SAMPLE.get(0), smart));
        assertThat(found).extracting(FieldError::pointer).containsExactly("/items/0/variant", "/items/2/variant");
        assertThat(found.get(0).toString()).contains("编码 B", "请写明方案", "name its choice");
        assertThat(found.get(1).toString()).contains("请给编码 A 写明方案", "give A its choice");

        assertThat(faults(new Item("A", "水表", "只", Basis.METER, 25, null, d("100"), null, null), smart)).isEmpty();
        assertThat(faults(new Item("A", "水表", "只", Basis.METER, 20, null, d("100"), "机械水表", null), smart)).isEmpty();
    }

    @Test
    void numbersThatWouldFillTheMemoryAreNoQuantities() {
        var entered = org.jieshui.testkit.FakeTask.json("[{'code': 'DG-01', 'quantity': 1e999999999, 'source': 'x'}, {'code': 'FJ-01', 'quantity': 'abc', 'source': 'x'}]");
        var in = Inputs.of(type -> type.equals("design.drawing") ? java.util.Optional.of(org.jieshui.testkit.FakeTask.json("{'calibre': 40, 'length': 24.5, 'meterCalibre': 25}")) : java.util.Optional.empty(), entered);
        assertThat(Fee.of(SAMPLE, in).faults()).extracting(FieldError::pointer).containsExactly("/entered/0/quantity", "/entered/1/quantity");
    }

    private static List<String> faults(Item... items) {
        return ItemRules.check(List.of(items)).stream().map(f -> f.pointer().substring(f.pointer().lastIndexOf('/') + 1)).toList();
    }

    private static Item entered(String code, String price) {
        return new Item(code, code, "m", Basis.ENTERED, null, null, d(price), null, null);
    }

    static Inputs drawing(int calibre, String length, int meter) {
        return new Inputs(calibre, d(length), meter, false, null, new ArrayList<>());
    }

    private static Fee.Line line(Fee fee, String code) {
        return fee.lines().stream().filter(l -> Objects.equals(l.code(), code)).findFirst().orElseThrow();
    }

    private static BigDecimal d(String number) {
        return new BigDecimal(number);
    }
}
