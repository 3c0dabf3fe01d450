package org.jieshui.construction;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Works stand still: the numbered notice to the customer goes into the archive, and with it as evidence the case is paused, from when they stood still (R258). */
@Component(service = CaseListener.class)
@ListenerName(name = "construction.notice", kinds = {"construction.stopped"}, afterwards = true)
public class StoppageNotice implements CaseListener {

    static final String TYPE = "contact-notice";
    private static final String TEMPLATE = Papers.template("stoppage");
    static final Map<String, String> REASONS = Map.of("site-not-ready", "施工现场不具备施工条件", "acceptance-not-ready", "不具备验收条件", "force-majeure", "不可抗力");

    private final Cases cases;
    private final Directory directory;
    private final Messages messages;
    private final Papers papers;
    private final WorksStore store;

    @Activate
    public StoppageNotice(@Reference Cases cases, @Reference Directory directory, @Reference Messages messages, @Reference(service = Papers.class) Papers papers, @Reference(service = WorksStore.class) WorksStore store) {
        this.cases = cases;
        this.directory = directory;
        this.messages = messages;
        this.papers = papers;
        this.store = store;
    }

    @Override
    public void on(Entry entry) throws IOException {
        long id = entry.data().path("stoppage").asLong();
        var kase = papers.alive(entry.caseId());
        var one = find(entry.caseId(), id);
        if (kase.isEmpty() || kase.get().state() == CaseState.CLOSED || one == null || one.document() != null) {
            return;
        }
        var document = papers.keep(kase.get().id(), TYPE, null, "停工告知单 " + one.number() + ".pdf", paper(kase.get(), one));
        var actor = directory.actor(one.by()).filter(a -> cases.find(a, one.caseId()).isPresent()).orElse(Papers.SYSTEM);
        cases.act(actor, one.caseId(), "construction.notice-made", act -> {
            if (act.kase().state() == CaseState.NOT_READY) {
                throw new IllegalStateException("the case is in the not-ready file: stoppage " + one.number() + " pauses it when it is revived");
            }
            var now = find(one.caseId(), id);
            Long pause = act.kase().state() == CaseState.OPEN ? pause(act, now, document.id()) : null;
            if (pause != null && !now.lasts()) {
                act.resume(pause, now.resumed());
            }
            store.noticed(id, document.id(), pause);
            if (act.kase().steward() != null) {
                messages.send(List.of(new Message(act.kase().steward(), "construction.stopped",
                        Text.of(act.kase().number() + " 停工，告知单 " + one.number() + " 请送达客户", act.kase().number() + " The works stand still: hand the notice " + one.number() + " to the customer"), one.caseId(), null)));
            }
            act.data(Map.of("stoppage", id, "document", document.id()));
            return null;
        });
    }

    /** @return null where somebody has paused the case for the same reason, or the process knows no such reason: the notice stands without */
    private static Long pause(Cases.ActContext act, WorksStore.Stoppage s, long document) {
        try {
            return act.pause(s.reason(), s.began(), "停工告知单 " + s.number(), List.of(document));
        } catch (ProblemException e) {
            if (e.problem().type().equals("invalid") || e.problem().type().equals("cases/already-paused")) {
                return null;
            }
            throw e;
        }
    }

    private WorksStore.Stoppage find(long caseId, long id) {
        return store.stoppages(caseId).stream().filter(s -> s.id() == id).findFirst().orElse(null);
    }

    private Paper paper(CaseInfo kase, WorksStore.Stoppage s) {
        var values = new HashMap<String, Object>();
        values.put("notice", s.number());
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("reason", REASONS.getOrDefault(s.reason(), s.reason()));
        values.put("began", Papers.MINUTE.format(s.began()));
        values.put("what", s.what());
        values.put("needed", s.needed());
        values.put("person", papers.person(s.by()));
        values.put("day", Papers.MINUTE.format(s.at()).substring(0, 10));
        return new Paper(TEMPLATE, values, "停工告知单 " + s.number(), "zh-CN", Paper.Missing.MARK);
    }
}
