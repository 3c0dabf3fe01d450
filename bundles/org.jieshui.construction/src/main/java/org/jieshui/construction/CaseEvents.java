package org.jieshui.construction;

import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Cases reach their works, go on, come back, move to another district: the list of works follows. */
@Component(service = CaseListener.class)
@ListenerName(name = "construction.cases", kinds = {"task.completed", "task.sent-back", "case.changed", "case.revived", "case.withdrawn", "case.closed"})
public class CaseEvents implements CaseListener {

    private final Cases cases;
    private final WorksStore store;

    @Activate
    public CaseEvents(@Reference Cases cases, @Reference(service = WorksStore.class) WorksStore store) {
        this.cases = cases;
        this.store = store;
    }

    @Override
    public void on(Entry entry) {
        var system = Actor.system("construction");
        var kase = cases.get(system, entry.caseId());
        Phases.of(kase.state(), cases.tasks(system, kase.id())).ifPresent(phase -> store.stands(kase.id(), kase.district(), phase));
    }
}
