package org.jieshui.console;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Day;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.module.DevelopmentMode;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.module.ModulesListener;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** What the shell asks for: which departments run, where their pages are, and the calendar by which it counts. */
@Component(service = {Resource.class, ModulesListener.class})
@Path("console")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class ConsoleResource implements Resource, ModulesListener {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final int FIRST_YEAR = 2019;
    private static final int LAST_YEAR = 2199;

    /** @param entry address of the module's script, or null when it brings no pages */
    record ModuleView(String module, String version, Text name, String entry, List<TaskTypeView> taskTypes) {}

    /** @param form whether the type has a form to generate */
    record TaskTypeView(String id, Text name, boolean form) {}

    /** @param known the State Council's calendar of the year is loaded; otherwise the days follow the plain weekend rule */
    record CalendarView(int year, boolean known, String version, LocalTime open, LocalTime close, List<DayView> days) {}

    /** A day that is no ordinary one: a holiday or a make-up workday. */
    record DayView(LocalDate date, String kind, Text holiday) {}

    /** @param development departments without a signature are let in */
    record NoticesView(boolean development) {}

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile DevelopmentMode development;

    private final Modules modules;
    private final WorkingCalendar calendar;
    private final Clock clock;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    @Activate
    public ConsoleResource(@Reference Modules modules, @Reference WorkingCalendar calendar, @Reference Clock clock) {
        this.modules = modules;
        this.calendar = calendar;
        this.clock = clock;
    }

    @GET
    @Path("modules")
    public List<ModuleView> modules() {
        return modules.active().stream().map(ConsoleResource::view).toList();
    }

    @GET
    @Path("notices")
    @Summary("What every page says at its top")
    public NoticesView notices() {
        var mode = development;
        return new NoticesView(mode != null && mode.isOn());
    }

    /** Tells open pages that the set of modules changed; they ask for the list again. */
    @GET
    @Path("events")
    @Produces("text/event-stream")
    public EventStream events() {
        var stream = new EventStream();
        open.add(stream);
        stream.onClose(() -> open.remove(stream));
        return stream;
    }

    @Override
    public void modulesChanged() {
        open.forEach(stream -> stream.send(new EventStream.Event(null, "modules", new Object[0])));
    }

    @GET
    @Path("calendar")
    public CalendarView calendar(@QueryParam("year") @DefaultValue("0") int asked) {
        var year = asked == 0 ? LocalDate.now(clock.withZone(SHANGHAI)).getYear() : asked;
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw ProblemException.invalid("/year", "应在 " + FIRST_YEAR + "–" + LAST_YEAR, "Should be " + FIRST_YEAR + "–" + LAST_YEAR);
        }
        var days = Year.of(year).atDay(1).datesUntil(Year.of(year + 1).atDay(1)).map(calendar::day).filter(ConsoleResource::isSpecial)
                .map(day -> new DayView(day.date(), day.kind().isWorking() ? "make-up" : "holiday", day.holiday())).toList();
        var hours = calendar.officeHours();
        return new CalendarView(year, calendar.isKnown(year), calendar.version(), hours.open(), hours.close(), days);
    }

    private static boolean isSpecial(Day day) {
        return switch (day.kind()) {
            case HOLIDAY, MAKE_UP -> true;
            case WORKING, WEEKEND -> false;
        };
    }

    static ModuleView view(Module module) {
        var entry = module.ui() == null ? null : "/modules/" + module.id() + '/' + module.version() + '/' + module.ui().replaceFirst("^ui/", "");
        return new ModuleView(module.id(), module.version(), module.name(), entry,
                module.taskTypes().stream().map(type -> new TaskTypeView(type.id(), type.name(), type.form() != null)).toList());
    }
}
