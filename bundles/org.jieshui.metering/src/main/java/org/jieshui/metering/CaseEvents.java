package org.jieshui.metering;

import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A case has ended: the meter that only waited for it goes back into the stock. One that hangs stays where it is. */
@Component(service = CaseListener.class)
@ListenerName(name = "metering.cases", kinds = {"case.withdrawn", "case.closed"})
public class CaseEvents implements CaseListener {

    private final Meters meters;

    @Activate
    public CaseEvents(@Reference Meters meters) {
        this.meters = meters;
    }

    @Override
    public void on(Entry entry) {
        meters.release(entry.caseId(), entry.kind().equals("case.withdrawn") ? "工单已撤回" : "工单已结案", new Meters.By(0, entry.at()));
    }
}
