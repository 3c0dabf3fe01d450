package org.jieshui.initiation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A case was opened for an approval and the register does not know it: the request broke off in between, or the case was taken over from an earlier system. Now it does. What the
 * case does not say is taken from its opening: the day, and for the project the number of the case (whose customer not everybody may see).
 */
@Component(service = CaseListener.class)
@ListenerName(name = "initiation.opened", kinds = {"case.opened", "initiation.transferred"})
public class OpenedListener implements CaseListener {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cases cases;
    private final ApprovalStore store;

    @Activate
    public OpenedListener(@Reference Cases cases, @Reference(service = ApprovalStore.class) ApprovalStore store) {
        this.cases = cases;
        this.store = store;
    }

    @Override
    public void on(Entry entry) {
        var kase = cases.find(Actor.system("initiation"), entry.caseId()).filter(k -> k.origin().equals("joint-review") && !k.facts().path("approval").asText("").isEmpty());
        if (kase.isEmpty()) {
            return;
        }
        if (entry.kind().equals("case.opened")) {
            enter(kase.get(), entry);
        } else if (store.ofCase(entry.caseId()).filter(a -> a.transferred() == null).isPresent() && stillTransferred(entry)) {
            store.transferred(entry.caseId(), entry.at(), JSON.convertValue(entry.data().path("informed"), new TypeReference<Map<String, List<Long>>>() {}));
        }
    }

    private void enter(CaseInfo kase, Entry entry) {
        var number = kase.facts().path("approval").asText();
        store.enter(Approval.entered(number, entry.at().atZone(ZONE).toLocalDate(), kase.number(), entry.at(), entry.actor(), null));
        store.opened(Approval.normal(number), kase.id());
    }

    private boolean stillTransferred(Entry entry) {
        return cases.task(Actor.system("initiation"), entry.taskId()).state() == TaskState.DONE;
    }
}
