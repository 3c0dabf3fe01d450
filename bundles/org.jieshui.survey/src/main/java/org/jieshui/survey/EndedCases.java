package org.jieshui.survey;

import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes the appointment of a case that ended or was put on file off the calendar. */
@Component(service = CaseListener.class)
@ListenerName(name = "survey.ended-cases", kinds = {"case.withdrawn", "case.not-ready"})
public class EndedCases implements CaseListener {

    private final Booking booking;

    @Activate
    public EndedCases(@Reference(service = Booking.class) Booking booking) {
        this.booking = booking;
    }

    @Override
    public void on(Entry entry) {
        booking.cancel(entry.caseId());
    }
}
