package org.jieshui.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/** What the items of a list must be; each fault with its place and what to do. */
final class ItemRules {

    static final int MOST = 1000;
    static final List<Integer> CALIBRES = List.of(15, 20, 25, 32, 40, 50, 65, 80, 100, 150, 200, 300, 400, 500, 600);
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,19}");
    private static final BigDecimal MOST_PRICE = new BigDecimal("1000000");
    private static final BigDecimal MOST_INCLUDED = new BigDecimal("10000");

    private final IntFunction<String> place;
    private final List<FieldError> faults = new ArrayList<>();

    private ItemRules(IntFunction<String> place) {
        this.place = place;
    }

    static List<FieldError> check(List<Item> items) {
        return check(items, i -> "/items/" + i);
    }

    /** @param place the pointer of an item, by its index */
    static List<FieldError> check(List<Item> items, IntFunction<String> place) {
        var rules = new ItemRules(place);
        if (items.size() > MOST) {
            rules.fault(MOST, "", "一版清单最多 " + MOST + " 项，请拆分", "A list has at most " + MOST + " items; split it");
            return rules.faults;
        }
        for (int i = 0; i < items.size(); i++) {
            rules.item(i, items.get(i));
        }
        rules.doubles(items);
        rules.choices(items);
        return rules.faults;
    }

    private void item(int i, Item item) {
        text(i, "code", item.code(), 20);
        if (item.code() != null && !CODE.matcher(item.code()).matches()) {
            fault(i, "code", "编码只用字母、数字、“-”和“.”，最多 20 个", "A code has letters, digits, “-” and “.”, at most 20");
        }
        text(i, "name", item.name(), 100);
        text(i, "unit", item.unit(), 10);
        if (item.variant() != null && item.variant().length() > 20) {
            fault(i, "variant", "方案名不超过 20 字", "The name of a choice has at most 20 characters");
        }
        if (item.note() != null && item.note().length() > 200) {
            fault(i, "note", "备注不超过 200 字", "A note has at most 200 characters");
        }
        basis(i, item);
        number(i, "price", item.price(), MOST_PRICE, true);
        number(i, "included", item.included(), MOST_INCLUDED, false);
    }

    private void basis(int i, Item item) {
        if (item.basis() == null) {
            fault(i, "basis", "计量依据应为：每户、水表口径、管线口径、管线长度、刨掘面积、另行计量", "The basis is one of: case, meter, pipe, length, excavation, entered");
            return;
        }
        if (item.basis().byCalibre() && !CALIBRES.contains(item.calibre() == null ? 0 : item.calibre())) {
            fault(i, "calibre", "填写公称口径 15–600，如 20", "Give a nominal calibre, 15–600, such as 20");
        }
        if (!item.basis().byCalibre() && item.calibre() != null) {
            fault(i, "calibre", "“" + item.basis().chinese() + "”不分口径，请清空", "“" + item.basis().id() + "” does not go by calibre; leave it empty");
        }
        if (!item.basis().mayInclude() && item.included() != null && item.included().signum() != 0) {
            fault(i, "included", "只有管线长度、刨掘面积可以写已含数量，请清空", "Only length and excavation may have an included quantity; leave it empty");
        }
    }

    private void text(int i, String field, String value, int most) {
        if (value == null) {
            fault(i, field, "必填", "Required");
        } else if (value.length() > most) {
            fault(i, field, "不超过 " + most + " 字", "At most " + most + " characters");
        }
    }

    private void number(int i, String field, BigDecimal value, BigDecimal most, boolean required) {
        if (value == null) {
            if (required) {
                fault(i, field, "填写数字", "Give a number");
            }
        } else if (value.signum() < 0) {
            fault(i, field, "不能是负数，请核对", "Should not be negative; check it");
        } else if (value.compareTo(most) > 0) {
            fault(i, field, "不超过 " + most.toPlainString() + "，请核对小数点", "At most " + most.toPlainString() + "; check the decimal point");
        } else if (value.stripTrailingZeros().scale() > 2) {
            fault(i, field, "最多两位小数", "At most two decimals");
        }
    }

    private void doubles(List<Item> items) {
        var codes = new HashMap<String, Integer>();
        var meanings = new HashMap<String, Integer>();
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            if (item.code() != null) {
                var earlier = codes.putIfAbsent(item.code().toLowerCase(Locale.ROOT), i);
                if (earlier != null) {
                    fault(i, "code", "编码重复，编码 " + item.code() + " 已有一项在用，请改一个", "Another item has the code " + item.code() + " already; change one");
                    continue;
                }
            }
            var earlier = meanings.putIfAbsent(item.name() + "\n" + item.basis() + "\n" + item.calibre() + "\n" + item.variant(), i);
            if (earlier != null && item.name() != null) {
                fault(i, "name", "与编码 " + items.get(earlier).code() + " 同名、同依据、同口径，会收两次，请删去一项", "Same name, basis and calibre as " + items.get(earlier).code() + ": it would be charged twice; remove one");
            }
        }
    }

    /** What comes in choices comes in nothing else: an item without one is paid whatever is chosen, so the two together would be charged twice. */
    private void choices(List<Item> items) {
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var other = items.stream().filter(o -> sameThing(item, o) && (o.variant() == null) != (item.variant() == null)).findFirst();
            if (other.isPresent()) {
                mixed(i, item, other.get());
            }
        }
    }

    private static boolean sameThing(Item one, Item other) {
        return one.name() != null && one.name().equals(other.name()) && one.basis() == other.basis() && Objects.equals(one.calibre(), other.calibre());
    }

    private void mixed(int i, Item item, Item other) {
        if (item.variant() == null) {
            fault(i, "variant", "编码 " + other.code() + " 同名、同依据、同口径，写有方案“" + other.variant() + "”，两项会一起收，请写明方案，或改名称", "The code " + other.code()
                    + " has the same name, basis and calibre and the choice “" + other.variant() + "”: both would be charged; name its choice here, or change the name");
        } else {
            fault(i, "variant", "编码 " + other.code() + " 同名、同依据、同口径，没有方案，两项会一起收，请给编码 " + other.code() + " 写明方案，或删去一项", "The code " + other.code()
                    + " has the same name, basis and calibre and no choice: both would be charged; give " + other.code() + " its choice, or remove one");
        }
    }

    private void fault(int i, String field, String zh, String en) {
        faults.add(new FieldError(field.isEmpty() ? "/items" : place.apply(i) + "/" + field, Text.of(zh, en)));
    }
}
