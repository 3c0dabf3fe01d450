package org.jieshui.intake;

import java.util.List;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.notifications.Receivers;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A case goes into the not-ready file: those who feed back on it each month hear of it (R69). A case moves to another district: its log moves along. */
@Component(service = CaseListener.class)
@ListenerName(name = "intake.cases", kinds = {"case.not-ready", "case.changed"})
public class CaseEvents implements CaseListener {

    private static final List<String> FEEDING_BACK = List.of("chief-engineer", "engineering");

    private final Cases cases;
    private final Directory directory;
    private final Messages messages;
    private final LogStore log;

    @Activate
    public CaseEvents(@Reference Cases cases, @Reference Directory directory, @Reference Messages messages, @Reference(service = LogStore.class) LogStore log) {
        this.cases = cases;
        this.directory = directory;
        this.messages = messages;
        this.log = log;
    }

    @Override
    public void on(Entry entry) {
        var kase = cases.get(Actor.system("intake"), entry.caseId());
        if (entry.kind().equals("case.not-ready")) {
            if (entry.recorded() != null) {
                return; // taken over from before: nobody needs to be told
            }
            messages.send(Receivers.of(directory, FEEDING_BACK, "intake.feedback", kase.district()).messages("intake.not-ready",
                    Text.of(kase.number() + " 暂不具备条件，已建档，请每月反馈进展", kase.number() + " Not ready, put on file: feed back on it each month"), kase.id(), null));
        } else if (StreamSupport.stream(entry.data().path("fields").spliterator(), false).anyMatch(field -> field.asText().equals("district"))) {
            log.moved(kase.id(), kase.district());
        }
    }
}
