package org.jieshui.metering;

import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A case has ended: the meter that only waited for it goes back into the stock, and the case does not name it any more. One that hangs stays where it is. */
@Component(service = CaseListener.class)
@ListenerName(name = "metering.cases", kinds = {"case.withdrawn", "case.closed"}, afterwards = true)
public class CaseEvents implements CaseListener {

    private final Cases cases;
    private final Meters meters;
    private final MeterStore store;

    @Activate
    public CaseEvents(@Reference Cases cases, @Reference Meters meters, @Reference MeterStore store) {
        this.cases = cases;
        this.meters = meters;
        this.store = store;
    }

    @Override
    public void on(Entry entry) {
        if (store.ofCase(entry.caseId()).filter(meter -> meter.is(Meter.RESERVED)).isEmpty()) {
            return;
        }
        cases.act(Actor.system("metering"), entry.caseId(), "metering.released", act -> {
            meters.release(entry.caseId(), entry.kind().equals("case.withdrawn") ? "工单已撤回" : "工单已结案", new Meters.By(0, entry.at())).ifPresent(meter -> {
                act.update(Facts.meter(null));
                act.data(Facts.entry(meter));
            });
            return null;
        });
    }
}
