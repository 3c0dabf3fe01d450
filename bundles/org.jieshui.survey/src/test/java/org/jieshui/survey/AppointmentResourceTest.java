package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.survey.Appointment.Attendee;
import org.jieshui.survey.AppointmentResource.AppointmentRow;
import org.jieshui.survey.AppointmentResource.Conflict;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of appointments nobody sees more than of their cases, however he asks; and a whole week is one question to the core. */
class AppointmentResourceTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("survey", SurveyStore.class);

    private static final Instant TEN = Instant.parse("2026-10-14T02:00:00Z");
    private static final Map<Long, String> DISTRICTS = Map.of(1L, "lixia", 2L, "shizhong", 3L, "lixia");

    private final List<Set<Long>> asked = new ArrayList<>();
    private AppointmentResource resource;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void twoDistricts() {
        DB.clear();
        var store = new SurveyStore(DB.database());
        DISTRICTS.forEach((id, district) -> store.book(id, district, new Appointment(TEN, 60, "东门", List.of(new Attendee("design", 12L)))));
        Cases cases = fake(Cases.class, (method, args) -> {
            assertThat(method).isEqualTo("visible");
            asked.add(Set.copyOf((Collection<Long>) args[1]));
            return DISTRICTS.keySet().stream().filter(((Collection<Long>) args[1])::contains).filter(id -> ((Actor) args[0]).districts().contains(DISTRICTS.get(id)))
                    .collect(Collectors.toMap(id -> id, AppointmentResourceTest::kase));
        });
        resource = new AppointmentResource(cases, fake(Directory.class, (method, args) -> Map.of()), null, store);
    }

    @Test
    void anotherDistrictsAppointmentsAreNotThereWhenAskedForEither() {
        assertThat(week(null)).extracting(AppointmentRow::caseId).containsExactly(1L, 3L);
        assertThat(week("lixia")).extracting(AppointmentRow::caseId).containsExactly(1L, 3L);
        assertThat(week("shizhong")).isEmpty();
    }

    @Test
    void whoIsElsewhereIsToldWithoutNamingACaseThatIsHidden() {
        assertThat(week(null).get(0).conflicts()).extracting(Conflict::caseId).containsExactly(null, 3L);
    }

    @Test
    void aWeekIsOneQuestion() {
        week(null);
        assertThat(asked).containsExactly(Set.of(1L, 2L, 3L));
    }

    private List<AppointmentRow> week(String district) {
        var clerk = new Actor(11, "clerk", "周敏", Set.of("customer-service"), Set.of("survey.read", "cases.read"), Set.of("lixia"), false, "zh-CN");
        return resource.appointments(fake(SecurityContext.class, (method, args) -> clerk), "2026-10-12T00:00:00Z", "2026-10-19T00:00:00Z", null, null, district).items();
    }

    private static CaseInfo kase(long id) {
        return new CaseInfo(id, "N" + id, "single-meter", 1, CaseState.OPEN, 1, "plan", TEN, null, "某客户", null, null, "某地址", DISTRICTS.get(id), null, "application", null);
    }

    private static <T> T fake(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answer.apply(method.getName(), args)));
    }
}
