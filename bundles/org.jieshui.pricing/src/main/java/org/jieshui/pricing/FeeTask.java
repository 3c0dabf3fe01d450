package org.jieshui.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

/** The fee, strictly from the list in force on the day it is issued (R76–R78). */
@Component(service = TaskType.class)
@TaskTypeId("pricing.fee")
public class FeeTask implements TaskType {

    private final Fees fees;
    private final FeeStore store;
    private final ListStore lists;

    @Activate
    public FeeTask(@Reference Fees fees, @Reference FeeStore store, @Reference ListStore lists) {
        this.fees = fees;
        this.store = store;
        this.lists = lists;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        var computed = fees.compute(task.now(), task::form, null);
        var all = new ArrayList<Condition>();
        all.add(Condition.of("pricing.list", computed.list() != null, Text.of("当日有生效的一费制清单", "A fee list is in force on the day"),
                Text.of("审计部先发布清单", "The audit department publishes a list first")));
        all.add(Condition.of("pricing.drawing", computed.inputs().drawn(), Text.of("审定图纸给出管径、管长、表径", "The confirmed drawing gives calibre, length and meter"),
                Text.of("退回设计院补齐图纸数据", "Send it back to the Design Institute to complete the drawing's figures")));
        if (computed.fee() != null) {
            all.add(Condition.of("pricing.prices", computed.fee().faults().stream().noneMatch(f -> f.pointer().equals("/list")),
                    Text.of("清单含本工单口径的全部单价", "The list has every price for the case's calibres"), Text.of("审计部发布含此口径的清单", "The audit department publishes a list with these calibres")));
        }
        return all;
    }

    /** What was entered before it was sent back, where it is still open, and nothing of the sums: they are computed anew. */
    @Override
    public JsonNode prefill(TaskContext task) {
        var form = JsonNodeFactory.instance.objectNode();
        task.earlier().filter(e -> e.path("entered").isArray()).ifPresent(e -> form.set("entered", stillOpen(task, e.get("entered"))));
        return form;
    }

    /** All of it while there is no list or no drawing to tell. */
    private JsonNode stillOpen(TaskContext task, JsonNode entered) {
        var computed = fees.compute(task.now(), task::form, entered);
        if (computed.fee() == null) {
            return entered;
        }
        var codes = fees.open(computed).stream().map(Item::code).collect(Collectors.toSet());
        var kept = JsonNodeFactory.instance.arrayNode();
        entered.forEach(e -> {
            if (codes.contains(e.path("code").asText())) {
                kept.add(e);
            }
        });
        return kept;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        lists.lockForFee();
        var computed = fees.compute(task.now(), task::form, form.path("entered"));
        if (computed.fee() == null) {
            throw Problem.of("pricing/no-fee", 409, "没有当日生效的清单或图纸数据，不能出具费用", "Without a list in force and the drawing's figures no fee can be issued").toException();
        }
        if (!computed.fee().faults().isEmpty()) {
            throw ProblemException.invalid(computed.fee().faults());
        }
        asSeen(form, computed);
        var note = form.path("note").asText("").isBlank() ? null : form.path("note").asText();
        store.revoke(task.kase().id(), task.now(), "superseded");
        long id = store.issue(task.kase().id(), task.task().id(), task.now(), task.actor().id(), computed.day(), computed.list().id(), computed.inputs(), note, computed.fee().lines());
        task.journal("pricing.fee-issued", Map.of("fee", id, "list", computed.list().version(), "day", computed.day().toString(), "totals",
                computed.fee().totals().stream().map(t -> t.total().toPlainString()).toList()));
    }

    /** A page says what it showed; a script may leave it out. */
    private static void asSeen(JsonNode form, Fees.Computed computed) {
        boolean list = !form.has("list") || form.get("list").asInt() == computed.list().version();
        boolean totals = !form.has("totals") || Fees.figures(computed.fee()).equals(Fees.texts(form.get("totals")));
        if (!list || !totals) {
            throw Problem.of("pricing/fee-changed", 409, "费用与您看到的不同：清单或图纸已变。刷新后核对", "The fee differs from what you saw: the list or the drawings changed. Reload and check it").toException();
        }
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        store.revoke(task.kase().id(), task.now(), reason);
    }
}
