package org.jieshui.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The customer is told the fee and chooses (R79). What he chose becomes the facts {@code fee} (yuan) and {@code feeChoice} of the case. */
@Component(service = TaskType.class)
@TaskTypeId("pricing.quotation")
public class QuotationTask implements TaskType {

    private final FeeStore store;

    @Activate
    public QuotationTask(@Reference FeeStore store) {
        this.store = store;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        var current = store.current(task.kase().id());
        boolean printed = current.isPresent() && store.quotations(task.kase().id()).stream().anyMatch(q -> q.fee() == current.get().id());
        return List.of(
                Condition.of("pricing.fee", current.isPresent(), Text.of("审计部已出具费用", "The audit department has issued the fee"), Text.of("等审计部出具费用", "Wait for the audit department's fee")),
                Condition.of("pricing.printed", printed, Text.of("本次费用的《费用单》已存档", "The quotation of this fee is on file"), Text.of("点“生成费用单并存档”", "Press “Make the quotation and put it on file”")));
    }

    /** Where there is nothing to choose, it is chosen. */
    @Override
    public JsonNode prefill(TaskContext task) {
        var form = JsonNodeFactory.instance.objectNode();
        store.current(task.kase().id()).ifPresent(fee -> {
            form.put("fee", fee.id());
            var totals = Fee.totals(fee.lines());
            if (totals.size() == 1 && totals.get(0).variant() != null) {
                form.put("variant", totals.get(0).variant());
            }
        });
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var fee = store.current(task.kase().id()).orElseThrow(() -> Problem.of("pricing/no-fee", 409, "还没有出具费用", "No fee has been issued").toException());
        if (form.has("fee") && form.get("fee").asLong() != fee.id()) {
            throw Problem.of("pricing/fee-changed", 409, "费用已重新出具，刷新后按新的费用告知客户", "The fee was issued anew; reload and tell the customer the new one").toException();
        }
        var variant = form.hasNonNull("variant") ? form.get("variant").asText() : null;
        var totals = Fee.totals(fee.lines());
        var chosen = totals.stream().filter(t -> Objects.equals(t.variant(), variant)).findFirst().orElseThrow(() -> ProblemException.invalid("/variant",
                "选择客户选定的方案：" + String.join("、", totals.stream().map(t -> t.variant() == null ? "（无）" : t.variant()).toList()), "Choose what the customer chose, one of the quotation's"));
        var note = form.path("note").asText("").isBlank() ? null : form.path("note").asText();
        store.answered(fee.id(), task.now(), task.actor().id(), true, variant, chosen.total(), form.path("channel").asText(), note);
        var facts = new HashMap<String, Object>();
        facts.put("fee", chosen.total().toPlainString());
        facts.put("feeChoice", variant);
        task.update(CaseChange.facts(facts));
        var data = new HashMap<String, Object>(facts);
        data.put("fee", fee.id());
        data.put("total", chosen.total().toPlainString());
        data.put("channel", form.path("channel").asText());
        task.journal("pricing.accepted", data);
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        store.unanswer(task.kase().id(), task.now());
        var facts = new HashMap<String, Object>();
        facts.put("fee", null);
        facts.put("feeChoice", null);
        task.update(CaseChange.facts(facts));
    }
}
