package org.jieshui.survey;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.identity.Directory.Department;
import org.jieshui.platform.api.identity.Directory.Person;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Books, moves and cancels appointments and tells everybody who attends, in the transaction of the action. */
@Component(service = Booking.class)
public class Booking {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("M月d日 HH:mm").withZone(ZoneId.of("Asia/Shanghai"));
    private static final DateTimeFormatter TIME_EN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Shanghai"));

    private final SurveyStore store;
    private final WorkingCalendar calendar;
    private final Directory directory;
    private final Messages messages;

    @Activate
    public Booking(@Reference(service = SurveyStore.class) SurveyStore store, @Reference WorkingCalendar calendar, @Reference Directory directory, @Reference Messages messages) {
        this.store = store;
        this.calendar = calendar;
        this.directory = directory;
        this.messages = messages;
    }

    List<FieldError> errors(Appointment appointment, Instant now) {
        var errors = new ArrayList<>(appointment.errors(calendar, directory.departments().stream().collect(Collectors.toMap(Department::id, Department::name)), now));
        var people = directory.people(new HashSet<>(appointment.people()));
        for (int i = 0; i < appointment.attendees().size(); i++) {
            var attendee = appointment.attendees().get(i);
            Person person = attendee.person() == null ? null : people.get(attendee.person());
            if (attendee.person() != null && (person == null || !person.enabled() || !attendee.department().equals(person.department()))) {
                errors.add(new FieldError("/attendees/" + i + "/person", Text.of("此人不在该部门或已停用，重新选择", "That person is not of this department or is disabled; choose again")));
            }
        }
        return errors;
    }

    /** Who comes for a department when it has one person only for that district (R171); null: somebody has to be chosen. */
    Long only(String department, String district) {
        var people = directory.withPermission(department, "survey.read", district);
        return people.size() == 1 ? people.get(0).id() : null;
    }

    void book(CaseInfo kase, Appointment appointment) {
        store.book(kase.id(), kase.district(), appointment);
        tell(kase, appointment, "survey.booked", "查勘预约：", "Survey: ");
    }

    void move(CaseInfo kase, Appointment appointment, int version, long person, Instant now, String reason) {
        store.move(kase.id(), appointment, version, person, now, reason);
        tell(kase, appointment, "survey.rescheduled", "查勘改期：", "Survey moved: ");
    }

    void cancel(long caseId) {
        store.cancel(caseId);
    }

    /** Named people hear of it; of a department that named nobody, everybody who may work there. */
    private void tell(CaseInfo kase, Appointment appointment, String kind, String zh, String en) {
        var receivers = new HashSet<>(appointment.people());
        appointment.attendees().stream().filter(a -> a.person() == null)
                .forEach(a -> directory.withPermission(a.department(), "survey.read", kase.district()).forEach(p -> receivers.add(p.id())));
        Text subject = Text.of(zh + TIME.format(appointment.start()) + "，" + kase.number(), en + TIME_EN.format(appointment.start()) + ", " + kase.number());
        messages.send(receivers.stream().sorted().map(person -> new Message(person, kind, subject, kase.id(), null)).toList());
    }
}
