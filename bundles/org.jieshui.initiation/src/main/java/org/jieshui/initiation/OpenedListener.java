package org.jieshui.initiation;

import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A case was opened for an approval, and the request broke off before the register knew: now it does. */
@Component(service = CaseListener.class)
@ListenerName(name = "initiation.opened", kinds = "case.opened")
public class OpenedListener implements CaseListener {

    private final Cases cases;
    private final ApprovalStore store;

    @Activate
    public OpenedListener(@Reference Cases cases, @Reference(service = ApprovalStore.class) ApprovalStore store) {
        this.cases = cases;
        this.store = store;
    }

    @Override
    public void on(Entry entry) {
        if (entry.data().path("origin").asText().equals("joint-review")) {
            cases.find(Actor.system("initiation"), entry.caseId()).map(kase -> kase.facts().path("approval").asText("")).filter(number -> !number.isEmpty())
                    .ifPresent(number -> store.opened(number, entry.caseId()));
        }
    }
}
