package org.jieshui.agreements;

import java.util.stream.StreamSupport;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A case moves to another district: its agreements move along. A case is withdrawn: what was not signed is void. */
@Component(service = CaseListener.class)
@ListenerName(name = "agreements.cases", kinds = {"case.changed", "case.withdrawn"})
public class CaseEvents implements CaseListener {

    /** The pages have words for it. */
    static final String WITHDRAWN = "case-withdrawn";

    private final Cases cases;
    private final AgreementStore store;

    @Activate
    public CaseEvents(@Reference Cases cases, @Reference(service = AgreementStore.class) AgreementStore store) {
        this.cases = cases;
        this.store = store;
    }

    @Override
    public void on(Entry entry) {
        if (entry.kind().equals("case.withdrawn")) {
            store.ofCase(entry.caseId()).stream().filter(a -> a.voided() == null && a.signature() == null)
                    .forEach(a -> store.voided(a.id(), new Agreement.Voided(WITHDRAWN, entry.at(), entry.actor())));
        } else if (StreamSupport.stream(entry.data().path("fields").spliterator(), false).anyMatch(field -> field.asText().equals("district"))) {
            store.moved(entry.caseId(), cases.get(Actor.system("agreements"), entry.caseId()).district());
        }
    }
}
