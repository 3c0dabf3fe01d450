package org.jieshui.construction;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/**
 * A list that administrators keep, by versions.
 *
 * @param kind {@code entry}: conditions for beginning on the site (R80); {@code acceptance}: what is looked at and measured when works are accepted (R83)
 * @param by   person id; 0: it came with the product
 */
record Checklist(String kind, int version, List<Item> items, Instant at, long by) {

    static final String ENTRY = "entry";
    static final String ACCEPTANCE = "acceptance";
    static final Set<String> KINDS = Set.of(ENTRY, ACCEPTANCE);
    static final int MOST_ITEMS = 40;
    private static final int LONGEST = 200;
    private static final int LONGEST_UNIT = 20;
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /**
     * @param id   stays the same over versions, so that what was ticked stays ticked
     * @param unit of what is measured ({@code MPa}); null: yes or no
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(String id, Text text, String unit) {}

    Checklist {
        items = List.copyOf(items);
    }

    /** What is wrong with a list; empty when nothing is. Pointers begin with {@code /items}. */
    static List<FieldError> errors(String kind, List<Item> items) {
        var errors = new ArrayList<FieldError>();
        if (items == null || items.isEmpty() || items.size() > MOST_ITEMS) {
            errors.add(new FieldError("/items", Text.of("清单要有 1 到 " + MOST_ITEMS + " 项", "A list has 1 to " + MOST_ITEMS + " items")));
            return errors;
        }
        var ids = new HashSet<String>();
        for (int i = 0; i < items.size(); i++) {
            check(kind, items.get(i), "/items/" + i, ids, errors);
        }
        return errors;
    }

    private static void check(String kind, Item item, String at, Set<String> ids, List<FieldError> errors) {
        if (item == null) {
            errors.add(new FieldError(at, Text.of("这里没有内容", "There is nothing here")));
            return;
        }
        if (item.id() == null || !ID.matcher(item.id()).matches()) {
            errors.add(new FieldError(at + "/id", Text.of("编号用小写字母、数字和连字符，字母开头，不超过 40 个字符", "An id has lower-case letters, digits and hyphens, begins with a letter, and at most 40 characters")));
        } else if (!ids.add(item.id())) {
            errors.add(new FieldError(at + "/id", Text.of("编号重复：" + item.id(), "The id occurs twice: " + item.id())));
        }
        var text = item.text();
        if (text == null || blank(text.zh()) || blank(text.en()) || text.zh().length() > LONGEST || text.en().length() > LONGEST) {
            errors.add(new FieldError(at + "/text", Text.of("中英文都要写，各不超过 " + LONGEST + " 字", "Write it in both languages, at most " + LONGEST + " characters each")));
        }
        if (item.unit() != null && (kind.equals(ENTRY) || item.unit().isBlank() || item.unit().length() > LONGEST_UNIT)) {
            errors.add(new FieldError(at + "/unit", kind.equals(ENTRY) ? Text.of("进场条件没有单位", "Entry conditions have no unit")
                    : Text.of("写明单位，不超过 " + LONGEST_UNIT + " 字", "Give the unit, at most " + LONGEST_UNIT + " characters")));
        }
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
