package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.Condition;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.PauseChange;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;

/** What is changed, corrected, withdrawn and found. */
class CaseChangesTest extends Story {

    private static final String WHEN = """
            {"id": "dig", "version": 1, "name": {"zh-CN": "刨掘", "en": "Dig"}, "model": "321", "policy": {"document": "x"},
             "flow": {"limit": 1, "from": "only", "to": "end"}, "pauseReasons": [],
             "stages": [{"id": "only", "name": {"zh-CN": "阶段", "en": "Stage"}, "limit": {"workingDays": 1}, "tasks": [
               {"id": "begin", "type": "intake.accept", "department": "customer-service", "name": {"zh-CN": "始", "en": "Begin"}},
               {"id": "permit", "type": "design.map", "department": "design", "when": {"excavation": true}, "after": ["begin"], "name": {"zh-CN": "证", "en": "Permit"}},
               {"id": "end", "type": "intake.review", "department": "customer-service", "after": ["permit"], "name": {"zh-CN": "终", "en": "End"}}]}]}""";

    @Test
    void twoWhoChangeTheSameFieldSeeBothValues() {
        long id = openFromJointReview();
        int seen = fixture.cases().get(service, id).version();
        fixture.cases().change(chief(), id, seen, address("历城区工业北路 288 号"), null);
        assertThatThrownBy(() -> fixture.cases().change(service, id, seen, address("历城区工业北路 290 号"), null)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type()).isEqualTo("cases/version-conflict");
            assertThat(e.problem().extra()).containsEntry("version", seen + 1);
            assertThat(((List<?>) e.problem().extra().get("fields")).get(0)).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("field", "address").containsEntry("by", chief().displayName()).containsEntry("at", clock.instant())
                    .hasEntrySatisfying("yours", v -> assertThat(v.toString()).contains("290"))
                    .hasEntrySatisfying("current", v -> assertThat(v.toString()).contains("288"));
        });
        assertThat(fixture.cases().get(service, id).address()).contains("288");
        fixture.cases().change(service, id, seen, new CaseChange(null, "钱工", null, null, null, null, null), null);
        assertThat(fixture.cases().get(service, id)).as("another field is no conflict").satisfies(k -> {
            assertThat(k.contact()).isEqualTo("钱工");
            assertThat(k.address()).contains("288");
        });
    }

    @Test
    void whatADepartmentChangedIsToldApartToo() {
        fixture.run("initiation", null, Map.of("initiation.transfer", new TaskType() {
            @Override
            public void completed(TaskContext task, com.fasterxml.jackson.databind.JsonNode form) {
                task.update(address("历城区工业北路 1 号"));
            }
        }));
        long id = openFromJointReview();
        int seen = fixture.cases().get(service, id).version();
        fixture.has(id, "joint-review-approval", 1);
        complete(id, "transfer");
        refused(() -> fixture.cases().change(service, id, seen, address("历城区工业北路 2 号"), null), "cases/version-conflict");
        assertThat(fixture.views().timeline(service, id, null, 1).items().get(0).data().get("fields").get(0).asText()).isEqualTo("address");
    }

    @Test
    void whatIsChangedIsCheckedLikeWhatIsOpened() {
        long id = openFromJointReview();
        refused(() -> fixture.cases().change(service, id, null, new CaseChange(" ", null, "x", "", "atlantis", 999L, Map.of("a b", 1)), null), "invalid");
        refused(() -> fixture.cases().change(service, id, null, CaseChange.facts(Map.of("list", List.of(1))), null), "invalid");
        fixture.cases().withdraw(service, id, "放弃", null);
        refused(() -> fixture.cases().change(service, id, null, address("x"), null), "cases/case-not-open");
    }

    @Test
    void whatIsWrittenIsKeptAsItWasWritten() {
        var name = "\u3000\t 𠮷野家\u2029";
        long id = fixture.cases().open(service, new NewCase("single-meter", "application", name, name, null, name, "lixia", Map.of("remark", name)), null).caseId();
        fixture.cases().comment(service, id, name, null);
        var kase = fixture.cases().get(service, id);
        assertThat(List.of(kase.customer(), kase.contact(), kase.address(), kase.facts().path("remark").asText())).containsOnly(name);
        assertThat(fixture.views().timeline(service, id, null, 1).items().get(0).text().zh()).endsWith(name);
    }

    @Test
    void lengthIsCountedInCharactersNotInHalves() {
        fixture.cases().open(service, new NewCase("single-meter", "application", "𠮷".repeat(200), "𠮷".repeat(100), null, "𠮷".repeat(400), "lixia", Map.of("remark", "𠮷".repeat(200))), null);
        refused(() -> fixture.cases().open(service, new NewCase("single-meter", "application", "𠮷".repeat(201), null, null, "x", "lixia", null), null), "invalid");
    }

    @Test
    void aFactOpensAndEndsTheTasksThatDependOnIt() {
        fixture.processes().publish(Actor.system("test"), WHEN);
        long id = fixture.cases().open(service, new NewCase("dig", "application", "王志远", null, null, "旅游路", "lixia", null), null).caseId();
        complete(id, "begin");
        assertThat(fixture.openKeys(service, id)).containsExactly("end");
        fixture.cases().change(service, id, null, CaseChange.facts(Map.of("excavation", true)), null);
        assertThat(fixture.openKeys(service, id)).as("the permit is needed now").contains("permit");
        fixture.cases().act(service, id, "survey.no-digging", act -> {
            act.update(CaseChange.facts(Map.of("excavation", false)));
            return null;
        });
        assertThat(fixture.openKeys(service, id)).containsExactly("end");
    }

    @Test
    void aPauseIsCorrectedWithAReasonAndDeadlinesFollow() {
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        complete(id, "transfer");
        clock.set("2026-09-29T12:30");
        fixture.cases().pause(service, id, "excavation-approval", null, "", null, null);
        clock.set("2026-09-30T08:30");
        long pause = fixture.views().caseView(service, id).pauses().get(0).id();
        fixture.cases().resume(service, id, pause, null, null);
        var due = fixture.open(service, id, "accept").due();
        fixture.cases().correctPause(service, id, pause, new PauseChange(at("2026-09-29T08:30"), null, "审批窗口当日停办", null), "起始时间记错", null);
        assertThat(fixture.open(service, id, "accept").due()).as("four hours more were paused").isAfter(due);
        var entry = fixture.views().timeline(service, id, null, 1).items().get(0);
        assertThat(entry.kind()).isEqualTo("clock.corrected");
        assertThat(entry.text().zh()).contains("起始时间记错");
        assertThat(entry.data().path("was").path("from").asText()).isEqualTo(at("2026-09-29T12:30").toString());
        refused(() -> fixture.cases().correctPause(service, id, pause, new PauseChange(null, at("2026-10-30T08:30"), null, null), "x", null), "invalid");
        refused(() -> fixture.cases().correctPause(service, id, pause + 999, new PauseChange(null, null, null, null), "x", null), "not-found");
        fixture.cases().correctPause(service, id, pause, new PauseChange(at("2026-09-29T12:30"), at("2026-09-29T12:30"), null, null), "没有停办", null);
        assertThat(fixture.open(service, id, "accept").due()).as("it did not happen").isBefore(due);
    }

    @Test
    void aPauseIsCorrectedThoughItsReasonHasBeenDisabledSince() {
        long id = openFromJointReview();
        fixture.cases().pause(service, id, "excavation-approval", null, "", null, null);
        long pause = fixture.views().caseView(service, id).pauses().get(0).id();
        fixture.database.transact(h -> {
            Sql.update(h.getConnection(), "UPDATE cases.pause_reason SET enabled = false WHERE id = 'excavation-approval'");
        });
        fixture.cases().correctPause(service, id, pause, new PauseChange(null, null, "写明审批窗口", null), "补写说明", null);
        assertThat(fixture.views().caseView(service, id).pauses().get(0).note()).isEqualTo("写明审批窗口");
        fixture.cases().resume(service, id, pause, null, null);
        refused(() -> fixture.cases().pause(service, id, "excavation-approval", null, "", null, null), "invalid");
    }

    @Test
    void aDepartmentPausesTheCaseInTheActionThatIsTheReason() {
        long id = openFromJointReview();
        fixture.has(id, "excavation-permit", 41);
        var engineer = fixture.person(70, "engineering");
        long pause = fixture.cases().act(engineer, id, "construction.applied", act -> act.pause("excavation-approval", null, "已受理", List.of(41L)));
        assertThat(fixture.views().caseView(service, id).pauses()).singleElement().satisfies(p -> {
            assertThat(p.evidence()).containsExactly(41L);
            assertThat(p.by().id()).isEqualTo(70);
        });
        assertThat(fixture.views().timeline(service, id, null, 2).items()).extracting(e -> e.kind()).containsExactly("construction.applied", "clock.paused");
        refused(() -> fixture.cases().act(engineer, id, "construction.applied", act -> act.pause("contract-review", null, "", List.of(42L))), "invalid");

        clock.set("2026-09-30T08:30");
        fixture.cases().act(engineer, id, "construction.granted", act -> {
            act.resume(pause, null);
            act.resume(pause, null);
            return null;
        });
        assertThat(fixture.views().caseView(service, id).pauses().get(0).to()).isEqualTo(at("2026-09-30T08:30"));
        assertThat(fixture.views().timeline(service, id, null, 5).items()).extracting(e -> e.kind()).filteredOn("clock.resumed"::equals).hasSize(1);
    }

    @Test
    void aWithdrawnCaseStopsItsClocksAndPauses() {
        long id = openFromJointReview();
        fixture.cases().pause(service, id, "excavation-approval", null, "", null, null);
        clock.set("2026-10-20T08:30");
        fixture.cases().withdraw(service, id, "客户放弃", null);
        clock.set("2026-11-20T08:30");
        var view = fixture.views().caseView(service, id);
        assertThat(view.pauses()).allSatisfy(p -> assertThat(p.to()).isEqualTo(at("2026-10-20T08:30")));
        assertThat(view.tasks()).allSatisfy(t -> assertThat(t.task().deadline().status()).isEqualTo("none"));
        assertThat(view.clocks().values()).allSatisfy(c -> assertThat(c.running()).isFalse());
        assertThat(view.may().get("resume").allowed()).isFalse();
    }

    @Test
    void whoActsBesideATaskHasDataOfHisOwn() {
        fixture.run("initiation", null, Map.of("initiation.transfer", new TaskType() {
            @Override
            public void completed(TaskContext task, com.fasterxml.jackson.databind.JsonNode form) {
                fixture.cases().act(task.actor(), task.kase().id(), "archive.stored", act -> {
                    act.data(Map.of("document", 17));
                    return null;
                });
            }
        }));
        long id = openFromJointReview();
        fixture.has(id, "joint-review-approval", 1);
        complete(id, "transfer");
        var entries = fixture.views().timeline(service, id, null, 2).items();
        assertThat(entries).extracting(CaseViews.TimelineEntry::kind).containsExactly("task.completed", "archive.stored");
        assertThat(entries.get(0).data().has("document")).isFalse();
        assertThat(entries.get(1).data().path("document").asInt()).isEqualTo(17);
    }

    @Test // rule 2: what people write can be erased, the journal cannot
    void whatPeopleWriteIsKeptBesideTheJournal() throws Exception {
        long id = openFromJointReview();
        fixture.cases().comment(service, id, "客户王先生 13800002046 要求改期", null);
        fixture.cases().urge(service, fixture.open(service, id, "transfer").id(), "王先生在等", null);
        fixture.cases().notReady(service, id, "王先生家门前未通路", null);
        fixture.cases().revive(service, id, "王先生来电", null);
        fixture.cases().withdraw(service, id, "王先生放弃", null);
        assertThat(fixture.count("SELECT count(*) FROM cases.journal WHERE data::text LIKE '%王先生%'")).isZero();
        assertThat(fixture.views().timeline(service, id, null, 10).items()).filteredOn(e -> e.text().zh().contains("王先生")).hasSize(5);
        DB.database().transact(h -> h.execute("UPDATE cases.words SET text = '（已删除）'"));
        assertThat(fixture.views().timeline(service, id, null, 10).items()).noneMatch(e -> e.text().zh().contains("王先生"));
    }

    @Test
    void aCaseNeedsNoDocumentOfTasksThatDoNotApplyToIt() {
        long applied = opened("王志远", null, "旅游路");
        assertThat(fixture.views().caseView(service, applied).documents()).extracting(CaseViews.DocumentNeed::type).contains("application").doesNotContain("joint-review-approval");
        assertThat(fixture.views().caseView(service, openFromJointReview()).documents()).extracting(CaseViews.DocumentNeed::type).contains("joint-review-approval");
    }

    @Test
    void aDraftEndsWithItsTask() throws Exception {
        long id = openFromJointReview();
        fixture.views().saveDraft(chief, fixture.open(chief, id, "transfer").id(), CaseStore.JSON.readTree("{\"note\": \"第一稿\"}"), 0);
        fixture.has(id, "joint-review-approval", 1);
        complete(id, "transfer");
        assertThat(fixture.count("SELECT count(*) FROM cases.draft")).isZero();
    }

    @Test
    void aModuleThatFailsIsShownAndRefused() {
        fixture.run("initiation", null, Map.of("initiation.transfer", new TaskType() {
            @Override
            public List<Condition> conditions(TaskContext task) throws Exception {
                return DB.database().read(h -> h.createQuery("SELECT 1 / 0").mapTo(Integer.class).map(i -> List.<Condition>of()).one());
            }

            @Override
            public com.fasterxml.jackson.databind.JsonNode prefill(TaskContext task) {
                throw new IllegalStateException("broken");
            }
        }));
        long id = openFromJointReview();
        var view = fixture.views().task(chief, fixture.open(chief, id, "transfer").id());
        assertThat(view.conditions()).singleElement().satisfies(c -> assertThat(c.met()).isFalse());
        assertThat(view.data().isEmpty()).isTrue();
        assertThat(view.task().number()).isNotNull();
    }

    /** Said as what it is: whoever asks again in a moment is served. */
    @Test
    void aConnectionThatIsLostWhileADepartmentIsAskedIsNoFaultOfTheDepartment() {
        fixture.run("initiation", null, Map.of("initiation.transfer", new TaskType() {
            @Override
            public com.fasterxml.jackson.databind.JsonNode prefill(TaskContext task) throws Exception {
                return DB.database().read(h -> h.createQuery("SELECT pg_terminate_backend(pg_backend_pid())").map(row -> (com.fasterxml.jackson.databind.JsonNode) CaseStore.JSON.createObjectNode()).one());
            }
        }));
        long id = openFromJointReview();
        long task = fixture.open(chief, id, "transfer").id();
        assertThatThrownBy(() -> fixture.views().task(chief, task)).satisfies(e -> assertThat(DatabaseException.isPassing(e)).as(String.valueOf(e)).isTrue());
    }

    @Test
    void aCharacterThatCannotBeStoredIsNamed() {
        long id = openFromJointReview();
        var form = CaseStore.JSON.createObjectNode();
        form.putObject("place").putArray("names").add("好").add("坏\0");
        for (var call : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> fixture.cases().complete(chief, fixture.open(chief, id, "transfer").id(), form, null),
                () -> fixture.views().saveDraft(chief, fixture.open(chief, id, "transfer").id(), form, 0))) {
            assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().errors()).extracting("pointer").containsExactly("/place/names/1"));
        }
        refused(() -> fixture.cases().pause(service, id, "force-majeure", null, "x\0", List.of(1L), null), "invalid");
    }

    @Test
    void oneCharacterFindsTheCustomersWhoBeginWithIt() {
        long wang = opened("王志远", "13912345678", "旅游路 28599 号");
        long other = opened("山东王府酒业有限公司", "13912345679", "王官庄 17 号");
        assertThat(search("王")).containsExactly(wang);
        assertThat(search("王 号")).containsExactly(wang);
        assertThat(search("王 旅游路")).containsExactly(wang);
        assertThat(search("山")).containsExactly(other);
        assertThat(search("龘")).isEmpty();
        assertThat(search("\u00a0")).as("nothing asked for").hasSize(2);
    }

    @Test
    void aDepartmentThatIsNotThereYetIsNotedWhenAProcessIsPublished() {
        var slip = CasesFixture.shippedProcess("single-meter").replaceFirst("\"version\": *[0-9]+", "\"version\": 90").replaceFirst("\"department\": *\"design\"", "\"department\": \"desing\"");
        assertThat(fixture.processes().publish(Actor.system("test"), slip).warnings()).anySatisfy(w -> assertThat(w.zh()).contains("desing"));
        assertThat(fixture.processes().versions("single-meter")).filteredOn(v -> v.version() < 90).allSatisfy(v -> assertThat(v.warnings()).isEmpty());
    }

    @Test
    void whatPeopleWriteKeepsEachCharacter() throws Exception {
        var odd = " \u3000 两头有空 \t\r\n\u200b";
        var opened = fixture.cases().open(service, new NewCase("single-meter", "application", odd, odd, " 0531 88886666 ", odd, "lixia", null), null);
        var info = fixture.cases().get(service, opened.caseId());
        assertThat(List.of(info.customer(), info.contact(), info.address())).containsOnly(odd);
        assertThat(info.phone()).isEqualTo(" 0531 88886666 ");
        long id = opened.caseId();
        fixture.cases().comment(service, id, odd, null);
        fixture.cases().transfer(service, fixture.open(service, id, "accept").id(), service.id(), odd, null);
        fixture.cases().urge(service, fixture.open(service, id, "accept").id(), odd, null);
        var paused = fixture.cases().pause(service, id, "contract-review", null, odd, List.of(), null);
        assertThat(fixture.views().caseView(service, id).pauses()).singleElement().satisfies(p -> assertThat(p.note()).isEqualTo(odd));
        fixture.cases().notReady(service, id, odd, null);
        fixture.cases().revive(service, id, odd, null);
        fixture.cases().withdraw(service, id, odd, null);
        assertThat(fixture.count("SELECT count(*) FROM cases.words WHERE case_id = " + id)).isEqualTo(6);
        assertThat(fixture.views().timeline(service, id, null, 50).items()).filteredOn(e -> e.kind().matches("case.commented|task.transferred|task.urged|case.not-ready|case.revived|case.withdrawn"))
                .hasSize(6).allSatisfy(e -> assertThat(e.text().zh()).endsWith(odd));
        assertThat(paused.repeated()).isFalse();
        refused(() -> fixture.cases().comment(service, id, " \u3000\n", null), "invalid");
        refused(() -> fixture.cases().open(service, new NewCase("single-meter", "application", "王", null, "     ", "路", null, null), null), "invalid");
    }

    @Test
    void searchFindsPhonesHoweverTypedAndChineseByItsSound() {
        var found = new HashMap<String, Long>();
        found.put("zj", opened("中建三局集团有限公司", "+86 139-1234-5678", "旅游路 28599 号"));
        found.put("yl", opened("山东云岭食品有限公司", "(0531) 8888 6666", "药山路 17 号"));
        for (var q : List.of("13912345678", "139 1234 5678", "+8613912345678", "5678", "zjsj", "zhongjian", "中建 旅游路", "建三局集团")) {
            assertThat(search(q)).as(q).containsExactly(found.get("zj"));
        }
        for (var q : List.of("053188886666", "0531-88886666", "6666", "yunling", "sdyl", "药山路17号")) {
            assertThat(search(q)).as(q).containsExactly(found.get("yl"));
        }
        assertThat(search("建中三局")).as("the pairs alone would not do").isEmpty();
        assertThat(search("三局中建")).isEmpty();
        assertThat(search("100%_")).isEmpty();
        assertThat(search("中")).containsExactly(found.get("zj"));
    }

    private List<Long> search(String q) {
        return fixture.views().cases(service, new CaseViews.CaseQuery(q, null, null, null, null, null, null, 0)).items().stream().map(CaseViews.CaseRow::id).toList();
    }

    private long opened(String customer, String phone, String address) {
        return fixture.cases().open(service, new NewCase("single-meter", "application", customer, null, phone, address, "lixia", null), null).caseId();
    }

    /** Somebody of the chief engineer office who may change cases. */
    private Actor chief() {
        return fixture.person(2, "chief-engineer", "cases.open", "cases.manage");
    }

    private static CaseChange address(String address) {
        return new CaseChange(null, null, null, address, null, null, null);
    }
}
