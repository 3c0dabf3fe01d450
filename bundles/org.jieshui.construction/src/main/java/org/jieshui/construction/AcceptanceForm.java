package org.jieshui.construction;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** An acceptance was held: its paper goes into the archive as PDF: the acceptance form, or that the works did not pass, which no archive is complete by (R263). Works that did not pass go back, should that have been interrupted. */
@Component(service = CaseListener.class)
@ListenerName(name = "construction.acceptance", kinds = {"construction.passed", "construction.not-passed"}, afterwards = true)
public class AcceptanceForm implements CaseListener {

    static final String PASSED = "acceptance-form";
    static final String FAILED = "acceptance-failed";
    private static final String TEMPLATE = Papers.template("acceptance");

    private final Papers papers;
    private final Directory directory;
    private final AcceptanceStore store;
    private final ChecklistStore lists;
    private final WorksStore works;

    @Activate
    public AcceptanceForm(@Reference(service = Papers.class) Papers papers, @Reference Directory directory, @Reference(service = AcceptanceStore.class) AcceptanceStore store,
            @Reference(service = ChecklistStore.class) ChecklistStore lists, @Reference(service = WorksStore.class) WorksStore works) {
        this.papers = papers;
        this.directory = directory;
        this.store = store;
        this.lists = lists;
        this.works = works;
    }

    @Override
    public void on(Entry entry) throws IOException {
        var one = store.find(entry.data().path("acceptance").asLong());
        var kase = papers.alive(entry.caseId());
        if (one.isEmpty() || kase.isEmpty() || one.get().voided() != null) {
            return;
        }
        var acceptance = one.get();
        int nth = (int) store.all(kase.get().id()).stream().filter(a -> a.id() <= acceptance.id()).count();
        var title = title(acceptance) + " " + kase.get().number();
        papers.add(kase.get().id(), acceptance.passed() ? PASSED : FAILED, acceptance.task(), title + " 第" + nth + "次.pdf", paper(kase.get(), acceptance, nth, title));
        var task = papers.cases().task(Papers.SYSTEM, acceptance.task());
        if (!acceptance.passed() && task.state() == TaskState.OPEN) {
            AcceptanceResource.sendBack(papers.cases(), directory.actor(acceptance.by()).orElse(Papers.SYSTEM), task, acceptance.mend());
        }
    }

    private static String title(Acceptance a) {
        return a.passed() ? "竣工验收单" : "验收不合格单";
    }

    private Paper paper(CaseInfo kase, Acceptance a, int nth, String title) {
        var list = lists.version(Checklist.ACCEPTANCE, a.list()).orElseThrow();
        var values = new HashMap<String, Object>();
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("unit", works.works(kase.id()).map(Works::plan).map(p -> papers.department(p.unit())).orElse("—"));
        values.put("nth", nth);
        values.put("day", a.day().toString());
        values.put("participants", a.participants());
        values.put("version", a.list());
        values.put("checks", list.items().stream().filter(i -> i.unit() == null).map(i -> Map.of("text", i.text().zh(), "answer", checked(a, i))).toList());
        values.put("values", list.items().stream().filter(i -> i.unit() != null).map(i -> Map.of("text", i.text().zh(), "answer", measured(a, i))).toList());
        values.put("title", title(a));
        values.put("heading", String.join(" ", title(a).split("")));
        values.put("passed", a.passed());
        values.put("mend", a.mend());
        values.put("mendBy", a.mendBy() == null ? null : a.mendBy().toString());
        values.put("note", a.note());
        values.put("engineer", papers.person(a.by()));
        return new Paper(TEMPLATE, values, title, "zh-CN", Paper.Missing.MARK);
    }

    private static String checked(Acceptance a, Checklist.Item item) {
        var answer = a.answers().path(item.id());
        return answer.isBoolean() ? answer.asBoolean() ? "合格" : "不合格" : "—";
    }

    private static String measured(Acceptance a, Checklist.Item item) {
        var answer = a.answers().path(item.id());
        return answer.isNumber() ? answer.decimalValue().toPlainString() + " " + item.unit() : "—";
    }
}
