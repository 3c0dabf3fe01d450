package org.jieshui.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jieshui.intake.Fakes.as;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.jieshui.intake.NotReadyResource.FileRow;
import org.jieshui.intake.NotReadyResource.NewFeedback;
import org.jieshui.cases.api.Entry;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NotReadyResourceTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("intake", FeedbackStore.class);

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:32");
    private final Actor engineer = Fakes.actor(33, "engineering", Set.of(), "intake.feedback");
    private final Actor steward = Fakes.actor(14, "customer-service", Set.of(), "intake.feedback");
    private Fakes fakes;
    private NotReadyResource resource;

    @BeforeEach
    void twoProjectsOnFile() {
        DB.clear();
        fakes = new Fakes(DB.database(), clock);
        fakes.onFile(7, "lixia", 14L, Instant.parse("2026-08-03T02:00:00Z"));
        fakes.onFile(8, "shizhong", null, Instant.parse("2026-10-12T02:00:00Z"));
        fakes.kase(9, "lixia", null);
        WorkingCalendar weekdays = Fakes.fake(WorkingCalendar.class, (method, args) -> ((LocalDate) args[0]).getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0);
        resource = new NotReadyResource(fakes.cases(), fakes.views(), Fakes.directory(), fakes.sent::addAll, weekdays, new FeedbackStore(DB.database()), clock);
    }

    @Test // R69
    void eachMonthBothTopicsAreDueByTheLastWorkingDay() {
        assertThat(row(7)).satisfies(r -> {
            assertThat(r.due()).isEqualTo("2026-10-30");
            assertThat(r.missing()).containsExactly("planning", "pipeline");
            assertThat(r.missed()).as("August and September").isEqualTo(2);
            assertThat(r.reason()).isEqualTo("规划道路未建");
            assertThat(r.mayRevive()).as("the steward revives").isTrue();
        });
        assertThat(row(8)).satisfies(r -> {
            assertThat(r.missed()).isZero();
            assertThat(r.mayRevive()).isFalse();
        });

        feedback(7, null, "planning", "方案已报规委会");
        feedback(7, "2026-09", "planning", "方案在编");
        feedback(7, "2026-09", "pipeline", "DN300 已铺 400 米");
        assertThat(row(7)).satisfies(r -> {
            assertThat(r.missing()).containsExactly("pipeline");
            assertThat(r.missed()).isEqualTo(1);
            assertThat(r.latest()).extracting(NotReadyResource.FeedbackView::text).containsExactly("方案已报规委会", "DN300 已铺 400 米");
        });

        clock.set("2026-11-02T09:00");
        assertThat(row(7).missing()).as("due again in the next month").containsExactly("planning", "pipeline");
    }

    @Test
    void whatLacksNothingIsLeftOutOnRequest() {
        feedback(7, null, "planning", "a");
        feedback(7, null, "pipeline", "b");
        fakes.onFile(10, "lixia", null, clock.instant());

        assertThat(file(true, null, 1).items()).extracting(FileRow::caseId).containsExactly(8L);
        assertThat(file(true, file(true, null, 1).next(), 1).items()).extracting(FileRow::caseId).containsExactly(10L);
        assertThat(file(false, null, 50).items()).hasSize(3);
    }

    @Test
    void theStewardHearsAndTheJournalKeepsNoWords() {
        resource.add(as(engineer), 7, "k1", new NewFeedback(null, "pipeline", "年底通水"));
        resource.add(as(engineer), 7, "k1", new NewFeedback(null, "pipeline", "年底通水"));

        assertThat(fakes.sent).extracting(Message::personId).containsExactly(14L);
        assertThat(fakes.journal).singleElement().satisfies(j -> assertThat(j.data().toString()).contains("2026-10", "pipeline").doesNotContain("通水"));
        assertThat(resource.feedback(as(steward), 7).items()).singleElement().satisfies(f -> assertThat(f.by()).isEqualTo("人33"));
    }

    @Test
    void onlyForMonthsOnFileAndCasesOnFile() {
        assertThatThrownBy(() -> feedback(7, "2026-11", "planning", "x")).hasMessageContaining("invalid");
        assertThatThrownBy(() -> feedback(7, "2026-07", "planning", "x")).hasMessageContaining("invalid");
        assertThatThrownBy(() -> feedback(7, "October", "planning", "x")).hasMessageContaining("invalid");
        assertThatThrownBy(() -> feedback(7, null, "weather", "x")).hasMessageContaining("invalid");
        assertThatThrownBy(() -> feedback(7, null, "planning", " ")).hasMessageContaining("invalid");
        assertThatThrownBy(() -> feedback(9, null, "planning", "x")).hasMessageContaining("intake/not-in-file");
        assertThat(fakes.journal).isEmpty();
    }

    @Test // R69
    void whoFeedsBackHearsOfANewCaseOnFile() {
        new CaseEvents(fakes.cases(), Fakes.directory(), fakes.sent::addAll, new LogStore(DB.database()))
                .on(new Entry(1, 8, 5, clock.instant(), 14, null, "case.not-ready", null, Fakes.json("{'reason': 'x'}")));

        assertThat(fakes.sent).extracting(Message::personId).containsExactly(11L, 33L, 34L);
    }

    private void feedback(long caseId, String month, String topic, String text) {
        resource.add(as(engineer), caseId, null, new NewFeedback(month, topic, text));
    }

    private FileRow row(long caseId) {
        return file(false, null, 50).items().stream().filter(r -> r.caseId() == caseId).findFirst().orElseThrow();
    }

    private org.jieshui.platform.api.rest.Page<FileRow> file(boolean missing, String after, int limit) {
        return resource.file(as(steward), null, null, null, missing, after, limit);
    }

}
