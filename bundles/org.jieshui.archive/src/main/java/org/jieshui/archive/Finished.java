package org.jieshui.archive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the list of finished cases, which wait for archiving, and of what their archives lack (R196). It is derived as a whole each time, so hearing an entry twice does no harm. */
@Component(service = CaseListener.class)
@ListenerName(name = "archive.finished", kinds = {"task.completed", "task.sent-back", "case.changed", "case.not-ready", "case.revived", "case.withdrawn", "case.closed"})
public final class Finished implements CaseListener {

    private static final Actor SYSTEM = Actor.system("archive");

    private final Database database;
    private final Core core;

    @Activate
    public Finished(@Reference Database database, @Reference Core core) {
        this.database = database;
        this.core = core;
    }

    @Override
    public void on(Entry entry) {
        database.transact(handle -> {
            ClosingStore.lock(handle, entry.caseId());
            var known = ClosingStore.find(handle, entry.caseId());
            derive(handle, core, entry.caseId(), known.map(ClosingStore.Row::finished).orElse(entry.at()));
        });
    }

    /** After the archive of a case changed, in the same transaction. */
    static void changed(Handle handle, Core core, long caseId) {
        ClosingStore.lock(handle, caseId);
        ClosingStore.find(handle, caseId).ifPresent(row -> derive(handle, core, caseId, row.finished()));
    }

    /** Under a lock of its own: the listener holds no case's lock, and must not overwrite what a transaction that it cannot see yet has written. */
    static void derive(Handle handle, Core core, long caseId, java.time.Instant finished) {
        ClosingStore.lock(handle, caseId);
        var kase = core.cases().get(SYSTEM, caseId);
        boolean sealed = ClosingStore.isSealed(handle, caseId);
        if (!sealed && !isFinished(core, kase)) {
            ClosingStore.remove(handle, caseId);
            return;
        }
        boolean broken = sealed && ClosingStore.find(handle, caseId).map(ClosingStore.Row::broken).orElse(false);
        ClosingStore.put(handle, new ClosingStore.Row(caseId, finished, missing(handle, core.records().wanted(SYSTEM, caseId).documents().keySet(), caseId), sealed, broken));
    }

    /** All work is done, and the case was neither withdrawn nor put into the not-ready file. */
    static boolean isFinished(Core core, CaseInfo kase) {
        return kase.state() == CaseState.CLOSED || kase.state() == CaseState.OPEN && core.records().wanted(SYSTEM, kase.id()).finished();
    }

    /** Those of the wanted types that are neither there nor waived, in the process's order. */
    static List<String> missing(Handle handle, Set<String> wanted, long caseId) {
        var missing = new LinkedHashSet<>(wanted);
        missing.removeAll(ArchiveStore.present(handle, caseId).keySet());
        missing.removeAll(ClosingStore.waivers(handle, caseId).stream().map(Tolerance::type).collect(Collectors.toSet()));
        return List.copyOf(missing);
    }
}
