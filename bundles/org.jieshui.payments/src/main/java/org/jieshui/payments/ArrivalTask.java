package org.jieshui.payments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The money for the fee has arrived in full; the works wait for it (R82). Allotting what covers the fee and completing are one transaction. */
@Component(service = TaskType.class)
@TaskTypeId("payments.arrival")
public class ArrivalTask implements TaskType {

    static final String TYPE = "payments.arrival";

    private final Books books;
    private final PaymentsStore store;

    @Activate
    public ArrivalTask(@Reference Books books, @Reference PaymentsStore store) {
        this.books = books;
        this.store = store;
    }

    /** What the customer agreed to pay; empty while that is open, and once the case is withdrawn. */
    static Optional<BigDecimal> fee(CaseInfo kase) {
        return kase.state() == CaseState.WITHDRAWN ? Optional.empty() : Money.of(kase.facts().path("fee").asText(null));
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        return List.of(Condition.of("payments.fee", fee(task.kase()).isPresent(), Text.of("客户已选定方案，费用确定", "The customer has chosen and the fee is settled"),
                Text.of("等客服告知费用、登记客户的选择", "Wait until customer service has told the fee and recorded the choice")));
    }

    /** Ticked already: transfers whose remark names the case, as far as they are needed. */
    @Override
    public JsonNode prefill(TaskContext task) {
        var form = JsonNodeFactory.instance.objectNode();
        store.fee(task.kase().id()).ifPresent(charge -> {
            var named = new ArrayList<Transfer>();
            store.eachOpenTransfer(page -> page.stream().filter(transfer -> Matching.reasons(transfer, charge, task.kase()).contains("number")).forEach(named::add));
            var left = charge.getOutstanding();
            for (var transfer : named) {
                var amount = left.min(transfer.unallotted());
                if (amount.signum() > 0) {
                    form.withArray("allot").addObject().put("transfer", transfer.id()).put("amount", amount.toPlainString());
                    left = left.subtract(amount);
                }
            }
        });
        return form;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        var now = task.now();
        long person = task.actor().id();
        var charge = books.align(task.kase().id(), () -> fee(task.kase()), now, person).orElseThrow(Problems::noCharge);
        long done = 0;
        for (var part : parts(form)) {
            var allotted = books.allot(part.path("transfer").asLong(), charge.id(), Rest.sum("/allot", part.path("amount").asText()), now, person);
            task.journal("payments.allotted", data(allotted));
            done = allotted.allotment();
        }
        if (form.hasNonNull("key") && done > 0) {
            store.remember(person, form.get("key").asText(), form.path("digest").asText(), done, now);
        }
        var paid = store.charge(charge.id()).orElseThrow();
        if (!paid.covered()) {
            throw Problems.notCovered(paid.getOutstanding());
        }
        store.arrived(task.task().id(), task.kase().id(), charge.id(), now, person);
        task.journal("payments.arrived", Map.of("charge", charge.id(), "amount", paid.amount().toPlainString()));
    }

    private static List<JsonNode> parts(JsonNode form) {
        var parts = new ArrayList<JsonNode>();
        form.path("allot").forEach(parts::add);
        parts.sort(Comparator.comparing(part -> part.path("transfer").asLong()));
        return parts;
    }

    static Map<String, Object> data(Books.Allotted allotted) {
        var data = new HashMap<String, Object>(Map.of("allotment", allotted.allotment(), "charge", allotted.charge().id(), "outstanding", allotted.charge().getOutstanding().toPlainString()));
        if (allotted.receipt() != null) {
            data.put("receipt", allotted.receipt());
        }
        return data;
    }

    /** The money stays where it is; the works wait again. */
    @Override
    public void sentBack(TaskContext task, String reason) {
        store.notArrived(task.task().id(), task.now());
    }
}
