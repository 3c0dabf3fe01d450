package org.jieshui.archive;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.view.Records;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.archive.DocumentType;
import org.jieshui.platform.api.archive.Standing;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Documents of cases: who may do what with them, and their rows. Content is stored before the transaction; a row is written in the one that also writes the journal. */
@Component(service = {Archive.class, ArchiveService.class}, configurationPid = ArchiveConfig.PID)
@Designate(ocd = ArchiveConfig.class)
public final class ArchiveService implements Archive {

    static final String UPLOAD = "archive.upload";
    static final String TOLERATE = "archive.tolerate";
    static final String VOID = "archive.void";
    private static final long MEGABYTE = 1024 * 1024;
    private static final int MAX_REASON = 500;
    private static final int MAX_KEY = 100;

    private final Database database;
    private final Directory directory;
    private final ContentStore store;
    private final Intake intake;
    private final DocumentTypes types = new DocumentTypes();
    private final Core core;
    private final Clock clock;

    @Activate
    public ArchiveService(@Reference Database database, @Reference Directory directory, @Reference Core core, @Reference Clock clock, BundleContext context,
            ArchiveConfig config) throws IOException {
        this(database, directory, core, clock, new FileContentStore(folder(context, config)), config);
    }

    ArchiveService(Database database, Directory directory, Core core, Clock clock, ContentStore store, ArchiveConfig config) {
        this.database = database;
        this.directory = directory;
        this.core = core;
        this.clock = clock;
        this.store = store;
        var limits = new Limits(within(config.maxMegabytes(), 1, 4096, "maxMegabytes") * MEGABYTE, within(config.maxMegapixels(), 1, 1000, "maxMegapixels") * 1_000_000L,
                within(config.maxUnpackedMegabytes(), 1, 4096, "maxUnpackedMegabytes") * MEGABYTE);
        intake = new Intake(store, limits, within(config.minFreeMegabytes(), 0, 1_000_000, "minFreeMegabytes") * MEGABYTE, within(config.checksAtOnce(), 1, 64, "checksAtOnce"));
    }

    private static Path folder(BundleContext context, ArchiveConfig config) {
        return config.folder().isBlank() ? Path.of(context.getProperty("karaf.data"), "documents") : Path.of(config.folder().strip());
    }

    private static int within(int value, int least, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(ArchiveConfig.PID + ": " + name + "=" + value + " must be " + least + " to " + most);
        }
        return value;
    }

    // ---- reading

    @Override
    public List<DocumentType> types() {
        return types.all();
    }

    @Override
    public Optional<DocumentType> type(String id) {
        return types.get(id);
    }

    List<DocumentType> search(String text) {
        return types.search(text);
    }

    @Override
    public Map<String, Standing> standing(long caseId, Collection<String> wanted) {
        return database.read(handle -> {
            var present = ArchiveStore.present(handle, caseId);
            var tolerances = ArchiveStore.tolerances(handle, caseId).stream().collect(toMap(Tolerance::type, t -> new Standing.Tolerance(t.reason(), t.by(), t.at())));
            var waivers = ClosingStore.waivers(handle, caseId).stream().collect(toMap(Tolerance::type, t -> new Standing.Tolerance(t.reason(), t.by(), t.at())));
            var standing = new LinkedHashMap<String, Standing>();
            wanted.forEach(type -> standing.put(type, new Standing(type, present.getOrDefault(type, List.of()), tolerances.get(type), waivers.get(type))));
            return standing;
        });
    }

    @Override
    public List<Document> documents(long caseId) {
        return database.read(handle -> ArchiveStore.documents(handle, caseId));
    }

    @Override
    public Optional<Document> document(long id) {
        return database.read(handle -> ArchiveStore.document(handle, id));
    }

    @Override
    public InputStream content(Document document) throws IOException {
        return content(document, 0);
    }

    InputStream content(Document document, long offset) throws IOException {
        return store.open(document.sha256(), offset);
    }

    Verifier verifier(Records records) {
        return new Verifier(store, records);
    }

    record Packed(String number, ArchivePackage zip) {}

    Packed pack(Seal seal, Core from) throws IOException {
        return new Packed(Manifest.read(seal.manifest()).json().at("/case/number").asText(), new ArchivePackage(seal, store, from.records(), from.views()));
    }

    /** The documents of a case that the actor may see. */
    List<Document> documents(Actor actor, long caseId) {
        core.cases().get(actor, caseId);
        return documents(caseId).stream().filter(document -> mayRead(actor, document)).toList();
    }

    /** The document if the actor may see it; a hidden one equals a missing one. */
    Document readable(Actor actor, long id) {
        var document = document(id).orElseThrow(ProblemException::notFound);
        if (core.cases().find(actor, document.caseId()).isEmpty() || !mayRead(actor, document)) {
            throw ProblemException.notFound();
        }
        return document;
    }

    /** Other organisations see no personal papers but those that one of them brought. */
    private boolean mayRead(Actor actor, Document document) {
        boolean personal = types.get(document.type()).map(DocumentType::personal).orElse(true);
        return !actor.external() || !personal || document.uploadedBy() == actor.id()
                || directory.person(document.uploadedBy()).filter(person -> actor.worksFor(person.department())).isPresent();
    }

    List<Tolerance> tolerances(Actor actor, long caseId) {
        core.cases().get(actor, caseId);
        return database.read(handle -> ArchiveStore.tolerances(handle, caseId));
    }

    // ---- acting

    @Override
    public Document store(Actor actor, long caseId, String type, Long taskId, String fileName, InputStream content) throws IOException {
        return store(actor, new Upload(caseId, type, taskId, null, fileName, -1), content).document();
    }

    /**
     * @param replaces the document that this is a newer version of, or null: the current one of its type where a case has only one of that type
     * @param length   as announced, or negative
     * @param key      the sender's idempotency key, or null
     */
    record Upload(long caseId, String type, Long taskId, Long replaces, String fileName, long length, String key) {
        Upload(long caseId, String type, Long taskId, Long replaces, String fileName, long length) {
            this(caseId, type, taskId, replaces, fileName, length, null);
        }

        /** What a repeat under the same key must be the same in. */
        UUID digest(String sha256) {
            return md5(caseId + "\n" + type + "\n" + taskId + "\n" + replaces + "\n" + sha256 + "\n" + fileName);
        }

        /** The key is its account's. */
        UUID keyOf(Actor actor) {
            if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
                throw ProblemException.invalid("/Idempotency-Key", "键应为 1 到 " + MAX_KEY + " 个字符", "The key has 1 to " + MAX_KEY + " characters");
            }
            return key == null ? null : md5(actor.account() + "\n" + key);
        }

        private static UUID md5(String text) {
            return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param repeated it was there already */
    record Stored(Document document, boolean repeated) {}

    /** Refuses as early as it can: before a byte is read, then while reading, then by content. */
    Stored store(Actor actor, Upload upload, InputStream in) throws IOException {
        requirePermission(actor, UPLOAD);
        var kase = core.cases().get(actor, upload.caseId());
        var key = upload.keyOf(actor);
        var known = kept(key);
        if (known.isPresent()) {
            // whatever became of the case since: what was done is the answer
            return again(known.get(), upload.digest(intake.digest(in)));
        }
        database.read(handle -> {
            requireChangeable(handle, actor, kase);
            return null;
        });
        var type = requireType(upload.type());
        var task = requireTask(actor, upload);
        requireReplaceable(actor, upload);
        intake.refuseEarly(upload.length());

        var content = intake.take(in, upload.fileName());
        var asked = upload.digest(content.sha256());
        try {
            var same = same(upload, type, content.sha256());
            if (same.isPresent()) {
                database.transact(handle -> keep(handle, key, asked, same.get().id()));
                return new Stored(same.get(), true);
            }
            return new Stored(insert(actor, upload, type, task, content, key, asked), false);
        } catch (RuntimeException e) {
            // the first call with this key may have committed while this one waited for the case
            var first = kept(key);
            if (first.isPresent()) {
                return again(first.get(), asked);
            }
            throw e;
        }
    }

    private Document insert(Actor actor, Upload upload, DocumentType type, TaskInfo task, Intake.Content content, UUID key, UUID asked) {
        return core.cases().act(actor, upload.caseId(), "archive.stored", act -> database.inTransaction(handle -> {
            requireChangeable(handle, actor, act.kase());
            long id = ArchiveStore.nextId(handle);
            long series = predecessor(upload, type).map(Document::series).orElse(id);
            var document = new Document(id, upload.caseId(), type.id(), series, ArchiveStore.lastVersion(handle, series) + 1, true, task != null ? task.stage() : act.kase().stage(),
                    upload.taskId(), content.fileName(), content.kind().mediaType, content.size(), content.sha256(), actor.id(), act.now(), null);
            ArchiveStore.insert(handle, document);
            keep(handle, key, asked, id);
            Finished.changed(handle, core, upload.caseId());
            act.data(Map.of("document", id, "type", type.id(), "version", document.version(), "sha256", content.sha256(), "size", content.size()));
            return document;
        }));
    }

    /** As of the clock, whatever past moment is taken over: keys are forgotten by their age. */
    private void keep(Handle handle, UUID key, UUID asked, long document) {
        if (key != null) {
            ArchiveStore.keep(handle, key, new ArchiveStore.Kept(asked, document), clock.instant());
        }
    }

    private Optional<ArchiveStore.Kept> kept(UUID key) {
        return key == null ? Optional.empty() : database.read(handle -> ArchiveStore.kept(handle, key));
    }

    private Stored again(ArchiveStore.Kept kept, UUID asked) {
        if (!kept.asked().equals(asked)) {
            throw Problem.of("archive/key-reused", 409, "这个 Idempotency-Key 已用于另一个文件，请换一个", "This Idempotency-Key was used for another file; use a new one").toException();
        }
        return new Stored(document(kept.document()).orElseThrow(ProblemException::notFound), true);
    }

    /** Sent again, without a key, after an answer that got lost: the document is there already. */
    private Optional<Document> same(Upload upload, DocumentType type, String sha256) {
        return database.read(handle -> ArchiveStore.current(handle, upload.caseId(), type.id())).stream().filter(document -> document.sha256().equals(sha256)).findFirst();
    }

    private Optional<Document> predecessor(Upload upload, DocumentType type) {
        if (upload.replaces() != null) {
            return document(upload.replaces());
        }
        return type.multiple() ? Optional.empty() : database.read(handle -> ArchiveStore.current(handle, upload.caseId(), type.id())).stream().findFirst();
    }

    @Override
    public void tolerate(Actor actor, long caseId, String typeId, String reason) {
        accept(actor, caseId, typeId, reason);
    }

    /** 容缺受理: the case may go on without a document of this type for now. */
    Tolerance accept(Actor actor, long caseId, String typeId, String reason) {
        requirePermission(actor, TOLERATE);
        var type = requireType(typeId);
        var why = requireReason(reason);
        return core.cases().act(actor, caseId, "archive.tolerated", act -> database.inTransaction(handle -> {
            requireChangeable(handle, actor, act.kase());
            if (!ArchiveStore.current(handle, caseId, type.id()).isEmpty()) {
                throw Problem.of("archive/not-missing", 409, type.name().zh() + "已经有了，不必容缺", "There is a document “" + type.name().en() + "”; nothing is missing").toException();
            }
            var tolerance = new Tolerance(type.id(), why, actor.id(), act.now());
            ArchiveStore.tolerate(handle, caseId, tolerance);
            act.data(Map.of("type", type.id()));
            return tolerance;
        }));
    }

    /** 作废: it stays on record and counts no more. */
    void declareVoid(Actor actor, long id, String reason) {
        requirePermission(actor, VOID);
        var seen = readable(actor, id);
        var why = requireReason(reason);
        core.cases().act(actor, seen.caseId(), "archive.voided", act -> {
            database.transact(handle -> {
                requireChangeable(handle, actor, act.kase());
                var document = ArchiveStore.document(handle, id).orElseThrow(ProblemException::notFound);
                if (document.voidReason() != null) {
                    throw Problem.of("archive/void", 409, "这份材料已经作废", "This document is void already").toException();
                }
                ArchiveStore.declareVoid(handle, document, why, actor.id(), act.now());
                Finished.changed(handle, core, seen.caseId());
                act.data(Map.of("document", id, "type", document.type(), "version", document.version()));
            });
            return null;
        });
    }

    // ---- rules

    static void requirePermission(Actor actor, String permission) {
        if (!actor.may(permission)) {
            throw ProblemException.forbidden(permission);
        }
    }

    /**
     * Once the case has ended, only those who archive it add what is missing, and modules the papers that come afterwards: the receipt of money that came a moment before it was withdrawn, the voucher of
     * its refund. Once its archive is closed nobody does. Whoever writes asks under the case's lock.
     */
    static void requireChangeable(Handle handle, Actor actor, CaseInfo kase) {
        if (ClosingStore.isSealed(handle, kase.id())) {
            throw Problem.of("archive/sealed", 409, "档案已封存，不能再改。确需补正的，请分管领导重新打开档案", "The archive is closed and cannot be changed; the responsible leader can reopen it").toException();
        }
        boolean archiving = kase.state() == CaseState.CLOSED && actor.may(Closings.SEAL);
        if (kase.state() != CaseState.OPEN && kase.state() != CaseState.NOT_READY && !archiving && !actor.isSystem()) {
            throw Problem.of("archive/case-closed", 409, "工单已结束，材料请交归档人员补充", "The case has ended; give the document to those who archive it").toException();
        }
    }

    DocumentType requireType(String id) {
        return types.get(id == null ? "" : id).orElseThrow(() -> ProblemException.invalid("/type", "没有这种材料，请重选", "There is no such type of document; choose again"));
    }

    private TaskInfo requireTask(Actor actor, Upload upload) {
        if (upload.taskId() == null) {
            if (actor.external()) {
                throw ProblemException.invalid("/task", "请从任务里上传", "Upload it from a task");
            }
            return null;
        }
        var task = core.cases().task(actor, upload.taskId());
        if (task.caseId() != upload.caseId()) {
            throw ProblemException.invalid("/task", "任务不属于这张工单", "The task belongs to another case");
        }
        if (task.state() != TaskState.OPEN && !actor.isSystem()) {
            throw ProblemException.invalid("/task", "任务已办结或取消，请从工单上传", "The task is done or cancelled; upload it from the case");
        }
        if (actor.external() && !actor.worksFor(task.department())) {
            throw ProblemException.notFound();
        }
        return task;
    }

    private void requireReplaceable(Actor actor, Upload upload) {
        if (upload.replaces() == null) {
            return;
        }
        var old = readable(actor, upload.replaces());
        if (old.caseId() != upload.caseId() || !old.type().equals(upload.type())) {
            throw ProblemException.invalid("/replaces", "只能替换本工单同一种材料", "Only a document of the same case and type can be replaced");
        }
    }

    static String requireReason(String reason) {
        var text = reason == null ? "" : reason;
        if (text.isBlank() || text.codePointCount(0, text.length()) > MAX_REASON) {
            throw ProblemException.invalid("/reason", "请写明理由，不超过 " + MAX_REASON + " 字", "Give a reason of at most " + MAX_REASON + " characters");
        }
        return text;
    }
}
