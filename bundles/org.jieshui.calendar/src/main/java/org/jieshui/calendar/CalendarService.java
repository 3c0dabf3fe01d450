package org.jieshui.calendar;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.calendar.Day;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.Explanation;
import org.jieshui.platform.api.calendar.Interval;
import org.jieshui.platform.api.calendar.Limit;
import org.jieshui.platform.api.calendar.OfficeHours;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the calendar in force. The service is registered by hand, because its version property must change while the service stays: Declarative Services cannot do that.
 */
@Component(service = {}, configurationPid = CalendarConfig.PID)
@Designate(ocd = CalendarConfig.class)
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"org.jieshui.platform.api.calendar.WorkingCalendar\"")
public final class CalendarService implements WorkingCalendar {

    private static final Logger LOG = LoggerFactory.getLogger(CalendarService.class);
    private static final int WATCH_SECONDS = 5;

    private final Path defaultFolder;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "jieshui-calendar");
        thread.setDaemon(true);
        return thread;
    });
    private final ServiceRegistration<WorkingCalendar> registration;
    private OfficeHours hours;
    private CalendarFolder folder;
    private volatile WorkingTime time;

    @Activate
    public CalendarService(BundleContext context, CalendarConfig config) {
        String etc = context.getProperty("karaf.etc");
        defaultFolder = Path.of(etc == null ? "etc" : etc, "calendar");
        hours = officeHours(config);
        folder = new CalendarFolder(folderOf(config));
        time = new WorkingTime(new WorkingDays(folder.calendars()), hours);
        registration = context.registerService(WorkingCalendar.class, this, properties());
        LOG.info("Calendar {}, office hours {} to {}", time.version(), hours.open(), hours.close());
        watcher.scheduleWithFixedDelay(this::refresh, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
    }

    /** A configuration that makes no sense changes nothing. */
    @Modified
    synchronized void modified(CalendarConfig config) {
        try {
            OfficeHours changed = officeHours(config);
            folder = new CalendarFolder(folderOf(config));
            hours = changed;
        } catch (IllegalArgumentException e) {
            LOG.error("Configuration refused, the calendar stays at {}: {}", time.version(), e.getMessage());
            return;
        }
        renew();
    }

    @Deactivate
    void deactivate() {
        watcher.shutdownNow();
        registration.unregister();
    }

    synchronized void refresh() {
        try {
            if (folder.refresh()) {
                renew();
            }
        } catch (RuntimeException e) {
            // thrown on, it would end the watching
            LOG.error("The calendar could not be renewed and stays at {}", time.version(), e);
        }
    }

    private void renew() {
        WorkingTime renewed = new WorkingTime(new WorkingDays(folder.calendars()), hours);
        String old = time.version();
        time = renewed;
        if (!renewed.version().equals(old)) {
            LOG.info("Calendar {} replaces {}; open deadlines are derived again", renewed.version(), old);
            registration.setProperties(properties());
        }
    }

    private Dictionary<String, Object> properties() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(VERSION, time.version());
        return properties;
    }

    private Path folderOf(CalendarConfig config) {
        return config.folder().isBlank() ? defaultFolder : Path.of(config.folder().strip());
    }

    private static OfficeHours officeHours(CalendarConfig config) {
        try {
            return new OfficeHours(LocalTime.parse(config.open().strip()), LocalTime.parse(config.close().strip()));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(CalendarConfig.PID + ": open=" + config.open() + ", close=" + config.close()
                    + " are no office hours; write two times as HH:MM, the second after the first", e);
        }
    }

    @Override
    public String version() {
        return time.version();
    }

    @Override
    public OfficeHours officeHours() {
        return time.officeHours();
    }

    @Override
    public boolean isKnown(int year) {
        return time.isKnown(year);
    }

    @Override
    public Day day(LocalDate day) {
        return time.day(day);
    }

    @Override
    public boolean isWorkingDay(LocalDate day) {
        return time.isWorkingDay(day);
    }

    @Override
    public LocalDate workingDayAfter(LocalDate day, int n) {
        return time.workingDayAfter(day, n);
    }

    @Override
    public int workingDaysBetween(LocalDate from, LocalDate to) {
        return time.workingDaysBetween(from, to);
    }

    @Override
    public Instant closeOf(LocalDate day) {
        return time.closeOf(day);
    }

    @Override
    public Duration workingTime(Instant from, Instant to, List<Interval> outside) {
        return time.workingTime(from, to, outside);
    }

    @Override
    public Instant after(Instant from, Duration workingTime, List<Interval> outside) {
        return time.after(from, workingTime, outside);
    }

    @Override
    public Deadline deadline(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now) {
        return time.deadline(start, limit, target, pauses, now);
    }

    @Override
    public Explanation explain(Instant start, Limit limit, Limit target, List<Interval> pauses, Instant now) {
        return time.explain(start, limit, target, pauses, now);
    }
}
