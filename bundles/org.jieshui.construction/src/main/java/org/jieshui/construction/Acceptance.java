package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/**
 * An acceptance of works (R83, R226, R263).
 *
 * @param list    version of the list that was gone through
 * @param answers by item: true or false, or what was measured as a number
 * @param mend    what must be mended; null when they passed
 * @param voided  sent back since, or null
 */
record Acceptance(long id, long caseId, long task, LocalDate day, String participants, int list, JsonNode answers, boolean passed, String mend, LocalDate mendBy, String note, Instant at, long by,
        Instant voided) {

    private static final BigDecimal MOST = new BigDecimal("1000000");

    /**
     * What is wrong with the answers.
     *
     * @param whole whether everything has to be answered, and yes: works that pass
     * @param at    pointer of the answers
     */
    static List<FieldError> errors(Checklist list, JsonNode answers, boolean whole, String at) {
        var errors = new ArrayList<FieldError>();
        for (var item : list.items()) {
            var answer = answers.path(item.id());
            var wrong = answer.isMissingNode() || answer.isNull() ? whole ? Text.of("请填写", "Please answer") : null : item.unit() == null ? checked(answer, whole) : measured(answer, item.unit());
            if (wrong != null) {
                errors.add(new FieldError(at + "/" + item.id(), wrong));
            }
        }
        answers.properties().stream().map(java.util.Map.Entry::getKey).filter(id -> list.items().stream().noneMatch(i -> i.id().equals(id))).sorted().forEach(id -> errors.add(
                new FieldError(at + "/" + id.replace("~", "~0").replace("/", "~1"), Text.of("清单里没有这一项，请刷新后重填", "The list has no such item; reload and answer again"))));
        return errors;
    }

    private static Text checked(JsonNode answer, boolean whole) {
        if (!answer.isBoolean()) {
            return Text.of("选择合格或不合格", "Say whether it is right");
        }
        return whole && !answer.asBoolean() ? Text.of("这一项不合格，不能通过；请退回施工整改", "It is not right: the works cannot pass; send them back to be mended") : null;
    }

    private static Text measured(JsonNode answer, String unit) {
        boolean fits = answer.isNumber() && answer.decimalValue().signum() >= 0 && answer.decimalValue().compareTo(MOST) < 0 && answer.decimalValue().scale() <= 6;
        return fits ? null : Text.of("填写测量值（" + unit + "）", "Give the measured value (" + unit + ")");
    }
}
