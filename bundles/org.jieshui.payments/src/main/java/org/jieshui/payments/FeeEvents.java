package org.jieshui.payments;

import java.util.HashSet;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The facts of a case changed, or it was withdrawn: what it owes follows its fee. Finance and the steward hear of it when money has come or an invoice is out already. */
@Component(service = CaseListener.class)
@ListenerName(name = "payments.fees", kinds = {"task.completed", "task.sent-back", "case.changed", FeeEvents.WITHDRAWN})
public class FeeEvents implements CaseListener {

    static final String WITHDRAWN = "case.withdrawn";

    private final Cases cases;
    private final Directory directory;
    private final Messages messages;
    private final Books books;
    private final PaymentsStore store;

    @Activate
    public FeeEvents(@Reference Cases cases, @Reference Directory directory, @Reference Messages messages, @Reference Books books, @Reference PaymentsStore store) {
        this.cases = cases;
        this.directory = directory;
        this.messages = messages;
        this.books = books;
        this.store = store;
    }

    @Override
    public void on(Entry entry) {
        if (!entry.kind().equals(WITHDRAWN) && !factsChanged(entry)) {
            return;
        }
        books.align(entry.caseId(), () -> ArrivalTask.fee(kase(entry)), entry.at(), 0);
        if (entry.kind().equals(WITHDRAWN)) {
            store.withdrawn(entry.caseId(), entry.at());
        }
        // also what a clerk who allots money has brought up to date before this was heard
        if (store.tell(entry.caseId(), entry.at()) && entry.recorded() == null) {
            tell(kase(entry));
        }
    }

    static boolean factsChanged(Entry entry) {
        return StreamSupport.stream(entry.data().path("fields").spliterator(), false).anyMatch(field -> field.asText().equals("facts"));
    }

    private CaseInfo kase(Entry entry) {
        return cases.get(Actor.system("payments"), entry.caseId());
    }

    private void tell(CaseInfo kase) {
        var people = new HashSet<Long>();
        directory.withPermission("finance", Rest.WORK, kase.district()).forEach(p -> people.add(p.id()));
        if (kase.steward() != null) {
            people.add(kase.steward());
        }
        var subject = Text.of(kase.number() + " 收款或开票后费用有变，请核对应收、核销与发票", kase.number() + " The fee changed after money had come or an invoice was issued; check what is owed, allotted and invoiced");
        messages.send(people.stream().sorted().map(id -> new Message(id, "payments.fee-changed", subject, kase.id(), null)).toList());
    }
}
