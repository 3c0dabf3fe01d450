package org.jieshui.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Loading without a restart: what the folder and the configuration change, and what consumers are told. */
class CalendarServiceTest {

    private static final String YEAR_2027 = """
            {"year": 2027, "revision": 1, "papers": [{"title": "t", "number": "n", "url": "u"}],
             "holidays": [{"name": "元旦", "en": "New Year's Day", "from": "2027-01-01", "to": "2027-01-01", "makeUp": []}]}""";
    private static final LocalDate NEW_YEAR = LocalDate.of(2027, 1, 1);

    @TempDir
    private Path etc;
    private Path folder;
    private final List<Object> announced = new ArrayList<>();
    private boolean registered;
    private CalendarService calendar;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectory(etc.resolve("calendar"));
        calendar = new CalendarService(context(), config("08:30", "17:30"));
    }

    @AfterEach
    void stop() {
        calendar.deactivate();
        assertThat(registered).isFalse();
    }

    @Test
    void announcesItsVersion() {
        assertThat(calendar.version()).matches("2026\\.1-[0-9a-f]{8}");
        assertThat(announced).containsExactly(calendar.version());
    }

    @Test
    void aFurtherYearIsLoadedWhileRunning() throws IOException {
        String before = calendar.version();
        Files.writeString(folder.resolve("2027.json"), YEAR_2027);
        calendar.refresh();
        assertThat(calendar.isKnown(2027)).as("seen once: it may still be written").isFalse();
        calendar.refresh();
        assertThat(calendar.isKnown(2027)).isTrue();
        assertThat(calendar.isWorkingDay(NEW_YEAR)).isFalse();
        assertThat(calendar.version()).startsWith("2027.1-").isNotEqualTo(before);
        calendar.refresh();
        assertThat(announced).as("told once").containsExactly(before, calendar.version());
    }

    @Test
    void aRefusedFileLeavesItsYearAsItWas() throws IOException {
        write("2027.json", YEAR_2027);
        String good = calendar.version();
        write("2027.json", YEAR_2027.replace("2027-01-01", "2027-13-01"));
        write("2026.json", "{");
        write("notes.json", YEAR_2027);
        assertThat(calendar.version()).isEqualTo(good);
        assertThat(calendar.isWorkingDay(NEW_YEAR)).isFalse();
        assertThat(calendar.isKnown(2026)).isTrue();
    }

    @Test
    void aCorrectionReplacesTheProductsYearUntilItIsTakenAway() throws IOException {
        String product = calendar.version();
        LocalDate makeUp = LocalDate.of(2026, 10, 10);
        write("2026.json", YEAR_2027.replace("2027", "2026").replace("\"revision\": 1", "\"revision\": 2"));
        assertThat(calendar.version()).startsWith("2026.2-");
        assertThat(calendar.isWorkingDay(makeUp)).isFalse();
        Files.delete(folder.resolve("2026.json"));
        refresh();
        assertThat(calendar.version()).isEqualTo(product);
        assertThat(calendar.isWorkingDay(makeUp)).isTrue();
    }

    @Test
    void otherOfficeHoursAreAnotherCalendar() {
        String before = calendar.version();
        calendar.modified(config("09:00", "17:00"));
        assertThat(calendar.officeHours().open()).isEqualTo(LocalTime.of(9, 0));
        assertThat(announced).containsExactly(before, calendar.version()).doesNotHaveDuplicates();
    }

    @Test
    void officeHoursThatMakeNoSenseAreRefused() {
        String before = calendar.version();
        calendar.modified(config("17:30", "08:30"));
        calendar.modified(config("08:30", "25:00"));
        assertThat(calendar.version()).isEqualTo(before);
        assertThatThrownBy(() -> new CalendarService(context(), config("morning", "17:30"))).hasMessageContaining("org.jieshui.calendar: open=morning").hasMessageContaining("HH:MM");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        refresh();
    }

    private void refresh() {
        calendar.refresh();
        calendar.refresh();
    }

    private CalendarConfig config(String open, String close) {
        return (CalendarConfig) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {CalendarConfig.class}, (proxy, method, args) -> switch (method.getName()) {
            case "open" -> open;
            case "close" -> close;
            default -> "";
        });
    }

    private BundleContext context() {
        ServiceRegistration<?> registration = proxy(ServiceRegistration.class, (method, args) -> {
            if (method.equals("setProperties")) {
                announce((Dictionary<?, ?>) args[0]);
            } else if (method.equals("unregister")) {
                registered = false;
            }
            return null;
        });
        return proxy(BundleContext.class, (method, args) -> switch (method) {
            case "getProperty" -> etc.toString();
            case "registerService" -> {
                registered = true;
                announce((Dictionary<?, ?>) args[2]);
                yield registration;
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private void announce(Dictionary<?, ?> properties) {
        announced.add(properties.get(WorkingCalendar.VERSION));
    }

    private interface Call {
        Object answer(String method, Object[] args);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> call.answer(method.getName(), args)));
    }
}
