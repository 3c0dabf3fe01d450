package org.jieshui.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.jieshui.cases.api.Condition;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists, fees and quotations on the real database, with the clock in hand. */
class ListsTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("pricing", ListStore.class);

    private static final List<Item> ITEMS = SampleLists.items(SampleLists.sample().get(1));
    private static final String DRAWING = "{'calibre': 40, 'length': 24.5, 'meterCalibre': 25}";

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:32");
    private ListStore store;
    private FeeStore fees;
    private Lists lists;
    private Fees computing;
    private FeeTask feeTask;
    private QuotationTask quotationTask;

    @BeforeEach
    void empty() {
        DB.clear();
        store = new ListStore(DB.database());
        fees = new FeeStore(DB.database());
        lists = new Lists(DB.database(), store, fees, clock);
        computing = new Fees(store);
        feeTask = new FeeTask(computing, fees, store);
        quotationTask = new QuotationTask(fees);
    }

    @Test
    void wordsAreKeptAsTheyWereSent() {
        var draft = lists.create(" 清单 ", "说明\n", null, 11);
        assertThat(List.of(draft.title(), draft.note())).containsExactly(" 清单 ", "说明\n");
        var renamed = lists.rename(draft.id(), draft.revision(), "清单\n", " 说明", 11);
        assertThat(List.of(renamed.title(), renamed.note())).containsExactly("清单\n", " 说明");
    }

    @Test // R77
    void aDraftIsPublishedByAnotherPersonAndThenNeverChanges() {
        var draft = lists.create("2026 年清单", null, null, 11);
        draft = lists.items(draft.id(), draft.revision(), ITEMS, null, 11);
        var it = draft;
        refused("pricing/second-person", () -> lists.publish(it.id(), it.revision(), LocalDate.parse("2026-11-01"), 11));
        refused("pricing/version-conflict", () -> lists.publish(it.id(), it.revision() - 1, LocalDate.parse("2026-11-01"), 12));

        var published = lists.publish(draft.id(), draft.revision(), LocalDate.parse("2026-11-01"), 12);
        assertThat(published.state()).isEqualTo("published");
        assertThat(store.inForce(LocalDate.parse("2026-10-31"))).isEmpty();
        assertThat(store.inForce(LocalDate.parse("2026-11-01"))).get().extracting(PriceList::id).isEqualTo(draft.id());
        refused("pricing/published", () -> lists.items(published.id(), published.revision(), ITEMS, null, 11));
        assertThatThrownBy(() -> DB.database().transact(h -> h.execute("UPDATE pricing.item SET price = 1"))).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> DB.database().transact(h -> h.execute("DELETE FROM pricing.item"))).satisfies(e -> assertThat(DatabaseException.sqlState(e)).contains(DatabaseException.CHECK_VIOLATION));
        assertThat(store.events(draft.id())).extracting(ListStore.Event::kind).containsExactly("created", "edited", "published");
    }

    @Test
    void whatIsNotInForceYetCanBeTakenBack() {
        var later = published("2026-12-01");
        var back = lists.takeBack(later.id(), later.revision(), 12);
        assertThat(back.draft()).isTrue();
        lists.remove(back.id(), back.revision());
        assertThat(store.lists()).isEmpty();

        var today = published("2026-10-13");
        refused("pricing/in-force", () -> lists.takeBack(today.id(), today.revision(), 12));
    }

    @Test
    void aListBeginsAfterEveryFeeThatWasIssuedAndNeverOnTheDayOfAnother() {
        published("2019-05-01");
        var other = draft();
        refused("pricing/effective-date", () -> lists.publish(other.id(), other.revision(), LocalDate.parse("2019-05-01"), 12));
        refused("pricing/effective-date", () -> lists.publish(other.id(), other.revision(), LocalDate.parse("2029-01-01"), 12));
        refused("pricing/effective-date", () -> lists.publish(other.id(), other.revision(), null, 12));
        issue(FakeTask.of("pricing.fee", "audit").at(clock.instant()).filed("design.drawing", DRAWING), "{}");
        refused("pricing/effective-date", () -> lists.publish(other.id(), other.revision(), LocalDate.parse("2026-10-13"), 12));
        assertThat(lists.publish(other.id(), other.revision(), LocalDate.parse("2026-10-14"), 12).effective()).isEqualTo("2026-10-14");
    }

    @Test // R78: an old fee is the same years later
    void aFeeIsComputedAgainAfterListsCameAndPricesChanged() {
        SampleLists.create(DB.database(), lists, store);
        var task = FakeTask.of("pricing.fee", "audit").at(DrivenClock.at("2019-06-03T09:00").instant()).filed("design.drawing", DRAWING)
                .filed("construction.finding", "{'excavation': true, 'excavationArea': 6.4}");
        issue(task, "{'entered': [{'code': 'DG-01', 'quantity': 6.5, 'source': '水施-02'}]}");
        var old = fees.current(7).orElseThrow();
        assertThat(old.day()).isEqualTo("2019-06-03");
        assertThat(store.list(old.list())).get().extracting(PriceList::effective).isEqualTo(LocalDate.parse("2019-05-01"));

        var dearer = lists.create("涨价", null, old.list(), 11);
        dearer = lists.items(dearer.id(), dearer.revision(), ITEMS.stream().map(i -> new Item(i.code(), i.name(), i.unit(), i.basis(), i.calibre(), i.included(), i.price().add(i.price()),
                i.variant(), i.note())).toList(), null, 11);
        lists.publish(dearer.id(), dearer.revision(), LocalDate.parse("2026-10-13"), 12);
        clock.set(DrivenClock.at("2031-03-01T09:00").instant());

        assertThat(computing.holds(old)).isTrue();
        assertThat(Fees.figures(computing.again(old))).isEqualTo(Fee.totals(old.lines()).stream().map(t -> t.total().toPlainString()).toList());
        var now = computing.compute(clock.instant(), task::form, FakeTask.json("[{'code': 'DG-01', 'quantity': 6.5, 'source': '水施-02'}]"));
        assertThat(Fees.figures(now.fee())).isNotEqualTo(Fees.figures(computing.again(old)));
        assertThatThrownBy(() -> DB.database().transact(h -> h.execute("UPDATE pricing.line SET amount = 1"))).satisfies(e -> assertThat(DatabaseException.sqlState(e)).contains(DatabaseException.CHECK_VIOLATION));
        assertThatThrownBy(() -> DB.database().transact(h -> h.execute("UPDATE pricing.fee SET day = '2020-01-01'"))).satisfies(e -> assertThat(DatabaseException.sqlState(e)).contains(DatabaseException.CHECK_VIOLATION));
    }

    @Test
    void theListIsThatOfTheDayInTheCity() {
        published("2026-10-14");
        var lastMinute = FakeTask.of("pricing.fee", "audit").at(DrivenClock.at("2026-10-13T23:59").instant()).filed("design.drawing", DRAWING);
        assertThat(unmet(feeTask.conditions(lastMinute))).containsExactly("pricing.list");
        refused("pricing/no-fee", () -> issue(lastMinute, "{}"));
        var midnight = FakeTask.of("pricing.fee", "audit").at(DrivenClock.at("2026-10-14T00:00").instant()).filed("design.drawing", DRAWING);
        assertThat(unmet(feeTask.conditions(midnight))).isEmpty();
        issue(midnight, "{}");
        assertThat(fees.current(7)).isPresent();
    }

    @Test
    void whatTheListOrTheDrawingLacksIsSaidBefore() {
        published("2026-01-01");
        assertThat(unmet(feeTask.conditions(FakeTask.of("pricing.fee", "audit")))).containsExactly("pricing.drawing");
        assertThat(unmet(feeTask.conditions(FakeTask.of("pricing.fee", "audit").filed("design.drawing", "{'calibre': 300, 'length': 9, 'meterCalibre': 25}")))).containsExactly("pricing.prices");
        refused("invalid", () -> issue(FakeTask.of("pricing.fee", "audit").filed("design.drawing", DRAWING).filed("construction.finding", "{'excavation': true}"), "{}"));
    }

    @Test
    void whatThePageShowedMustStillHold() {
        published("2026-01-01");
        var task = FakeTask.of("pricing.fee", "audit").filed("design.drawing", DRAWING);
        refused("pricing/fee-changed", () -> issue(task, "{'totals': ['1.00', '2.00']}"));
        refused("pricing/fee-changed", () -> issue(task, "{'list': 9}"));
        issue(task, "{'list': 1, 'totals': ['3174.30', '2856.30']}");
        assertThat(task.journal).singleElement().satisfies(j -> {
            assertThat(j.kind()).isEqualTo("pricing.fee-issued");
            assertThat(j.data().path("totals").get(0).asText()).isEqualTo("3174.30");
        });
    }

    @Test // what can no longer be entered has no row to delete it in
    void whatWasEnteredComesBackWhereItIsStillOpen() {
        var entered = "{'entered': [{'code': 'DG-01', 'quantity': 6.5, 'source': '水施-02'}, {'code': 'LM-01', 'quantity': 3, 'source': '复测'}, {'code': 'XX-9', 'quantity': 1, 'source': 'x'}]}";
        var task = FakeTask.of("pricing.fee", "audit").filed("design.drawing", DRAWING).filedBefore(entered);
        assertThat(feeTask.prefill(task).at("/entered").findValuesAsText("code")).as("nothing is known without a list").hasSize(3);
        published("2026-01-01");
        assertThat(feeTask.prefill(task).at("/entered").findValuesAsText("code")).containsExactly("DG-01");
        task.filed("construction.finding", "{'excavation': true}");
        assertThat(feeTask.prefill(task).at("/entered").findValuesAsText("code")).containsExactly("DG-01", "LM-01");
    }

    @Test // R79
    void theCustomerChoosesFromTheQuotation() {
        published("2026-01-01");
        issue(FakeTask.of("pricing.fee", "audit").filed("design.drawing", DRAWING), "{}");
        var task = FakeTask.of("pricing.quotation", "customer-service");
        assertThat(unmet(quotationTask.conditions(task))).containsExactly("pricing.printed");
        var fee = fees.current(7).orElseThrow();
        fees.quoted(fee.id(), 99, clock.instant(), 14);
        assertThat(unmet(quotationTask.conditions(task))).isEmpty();

        refused("invalid", () -> quotationTask.completed(task, FakeTask.json("{'channel': 'on-site', 'told': true}")));
        refused("pricing/fee-changed", () -> quotationTask.completed(task, FakeTask.json("{'fee': " + (fee.id() + 1) + ", 'variant': '机械水表', 'channel': 'on-site'}")));
        quotationTask.completed(task, FakeTask.json("{'fee': " + fee.id() + ", 'variant': '机械水表', 'channel': 'on-site', 'note': '要便宜的'}"));
        assertThat(fees.answers(7)).singleElement().satisfies(a -> assertThat(a.total()).isEqualByComparingTo("2856.30"));
        assertThat(task.changes).singleElement().satisfies(c -> assertThat(c.facts()).containsEntry("fee", "2856.30").containsEntry("feeChoice", "机械水表"));
        assertThat(task.journal.get(0).data().toString()).doesNotContain("要便宜的");
    }

    @Test
    void sentBackNothingStandsAndTheNextFeeNeedsANewQuotation() {
        published("2026-01-01");
        var task = FakeTask.of("pricing.fee", "audit").filed("design.drawing", DRAWING);
        issue(task, "{}");
        fees.quoted(fees.current(7).orElseThrow().id(), 99, clock.instant(), 14);
        var quotation = FakeTask.of("pricing.quotation", "customer-service");
        quotationTask.completed(quotation, FakeTask.json("{'variant': '机械水表', 'channel': 'phone'}"));

        quotationTask.sentBack(quotation, "客户改主意");
        feeTask.sentBack(task, "图纸有误");
        assertThat(fees.current(7)).isEmpty();
        assertThat(fees.answers(7)).allMatch(a -> a.voidAt() != null);
        assertThat(quotation.changes.get(1).facts()).containsEntry("fee", null);
        issue(task, "{}");
        assertThat(unmet(quotationTask.conditions(quotation))).containsExactly("pricing.printed");
        assertThat(fees.fees(7)).hasSize(2).extracting(FeeStore.Issued::voidReason).containsExactly(null, "图纸有误");
    }

    @Test
    void theSampleIsMadeOnce() {
        assertThat(SampleLists.create(DB.database(), lists, store)).isTrue();
        assertThat(SampleLists.create(DB.database(), lists, store)).isFalse();
        assertThat(store.lists()).extracting(PriceList::state).containsExactly("draft", "published", "published");
        assertThat(store.lists()).allMatch(l -> l.title().contains("样例") && l.items() == 48);
    }

    private void issue(FakeTask task, String form) {
        DB.database().transact(h -> feeTask.completed(task, FakeTask.json(form)));
    }

    private PriceList draft() {
        var draft = lists.create("清单", null, null, 11);
        return lists.items(draft.id(), draft.revision(), ITEMS, "清单.xlsx", 11);
    }

    private PriceList published(String effective) {
        var draft = draft();
        return lists.publish(draft.id(), draft.revision(), LocalDate.parse(effective), 12);
    }

    private static List<String> unmet(List<Condition> conditions) {
        return conditions.stream().filter(c -> !c.met()).map(Condition::id).toList();
    }

    private static void refused(String type, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
    }
}
