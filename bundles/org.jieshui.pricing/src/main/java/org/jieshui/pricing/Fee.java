package org.jieshui.pricing;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/**
 * A fee, computed strictly from a list (R78): nothing is added, nothing taken off.
 *
 * @param totals what the customer may choose from; one without a name where the list leaves no choice
 * @param faults why it cannot be issued yet; the pointers are those of the fee's form
 */
record Fee(List<Line> lines, List<Total> totals, List<FieldError> faults) {

    /**
     * @param quantity at most three decimals
     * @param source   case, drawing-meter, drawing-calibre, drawing-length, engineering-area or entered
     * @param detail   how it was reckoned (52 − 10), or the auditor's words
     * @param amount   quantity × price, rounded half up to the fen
     * @param variant  the choice it belongs to; null: every one
     */
    record Line(String code, String name, String unit, Integer calibre, @JsonFormat(shape = Shape.STRING) BigDecimal quantity, String source, String detail,
            @JsonFormat(shape = Shape.STRING) BigDecimal price, @JsonFormat(shape = Shape.STRING) BigDecimal amount, String variant) {

        boolean in(String choice) {
            return variant == null || variant.equals(choice);
        }

        boolean same(Line other) {
            return code.equals(other.code) && name.equals(other.name) && unit.equals(other.unit) && Objects.equals(calibre, other.calibre) && quantity.compareTo(other.quantity) == 0
                    && source.equals(other.source) && Objects.equals(detail, other.detail) && price.compareTo(other.price) == 0 && amount.compareTo(other.amount) == 0
                    && Objects.equals(variant, other.variant);
        }
    }

    /** @param variant null where there is no choice */
    record Total(String variant, @JsonFormat(shape = Shape.STRING) BigDecimal total) {}

    static List<Total> totals(List<Line> lines) {
        var variants = lines.stream().map(Line::variant).filter(Objects::nonNull).distinct().toList();
        if (variants.isEmpty()) {
            return List.of(new Total(null, sum(lines, null)));
        }
        return variants.stream().map(v -> new Total(v, sum(lines, v))).toList();
    }

    private static BigDecimal sum(List<Line> lines, String variant) {
        return lines.stream().filter(l -> l.in(variant)).map(Line::amount).reduce(Money.ZERO, BigDecimal::add);
    }

    static Fee of(List<Item> items, Inputs in) {
        var faults = new ArrayList<FieldError>();
        var applying = new ArrayList<Item>();
        groups(items).forEach((group, members) -> {
            var fitting = members.stream().filter(i -> fits(i, in)).toList();
            if (fitting.isEmpty()) {
                var first = members.get(0);
                var dn = "DN" + (first.basis() == Basis.METER ? in.meterCalibre() : in.calibre());
                faults.add(new FieldError("/list", Text.of("清单的“" + first.name() + "”没有 " + dn + " 的单价，请发布含此口径的清单", "The list has no price of “" + first.name() + "” for " + dn
                        + "; publish a list that has it")));
            }
            applying.addAll(fitting);
        });
        var offered = offered(applying, faults);
        var lines = new ArrayList<Line>();
        for (var item : applying) {
            if (item.variant() == null || offered.contains(item.variant())) {
                line(item, in, lines, faults);
            }
        }
        strangers(items, in, faults);
        return new Fee(List.copyOf(lines), totals(lines), List.copyOf(faults));
    }

    /** What goes by calibre, by name: of each there must be one for the case's calibre, so that a gap in the list never makes a fee too low. The others stand alone. */
    private static LinkedHashMap<String, List<Item>> groups(List<Item> items) {
        return items.stream().collect(Collectors.groupingBy(i -> i.basis().byCalibre() ? i.basis() + " " + i.name() : "code " + i.code(), LinkedHashMap::new, Collectors.toList()));
    }

    private static boolean fits(Item item, Inputs in) {
        return switch (item.basis()) {
            case METER -> item.calibre().equals(in.meterCalibre());
            case PIPE, LENGTH -> item.calibre().equals(in.calibre());
            case CASE, EXCAVATION, ENTERED -> true;
        };
    }

    /** The choices that are complete: of every name that comes in choices, each has its item. */
    private static List<String> offered(List<Item> applying, List<FieldError> faults) {
        var byName = applying.stream().filter(i -> i.variant() != null && i.basis() != Basis.ENTERED)
                .collect(Collectors.groupingBy(Item::name, LinkedHashMap::new, Collectors.mapping(Item::variant, Collectors.toSet())));
        var variants = applying.stream().map(Item::variant).filter(Objects::nonNull).distinct().toList();
        var complete = variants.stream().filter(v -> byName.values().stream().allMatch(have -> have.contains(v))).toList();
        if (!variants.isEmpty() && complete.isEmpty()) {
            faults.add(new FieldError("/list", Text.of("清单的各个方案在此口径都缺项，请发布补齐的清单", "Every choice of the list lacks an item at this calibre; publish a list that has them")));
        }
        return complete;
    }

    private static void line(Item item, Inputs in, List<Line> lines, List<FieldError> faults) {
        switch (item.basis()) {
            case CASE -> lines.add(line(item, BigDecimal.ONE, "case", null));
            case METER -> lines.add(line(item, BigDecimal.ONE, "drawing-meter", "DN" + in.meterCalibre()));
            case PIPE -> lines.add(line(item, BigDecimal.ONE, "drawing-calibre", "DN" + in.calibre()));
            case LENGTH -> lines.add(beyond(item, in.length(), "drawing-length"));
            case EXCAVATION -> excavation(item, in, lines, faults);
            case ENTERED -> in.entered(item.code()).filter(e -> e.quantity().signum() > 0).ifPresent(e -> lines.add(line(item, e.quantity(), "entered", e.source())));
        }
    }

    private static void excavation(Item item, Inputs in, List<Line> lines, List<FieldError> faults) {
        if (!in.excavation()) {
            return;
        }
        if (in.area() != null) {
            lines.add(beyond(item, in.area(), "engineering-area"));
            return;
        }
        var entered = in.entered(item.code());
        if (entered.isEmpty()) {
            faults.add(new FieldError("/entered", Text.of("工程查勘意见没有刨掘面积，请录入“" + item.name() + "”的数量和来源", "The finding of engineering gives no area to be excavated; enter the quantity of “" + item.name()
                    + "” and where it comes from")));
        } else {
            lines.add(line(item, entered.get().quantity(), "entered", entered.get().source()));
        }
    }

    private static Line beyond(Item item, BigDecimal quantity, String source) {
        var included = item.included() == null ? BigDecimal.ZERO : item.included();
        var left = quantity.subtract(included).max(BigDecimal.ZERO);
        return line(item, left, source, included.signum() == 0 ? null : plain(quantity) + " − " + plain(included));
    }

    private static Line line(Item item, BigDecimal quantity, String source, String detail) {
        return new Line(item.code(), item.name(), item.unit(), item.calibre(), quantity, source, detail, item.price(), Money.amount(quantity, item.price()), item.variant());
    }

    /** Quantities may be entered only where the list leaves them open. */
    private static void strangers(List<Item> items, Inputs in, List<FieldError> faults) {
        for (int i = 0; i < in.entered().size(); i++) {
            var entered = in.entered().get(i);
            boolean open = items.stream().anyMatch(item -> item.code().equals(entered.code()) && item.open(in));
            if (!open) {
                faults.add(new FieldError("/entered/" + i + "/code", Text.of("编码 " + entered.code() + " 的数量由图纸、查勘决定或不在清单内，请删去", "The quantity of " + entered.code()
                        + " follows from the drawing or the findings, or the list does not have it; remove it")));
            }
            if (entered.quantity().signum() <= 0 || entered.quantity().stripTrailingZeros().scale() > Inputs.DECIMALS) {
                faults.add(new FieldError("/entered/" + i + "/quantity", Text.of("应大于 0，最多三位小数", "Should be above 0, with at most three decimals")));
            }
            if (in.entered().stream().filter(e -> e.code().equals(entered.code())).count() > 1) {
                faults.add(new FieldError("/entered/" + i + "/code", Text.of("编码 " + entered.code() + " 录入了两次，请合并", "The code " + entered.code() + " is entered twice; put them together")));
            }
        }
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
