package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists to take along: what the screen shows, all of it, bounded, permitted and noted. */
class ExportServiceTest extends Story {

    private final List<String> read = new ArrayList<>();
    private final List<Long> opened = new ArrayList<>();
    private Actor exporter;
    private Actor districtExporter;

    @BeforeEach
    void fill() {
        exporter = fixture.person(40, "customer-service", "cases.export");
        districtExporter = new Actor(41, "p41", "p41", Set.of("customer-service"), Set.of("tasks.work", "cases.read", "cases.export"), Set.of("lixia"), false, "zh-CN");
        for (int i = 0; i < 7; i++) {
            opened.add(fixture.cases().open(service, new NewCase("single-meter", "application", "客户" + i, null, null, "旅游路", i % 2 == 0 ? "lixia" : "shizhong", null), null).caseId());
            clock.advance(java.time.Duration.ofMinutes(1));
        }
    }

    @Test
    void allOfTheInboxInItsOrderAndOnlyWhatOneSees() {
        var listed = fixture.views().tasks(exporter, query("department")).items().stream().map(CaseViews.TaskRow::id).toList();
        assertThat(rows(exports(2, 100).tasks(exporter, query("department")))).extracting(CaseViews.TaskRow::id).containsExactlyElementsOf(listed).hasSize(14);
        assertThat(rows(exports(2, 100).tasks(districtExporter, query("department")))).extracting(CaseViews.TaskRow::district).containsOnly("lixia").hasSize(8);
        assertThat(rows(exports(2, 100).tasks(exporter, query("mine")))).isEmpty();
        refused(() -> exports(2, 100).tasks(exporter, query("no-such-view")), "invalid");
    }

    @Test
    void theListOfCasesUnderItsFiltersUpToABound() {
        var all = new CaseViews.CaseQuery(null, null, "open", null, null, null, null, 0);
        assertThat(rows(exports(3, 100).cases(exporter, all))).hasSize(7);
        assertThat(rows(exports(3, 5).cases(exporter, all))).hasSize(5);
        assertThat(rows(exports(3, 100).cases(exporter, new CaseViews.CaseQuery("客户3", null, null, null, null, null, null, 0)))).singleElement().satisfies(r -> assertThat(r.id()).isEqualTo(opened.get(3)));
    }

    @Test
    void itNeedsItsPermissionAndLeavesATraceOfEachPage() {
        refused(() -> exports(3, 100).tasks(service, query("department")), "forbidden");
        rows(exports(3, 100).tasks(exporter, query("department")));
        assertThat(read).hasSize(5).allMatch(line -> line.startsWith("40 cases.export [case/"));
    }

    private ExportService exports(int page, int most) {
        AccessLog log = (actor, what, subjects, fields) -> read.add(actor.id() + " " + what + " " + subjects);
        return new ExportService(fixture.views(), log, page, most);
    }

    private static <T> List<T> rows(Iterator<List<T>> pages) {
        var rows = new ArrayList<T>();
        pages.forEachRemaining(rows::addAll);
        return rows;
    }
}
