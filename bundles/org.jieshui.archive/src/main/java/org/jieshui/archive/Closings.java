package org.jieshui.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.view.Records;
import org.jieshui.platform.api.archive.DocumentType;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closing the electronic archive of a finished case (R195–R196, R269): is anything missing, what it holds from then on, and whether it still does. */
@Component(service = Closings.class)
public final class Closings {

    static final String SEAL = "archive.seal";
    static final String WAIVE = "archive.waive";
    static final String REOPEN = "archive.reopen";
    static final String VERIFY = "archive.verify";
    /** Kind of the journal's entry. */
    static final String SEALED = "archive.sealed";

    private static final Logger LOG = LoggerFactory.getLogger(Closings.class);
    private static final Actor SYSTEM = Actor.system("archive");
    /** Pages of the store that are looked through for one page of what the caller may see. */
    private static final int MOST_ROUNDS = 20;
    private static final int PAGE = 100;

    private final Database database;
    private final Directory directory;
    private final Core core;
    private final ArchiveService archive;
    private final Clock clock;

    @Activate
    public Closings(@Reference Database database, @Reference Directory directory, @Reference Core core, @Reference ArchiveService archive, @Reference Clock clock) {
        this.database = database;
        this.directory = directory;
        this.core = core;
        this.archive = archive;
        this.clock = clock;
    }

    // ---- reading

    /** @param kase as the caller may see it. @param seal the one in force, or null */
    record Listed(ClosingStore.Row row, CaseInfo kase, Seal seal) {}

    /** @param next the place to go on after, or null */
    record Found(List<Listed> rows, Long next) {}

    /** Finished cases that the actor may see, in the order of their ids. */
    Found list(Actor actor, String state, String district, Long after, int most) {
        var found = new ArrayList<ClosingStore.Row>();
        var seen = new HashMap<Long, CaseInfo>();
        Long place = after;
        boolean more = true;
        for (int round = 0; more && round < MOST_ROUNDS && found.size() < most; round++) {
            var from = place;
            var rows = database.read(handle -> ClosingStore.page(handle, state, from, most + 1));
            more = rows.size() > most;
            var page = rows.subList(0, Math.min(most, rows.size()));
            seen.putAll(core.cases().visible(actor, page.stream().map(ClosingStore.Row::caseId).collect(Collectors.toSet())));
            for (var row : page) {
                if (found.size() == most) {
                    more = true;
                    break;
                }
                place = row.caseId();
                var kase = seen.get(row.caseId());
                if (kase != null && (district == null || district.equals(kase.district()))) {
                    found.add(row);
                }
            }
        }
        var seals = database.read(handle -> ClosingStore.inForce(handle, found.stream().map(ClosingStore.Row::caseId).toList())).stream().collect(Collectors.toMap(Seal::caseId, s -> s));
        return new Found(found.stream().map(row -> new Listed(row, seen.get(row.caseId()), seals.get(row.caseId()))).toList(), more ? place : null);
    }

    /** @param state {@code open} while work is left, {@code ended} for withdrawn cases, else as {@link ClosingStore.Row#state} */
    record Detail(CaseInfo kase, String state, Records.Wanted wanted, List<String> missing, List<Tolerance> waivers, List<Seal> seals, Optional<ClosingStore.Verification> verification) {}

    Detail detail(Actor actor, long caseId) {
        var kase = core.cases().get(actor, caseId);
        var wanted = core.records().wanted(SYSTEM, caseId);
        return database.read(handle -> {
            var missing = Finished.missing(handle, wanted.documents().keySet(), caseId);
            var seals = ClosingStore.seals(handle, caseId);
            var verification = ClosingStore.lastVerification(handle, caseId).filter(v -> !seals.isEmpty() && v.version() == seals.get(0).version());
            boolean sealed = !seals.isEmpty() && seals.get(0).inForce();
            boolean broken = sealed && verification.filter(v -> !v.faults().isEmpty()).isPresent();
            var state = sealed ? broken ? "broken" : "sealed" : kase.state() == CaseState.WITHDRAWN ? "ended" : !Finished.isFinished(core, kase) ? "open" : missing.isEmpty() ? "ready" : "incomplete";
            return new Detail(kase, state, wanted, missing, ClosingStore.waivers(handle, caseId), seals, verification);
        });
    }

    /** @param version null: the newest */
    Seal seal(Actor actor, long caseId, Integer version) {
        core.cases().get(actor, caseId);
        return database.read(handle -> ClosingStore.seals(handle, caseId)).stream().filter(s -> version == null || s.version() == version).findFirst().orElseThrow(ProblemException::notFound);
    }

    // ---- acting

    /** 免归档: the archive does without this type for good. */
    void waive(Actor actor, long caseId, String typeId, String reason) {
        ArchiveService.requirePermission(actor, WAIVE);
        var type = archive.requireType(typeId);
        var why = ArchiveService.requireReason(reason);
        core.cases().act(actor, caseId, "archive.waived", act -> database.inTransaction(handle -> {
            ArchiveService.requireChangeable(handle, actor, act.kase());
            if (!core.records().wanted(SYSTEM, caseId).documents().containsKey(type.id()) || !ArchiveStore.current(handle, caseId, type.id()).isEmpty()) {
                throw Problem.of("archive/not-missing", 409, type.name().zh() + "并不缺，不必免归档", "“" + type.name().en() + "” is not missing; there is nothing to waive").toException();
            }
            ClosingStore.waive(handle, caseId, new Tolerance(type.id(), why, actor.id(), act.now()));
            Finished.changed(handle, core, caseId);
            act.data(Map.of("type", type.id()));
            return null;
        }));
    }

    /** Closes the archive, and the case before if that is still open. The bytes are looked at before the transaction, the rows inside it, under the case's lock. */
    Seal seal(Actor actor, long caseId) throws IOException {
        ArchiveService.requirePermission(actor, SEAL);
        var kase = core.cases().get(actor, caseId);
        requireComplete(kase);
        requireWhole(caseId);
        if (kase.state() == CaseState.OPEN) {
            core.cases().close(actor, caseId, null);
        }
        var view = core.views().caseView(SYSTEM, caseId);
        return core.cases().act(actor, caseId, SEALED, act -> database.inTransaction(handle -> {
            requireComplete(act.kase());
            var before = ClosingStore.seals(handle, caseId).stream().findFirst().orElse(null);
            var counter = new Canonical.Counter(OutputStream.nullOutputStream());
            int last = JournalLines.write(core.records(), caseId, Integer.MAX_VALUE, counter);
            var documents = ArchiveStore.documents(handle, caseId);
            var content = new Manifest.Content(act.kase(), view, documents, ArchiveStore.voids(handle, caseId), ClosingStore.waivers(handle, caseId), ArchiveStore.tolerances(handle, caseId),
                    counter.sha256(), last);
            var blank = new Seal(caseId, before == null ? 1 : before.version() + 1, null, null, documents.size(), last, actor.id(), act.now(), null, null, null);
            var manifest = Manifest.write(content, blank, before, directory, archive);
            var seal = new Seal(caseId, blank.version(), manifest, Canonical.sha256(manifest), documents.size(), last, actor.id(), act.now(), null, null, null);
            ClosingStore.insert(handle, seal);
            Finished.derive(handle, core, caseId, act.now());
            act.data(Map.of("version", seal.version(), "manifest", seal.sha256(), "documents", seal.documents(), "entries", seal.entries()));
            return seal;
        }));
    }

    /** The old seal stays on record; closing again makes the next version. */
    void reopen(Actor actor, long caseId, String reason) {
        ArchiveService.requirePermission(actor, REOPEN);
        var why = ArchiveService.requireReason(reason);
        core.cases().act(actor, caseId, "archive.reopened", act -> database.inTransaction(handle -> {
            var seal = ClosingStore.seals(handle, caseId).stream().filter(Seal::inForce).findFirst().orElseThrow(Closings::notSealed);
            ClosingStore.reopen(handle, caseId, why, actor.id(), act.now());
            Finished.derive(handle, core, caseId, act.now());
            act.data(Map.of("version", seal.version()));
            return null;
        }));
    }

    /** Recomputes everything from what is stored; what it found is kept. */
    ClosingStore.Verification verify(Actor actor, long caseId) throws IOException {
        ArchiveService.requirePermission(actor, VERIFY);
        core.cases().get(actor, caseId);
        var seal = database.read(handle -> ClosingStore.seals(handle, caseId)).stream().filter(Seal::inForce).findFirst().orElseThrow(Closings::notSealed);
        var faults = archive.verifier(core.records()).verify(seal, archive.documents(caseId));
        if (!faults.isEmpty()) {
            LOG.warn("The archive of case {} does not agree with its manifest {}: {}", caseId, seal.version(), faults.stream().map(f -> f.kind() + (f.document() == null ? "" : " " + f.document())).toList());
        }
        var verification = new ClosingStore.Verification(seal.version(), clock.instant(), actor.id(), faults);
        database.transact(handle -> ClosingStore.verified(handle, caseId, verification));
        return verification;
    }

    /** Verifies every closed archive that the actor may see, one after the other. */
    void verifyAll(Actor actor, Verified each) throws IOException {
        ArchiveService.requirePermission(actor, VERIFY);
        Long after = null;
        do {
            var found = list(actor, "all", null, after, PAGE);
            for (var listed : found.rows()) {
                if (listed.seal() != null) {
                    each.archive(listed.kase(), verify(actor, listed.row().caseId()));
                }
            }
            after = found.next();
        } while (after != null);
    }

    @FunctionalInterface
    interface Verified {
        void archive(CaseInfo kase, ClosingStore.Verification verification) throws IOException;
    }

    // ---- rules

    /** Throws unless all work is done, nothing is missing and the archive is not closed yet. */
    private void requireComplete(CaseInfo kase) {
        database.read(handle -> {
            if (ClosingStore.isSealed(handle, kase.id())) {
                throw Problem.of("archive/sealed", 409, "档案已封存", "The archive is closed already").toException();
            }
            if (!Finished.isFinished(core, kase)) {
                throw Problem.of("archive/not-finished", 409, "工单还没办完，不能归档", "The case is not finished; its archive cannot be closed").toException();
            }
            var missing = Finished.missing(handle, core.records().wanted(SYSTEM, kase.id()).documents().keySet(), kase.id());
            if (!missing.isEmpty()) {
                throw Problem.of("archive/incomplete", 409, "还缺：" + missing.stream().map(this::zh).collect(Collectors.joining("、")) + "。请补齐，或由分管领导注明理由免归档",
                        "Missing: " + missing.stream().map(this::en).collect(Collectors.joining(", ")) + ". Supply them, or let the responsible leader waive them with a reason").with("missing", missing).toException();
            }
            return null;
        });
    }

    /** An archive whose files are damaged is not closed over: the fault would be sealed in. */
    private void requireWhole(long caseId) throws IOException {
        var verifier = archive.verifier(core.records());
        for (var document : archive.documents(caseId)) {
            var fault = verifier.content(document.id(), document.fileName(), document.sha256(), document.size());
            if (fault.isPresent()) {
                throw Problem.of("archive/damaged", 409, fault.get().text().zh() + "。请从备份恢复后再归档", fault.get().text().en() + ". Restore it from the backup, then close the archive")
                        .with("document", document.id()).toException();
            }
        }
    }

    private String zh(String type) {
        return archive.type(type).map(DocumentType::name).map(n -> n.zh()).orElse(type);
    }

    private String en(String type) {
        return archive.type(type).map(DocumentType::name).map(n -> n.en()).orElse(type);
    }

    private static ProblemException notSealed() {
        return Problem.of("archive/not-sealed", 409, "档案还没有封存", "The archive is not closed").toException();
    }
}
