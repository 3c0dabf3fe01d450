package org.jieshui.agreements;

import java.util.List;
import java.util.Objects;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.print.Yuan;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Customer service signs the commission agreement once the conditions of entry are met (R80). Signing itself is recorded beside the task; the task ends when all of it is there. */
@Component(service = TaskType.class)
@TaskTypeId("agreements.commission")
public class CommissionTask implements TaskType {

    private final AgreementStore store;

    @Activate
    public CommissionTask(@Reference(service = AgreementStore.class) AgreementStore store) {
        this.store = store;
    }

    @Override
    public List<Condition> conditions(TaskContext task) {
        boolean entry = task.tasks().stream().filter(t -> t.type().equals("construction.excavation")).noneMatch(t -> t.state() == TaskState.OPEN);
        var one = store.current(task.kase().id(), Kind.COMMISSION);
        boolean signed = one.filter(a -> a.signature() != null).isPresent();
        var fee = Facts.fee(task.kase()).map(Yuan::grouped).orElse(null);
        boolean same = one.filter(a -> Objects.equals(a.content().facts().get(Placeholder.FEE), fee)).isPresent();
        return List.of(
                Condition.of("agreements.entry", entry, Text.of("进场条件具备，路面刨掘手续办结或无需办理", "The conditions of entry are met, excavation permit included"),
                        Text.of("等工程管理部门办结“路面刨掘手续与进场条件”", "Wait until engineering has completed the excavation permit")),
                Condition.of("agreements.signed", signed, Text.of("委托协议已签订并上传签字件", "The commission agreement is signed and its scan uploaded"),
                        Text.of("起草、打印，双方签字后点“登记签订”", "Draw it up, print it, have it signed, then record the signing")),
                Condition.of("agreements.fee", !signed || same, Text.of("协议上的费用就是客户选定的费用", "The agreement says the fee that the customer accepted"),
                        Text.of("费用已变：作废这份协议，重新起草签订", "The fee has changed: declare the agreement void and sign another")));
    }
}
