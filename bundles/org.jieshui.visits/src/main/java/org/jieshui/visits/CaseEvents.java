package org.jieshui.visits;

import java.util.stream.StreamSupport;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A case moves to another district: its visits move along. */
@Component(service = CaseListener.class)
@ListenerName(name = "visits.cases", kinds = {"case.changed"})
public class CaseEvents implements CaseListener {

    private final Cases cases;
    private final VisitsStore store;

    @Activate
    public CaseEvents(@Reference Cases cases, @Reference(service = VisitsStore.class) VisitsStore store) {
        this.cases = cases;
        this.store = store;
    }

    @Override
    public void on(Entry entry) {
        if (StreamSupport.stream(entry.data().path("fields").spliterator(), false).anyMatch(field -> field.asText().equals("district"))) {
            var kase = cases.get(Actor.system("visits"), entry.caseId());
            store.moved(kase.id(), kase.district());
        }
    }
}
