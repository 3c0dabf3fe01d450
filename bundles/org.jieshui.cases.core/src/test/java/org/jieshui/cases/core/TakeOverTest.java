package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.Receipt;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.Actor;
import org.junit.jupiter.api.Test;

/** Cases taken over from an earlier system, with their dates (docs/decisions/0008). */
class TakeOverTest extends Story {

    private final Actor importer = Actor.system("importer");

    @Test
    void aCaseTakenOverHasItsPastAndTheJournalSaysWhenItWasEntered() {
        clock.set("2026-10-14T10:00");
        long id = at("2026-10-09T09:00", () -> fixture.cases().open(service, application(), "old/17")).caseId();
        at("2026-10-09T10:30", () -> fixture.cases().complete(service, fixture.open(service, id, "accept").id(), null, "old/17/accept"));
        assertThat(fixture.cases().get(service, id)).satisfies(k -> {
            assertThat(k.opened()).isEqualTo(at("2026-10-09T09:00"));
            assertThat(k.number()).startsWith("JS2026-1009-");
        });
        var timeline = fixture.views().timeline(service, id, null, 10).items();
        assertThat(timeline).extracting(CaseViews.TimelineEntry::at).containsExactly(at("2026-10-09T10:30"), at("2026-10-09T09:00"));
        assertThat(timeline).allSatisfy(e -> {
            assertThat(e.recorded()).isEqualTo(clock.instant());
            assertThat(e.recordedBy()).isEqualTo("importer");
            assertThat(e.actor().id()).isEqualTo(service.id());
        });
        assertThat(fixture.open(service, id, "forward").opened()).isEqualTo(at("2026-10-09T10:30"));
        var steward = fixture.views().tasks(service, query("overdue")).items().stream().filter(r -> r.key().equals("steward")).findFirst().orElseThrow();
        assertThat(steward.deadline().label().zh()).as("due on Monday 12 October 17:30; Friday the 9th and Saturday the 10th, a make-up workday, count").isEqualTo("超时1个工作日");
    }

    @Test
    void nobodyIsToldOfWhatHappenedLongAgo() {
        long id = at("2026-09-25T09:00", () -> fixture.cases().open(chief, newCase(), null)).caseId();
        at("2026-09-25T09:10", () -> fixture.cases().urge(service, fixture.open(service, id, "transfer").id(), "请尽快", null));
        assertThat(fixture.sent).isEmpty();
        fixture.cases().urge(service, fixture.open(service, id, "transfer").id(), "请尽快", null);
        assertThat(fixture.sent).isNotEmpty();
        assertThat(fixture.views().timeline(service, id, null, 1).items().get(0).recorded()).isNull();
    }

    @Test
    void aPauseOfLastWeekMovesTheDeadline() {
        clock.set("2026-10-20T10:00");
        long id = at("2026-10-13T09:00", () -> fixture.cases().open(service, application(), null)).caseId();
        at("2026-10-13T09:00", () -> fixture.cases().pause(service, id, "excavation-approval", null, "等审批", null, null));
        at("2026-10-20T08:30", () -> fixture.cases().resume(service, id, fixture.views().caseView(service, id).pauses().get(0).id(), null, null));
        assertThat(fixture.open(service, id, "accept").due()).as("26.5 hours of the allowance were left: 9 + 9 + 8.5").isEqualTo(at("2026-10-22T17:00"));
    }

    @Test
    void thePastIsEnteredInItsOrderAndNeverTheFuture() {
        long id = at("2026-09-25T09:00", () -> fixture.cases().open(chief, newCase(), null)).caseId();
        refused(() -> at("2026-09-25T08:59", () -> fixture.cases().comment(service, id, "更早", null)), "cases/take-over-order");
        refused(() -> at("2026-09-28T09:01", () -> fixture.cases().comment(service, id, "还没发生", null)), "invalid");
        fixture.cases().comment(service, id, "现在", null);
        refused(() -> at("2026-09-26T09:00", () -> fixture.cases().comment(service, id, "补记", null)), "cases/take-over-order");
    }

    @Test
    void onlyWhoMayTakeOverDoes() {
        refused(() -> fixture.cases().at(service, at("2026-09-25T09:00"), () -> fixture.cases().open(service, application(), null)), "forbidden");
        var permitted = fixture.person(90, "customer-service", "cases.take-over");
        fixture.cases().at(permitted, at("2026-09-25T09:00"), () -> fixture.cases().open(service, application(), null));
    }

    @Test
    void anInterruptedImportIsRunAgain() {
        var first = at("2026-09-25T09:00", () -> fixture.cases().open(chief, newCase(), "old/18"));
        var again = at("2026-09-25T09:00", () -> fixture.cases().open(chief, newCase(), "old/18"));
        assertThat(again.caseId()).isEqualTo(first.caseId());
        assertThat(again.repeated()).isTrue();
        assertThatThrownBy(() -> at("2026-09-25T09:00", () -> {
            throw new IllegalStateException("stopped");
        })).hasMessage("stopped");
        assertThat(fixture.cases().get(service, fixture.cases().open(service, application(), null).caseId()).opened()).as("the present again").isEqualTo(clock.instant());
    }

    private Receipt at(String moment, Supplier<Receipt> work) {
        return fixture.cases().at(importer, at(moment), work);
    }

    private static NewCase application() {
        return new NewCase("single-meter", "application", "王志远", "王志远", "13800002046", "历下区旅游路 28599 号", "lixia", null);
    }
}
