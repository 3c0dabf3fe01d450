package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.jieshui.archive.World.CASE;
import static org.jieshui.archive.World.CLERK;
import static org.jieshui.archive.World.CREW;
import static org.jieshui.archive.World.DESIGNER;
import static org.jieshui.archive.World.MATE;
import static org.jieshui.archive.World.READER;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.apache.pdfbox.pdmodel.PDPage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jieshui.archive.ArchiveService.Upload;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.archive.Standing;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ArchiveServiceTest {

    private static final Map<Integer, byte[]> PDFS = new ConcurrentHashMap<>();

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("archive", ArchiveStore.class);

    @TempDir
    private Path folder;
    private final DrivenClock clock = DrivenClock.at(World.NOW);
    private World world;
    private ArchiveService archive;

    @BeforeEach
    void start() throws IOException {
        DB.clear();
        world = new World(DB.database());
        archive = archive(Map.of("maxMegabytes", 1, "minFreeMegabytes", 0));
    }

    private ArchiveService archive(Map<String, Integer> config) throws IOException {
        return new ArchiveService(DB.database(), world.directory(), new Core(world.cases(), null, null), clock, new FileContentStore(folder), World.config(config));
    }

    @Test
    void storesADocumentWithItsRowAndItsJournalEntry() throws IOException {
        var pdf = Samples.pdf();
        var document = archive.store(CLERK, upload("application", "..\\申请表\u202E.pdf"), new ByteArrayInputStream(pdf)).document();

        assertThat(document.fileName()).isEqualTo("申请表.pdf");
        assertThat(document.mediaType()).isEqualTo("application/pdf");
        assertThat(document.size()).isEqualTo(pdf.length);
        assertThat(document.stage()).isEqualTo("plan");
        assertThat(archive.document(document.id())).contains(document);
        assertThat(archive.documents(CASE)).containsExactly(document);
        try (var in = archive.content(document)) {
            assertThat(in.readAllBytes()).isEqualTo(pdf);
        }
        assertThat(world.journal).containsExactly(new World.Journaled(CLERK.id(), "archive.stored",
                Map.of("document", document.id(), "type", "application", "version", 1, "sha256", document.sha256(), "size", document.size())));
        assertThat(document.sha256()).isEqualTo(sha256(pdf));
    }

    @Test
    void aFurtherUploadOfASingleTypeIsItsNextVersion() throws IOException {
        var first = store(CLERK, "application", 1);
        var second = store(CLERK, "application", 2);
        assertThat(second.series()).isEqualTo(first.series());
        assertThat(second.version()).isEqualTo(2);
        assertThat(archive.documents(CASE)).extracting(Document::version, Document::current).containsExactly(tuple(1, false), tuple(2, true));
        assertThat(present("application")).containsExactly(second.id());
    }

    @Test
    void aTypeWithSeveralGetsVersionsOnlyWhenOneIsReplaced() throws IOException {
        var one = store(DESIGNER, "design-drawing", 1);
        var other = store(DESIGNER, "design-drawing", 2);
        var newer = archive.store(DESIGNER, new Upload(CASE, "design-drawing", 5L, one.id(), "x.pdf", -1), pages(3)).document();
        assertThat(other.series()).isNotEqualTo(one.series());
        assertThat(newer.series()).isEqualTo(one.series());
        assertThat(newer.stage()).as("of the task").isEqualTo("design");
        assertThat(present("design-drawing")).containsExactly(newer.id(), other.id());
        refused("invalid", () -> archive.store(DESIGNER, new Upload(CASE, "survey-record", null, one.id(), "x.pdf", -1), pages(4)));
    }

    @Test
    void sentAgainItIsTheSameDocument() throws IOException {
        var pdf = Samples.pdf();
        var first = archive.store(CLERK, upload("survey-record", "a.pdf"), new ByteArrayInputStream(pdf)).document();
        var again = archive.store(CLERK, upload("survey-record", "a.pdf"), new ByteArrayInputStream(pdf)).document();
        assertThat(again).isEqualTo(first);
        assertThat(world.journal).hasSize(1);
    }

    @Test
    void aRepeatUnderItsKeyIsTheFirstAnswerWhateverCameBetween() throws IOException {
        var first = archive.store(CLERK, keyed("a", "x.pdf", null), pages(1));
        assertThat(first.repeated()).isFalse();
        var newer = store(CLERK, "application", 2);
        world.state = CaseState.CLOSED;
        var again = archive.store(CLERK, keyed("a", "x.pdf", null), pages(1));
        assertThat(again.repeated()).isTrue();
        assertThat(again.document().id()).isEqualTo(first.document().id());
        assertThat(archive.documents(CASE)).extracting(Document::version, Document::current).containsExactly(tuple(1, false), tuple(2, true));
        assertThat(present("application")).containsExactly(newer.id());
        assertThat(world.journal).hasSize(2);
    }

    @Test
    void whatWasThereUnderAKeyIsFoundUnderItAgain() throws IOException {
        var there = store(CLERK, "application", 1);
        assertThat(archive.store(CLERK, keyed("a", "x.pdf", null), pages(1))).isEqualTo(new ArchiveService.Stored(there, true));
        store(CLERK, "application", 2);
        assertThat(archive.store(CLERK, keyed("a", "x.pdf", null), pages(1)).document().id()).isEqualTo(there.id());
        assertThat(archive.documents(CASE)).hasSize(2);
    }

    @Test
    void aKeyIsOneFilesOfOnePersonForAMonth() throws IOException {
        var first = archive.store(CLERK, keyed("a", "x.pdf", null), pages(1)).document();
        long before = files();
        refused("archive/key-reused", () -> archive.store(CLERK, keyed("a", "x.pdf", null), pages(2)));
        refused("archive/key-reused", () -> archive.store(CLERK, keyed("a", "y.pdf", null), pages(1)));
        refused("archive/key-reused", () -> archive.store(CLERK, keyed("a", "x.pdf", 5L), pages(1)));
        refused("invalid", () -> archive.store(CLERK, keyed("", "x.pdf", null), unread()));
        refused("invalid", () -> archive.store(CLERK, keyed("k".repeat(101), "x.pdf", null), unread()));
        assertThat(files()).as("nothing is kept of them").isEqualTo(before);
        assertThat(archive.store(DESIGNER, keyed("a", "x.pdf", 5L), pages(2)).document().version()).as("another's key").isEqualTo(2);
        clock.advance(Duration.ofDays(31));
        archive.store(CLERK, keyed("b", "x.pdf", null), pages(3));
        assertThat(archive.store(CLERK, keyed("a", "x.pdf", null), pages(1)).document().id()).isNotEqualTo(first.id());
    }

    @Test
    void twoAtOnceUnderOneKeyAreOneDocument() throws Exception {
        var pool = Executors.newFixedThreadPool(4);
        try {
            var calls = pool.invokeAll(Collections.nCopies(4, (Callable<Document>) () -> archive.store(CLERK, new Upload(CASE, "survey-record", null, null, "x.pdf", -1, "a"), pages(1)).document()));
            var ids = new HashSet<Long>();
            for (var call : calls) {
                ids.add(call.get().id());
            }
            assertThat(ids).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
        assertThat(archive.documents(CASE)).hasSize(1);
        assertThat(world.journal).hasSize(1);
    }

    private static Upload keyed(String key, String name, Long task) {
        return new Upload(CASE, "application", task, null, name, -1, key);
    }

    @Test
    void whatIsRefusedLeavesNothing() throws IOException {
        refused("archive/malware", () -> archive.store(CLERK, upload("other", "x.pdf"), eicar()));
        refused("archive/too-large", () -> archive.store(CLERK, upload("other", "x.pdf"), new ByteArrayInputStream(new byte[(1 << 20) + 1])));
        refused("archive/type-mismatch", () -> archive.store(CLERK, upload("other", "x.png"), pages(1)));
        refused("archive/too-large", () -> archive.store(CLERK, new Upload(CASE, "other", null, null, "x.pdf", 1 << 21), unread()));
        refused("archive/empty", () -> archive.store(CLERK, new Upload(CASE, "other", null, null, "x.pdf", 0), unread()));
        assertThat(archive.documents(CASE)).isEmpty();
        assertThat(files()).isZero();
        assertThat(world.journal).isEmpty();
    }

    @Test
    void aBrokenConnectionLeavesNothing() throws IOException {
        var pdf = Samples.pdf();
        var broken = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == pdf.length / 2) {
                    throw new IOException("connection reset");
                }
                return pdf[at++] & 0xff;
            }
        };
        assertThatThrownBy(() -> archive.store(CLERK, upload("other", "x.pdf"), broken)).isInstanceOf(IOException.class);
        assertThat(files()).isZero();
    }

    @Test
    void aFailureInTheTransactionLeavesNoRow() throws IOException {
        world.failAfterAct = new IllegalStateException("the journal could not be written");
        assertThatThrownBy(() -> store(CLERK, "application", 1)).isSameAs(world.failAfterAct);
        assertThat(archive.documents(CASE)).isEmpty();
        world.failAfterAct = null;
        assertThat(store(CLERK, "application", 1).version()).isEqualTo(1);
    }

    @Test
    void aFullDiskIsSaid() throws IOException {
        var full = archive(Map.of("minFreeMegabytes", 1_000_000));
        refused("archive/storage-full", () -> full.store(CLERK, upload("other", "x.pdf"), unread()));
    }

    @Test
    void refusesBeforeReadingWhatMayNotCome() {
        refused("forbidden", () -> archive.store(READER, upload("application", "x.pdf"), unread()));
        refused("not-found", () -> archive.store(CLERK, new Upload(99, "application", null, null, "x.pdf", -1), unread()));
        refused("invalid", () -> archive.store(CLERK, upload("no-such-type", "x.pdf"), unread()));
        refused("invalid", () -> archive.store(CLERK, new Upload(CASE + 1, "application", 5L, null, "x.pdf", -1), unread()));
        refused("not-found", () -> archive.store(CLERK, new Upload(CASE, "application", 99L, null, "x.pdf", -1), unread()));
        world.taskState = TaskState.DONE;
        refused("invalid", () -> archive.store(CLERK, new Upload(CASE, "application", 5L, null, "x.pdf", -1), unread()));
        world.state = CaseState.CLOSED;
        refused("archive/case-closed", () -> archive.store(CLERK, upload("application", "x.pdf"), unread()));
    }

    @Test
    void aModuleKeepsThePaperOfATaskThatIsDone() throws IOException {
        world.taskState = TaskState.DONE;
        assertThat(archive.store(Actor.system("design"), CASE, "design-drawing", 5L, "图纸.pdf", pages(1)).taskId()).isEqualTo(5);
        refused("invalid", () -> archive.store(DESIGNER, new Upload(CASE, "design-drawing", 5L, null, "x.pdf", -1), unread()));
    }

    @Test
    void aModuleKeepsThePaperThatComesAfterTheCaseWasWithdrawn() throws IOException {
        world.state = CaseState.WITHDRAWN;
        assertThat(archive.store(Actor.system("payments"), CASE, "refund-voucher", null, "退款凭证.pdf", pages(1)).type()).isEqualTo("refund-voucher");
        refused("archive/case-closed", () -> archive.store(CLERK, upload("refund-voucher", "x.pdf"), unread()));
    }

    @Test
    void anotherOrganisationUploadsOnlyUnderItsOwnTask() throws IOException {
        refused("invalid", () -> archive.store(CREW, upload("construction-photo", "x.pdf"), unread()));
        refused("not-found", () -> archive.store(CREW, new Upload(CASE, "construction-photo", 5L, null, "x.pdf", -1), unread()));
        assertThat(archive.store(CREW, new Upload(CASE, "construction-photo", 6L, null, "x.pdf", -1), pages(1)).document().taskId()).isEqualTo(6);
    }

    @Test
    void anotherOrganisationSeesNoPersonalPapersButItsOwn() throws IOException {
        var application = store(CLERK, "application", 1);
        var drawing = store(DESIGNER, "design-drawing", 2);
        var own = archive.store(CREW, new Upload(CASE, "other", 6L, null, "x.pdf", -1), pages(3)).document();
        assertThat(archive.documents(MATE, CASE)).containsExactly(drawing, own);
        assertThat(archive.documents(READER, CASE)).containsExactlyInAnyOrder(application, drawing, own);
        refused("not-found", () -> archive.readable(MATE, application.id()));
        assertThat(archive.readable(MATE, own.id())).isEqualTo(own);
    }

    @Test
    void aHiddenCaseHidesItsDocuments() throws IOException {
        var document = store(CLERK, "application", 1);
        world.blind = Set.of(READER.id());
        refused("not-found", () -> archive.documents(READER, CASE));
        refused("not-found", () -> archive.readable(READER, document.id()));
        refused("not-found", () -> archive.readable(CLERK, 4711));
        refused("not-found", () -> archive.tolerances(READER, CASE));
    }

    @Test
    void aGapIsToleratedWithAReasonUntilTheDocumentComes() throws IOException {
        refused("forbidden", () -> archive.tolerate(DESIGNER, CASE, "application", "客户出差"));
        refused("invalid", () -> archive.tolerate(CLERK, CASE, "application", "  "));
        refused("invalid", () -> archive.tolerate(CLERK, CASE, "application", "长".repeat(501)));
        archive.tolerate(CLERK, CASE, "application", "客户出差，三天内补交");
        var standing = archive.standing(CASE, List.of("quotation", "application"));
        assertThat(standing).containsExactly(Map.entry("quotation", new Standing("quotation", List.of(), null)),
                Map.entry("application", new Standing("application", List.of(), new Standing.Tolerance("客户出差，三天内补交", CLERK.id(), World.NOW))));
        assertThat(standing.get("application").outstanding()).isTrue();
        assertThat(standing.get("quotation").missing()).isTrue();
        assertThat(world.journal).containsExactly(new World.Journaled(CLERK.id(), "archive.tolerated", Map.of("type", "application")));

        archive.tolerate(CLERK, CASE, "application", " 改为五天\n");
        assertThat(archive.tolerances(CLERK, CASE)).as("each character").containsExactly(new Tolerance("application", " 改为五天\n", CLERK.id(), World.NOW));
        store(CLERK, "application", 1);
        assertThat(present("application")).hasSize(1);
        refused("archive/not-missing", () -> archive.tolerate(CLERK, CASE, "application", "多余"));
    }

    @Test
    void aVoidVersionGivesWayToTheOneBefore() throws IOException {
        var first = store(CLERK, "application", 1);
        var second = store(CLERK, "application", 2);
        refused("forbidden", () -> archive.declareVoid(DESIGNER, second.id(), "传错了"));
        archive.declareVoid(CLERK, second.id(), "传错了");
        assertThat(present("application")).containsExactly(first.id());
        assertThat(archive.readable(READER, second.id()).voidReason()).isEqualTo("传错了");
        refused("archive/void", () -> archive.declareVoid(CLERK, second.id(), "再来"));
        assertThat(store(CLERK, "application", 3).version()).isEqualTo(3);
        archive.declareVoid(CLERK, first.id(), "也错了");
        assertThat(present("application")).hasSize(1);
    }

    @Test
    void findsTypesByAnyOfTheirNames() {
        assertThat(archive.search("客户申请表")).extracting("id").containsExactly("application");
        assertThat(archive.search("1：500地形图")).extracting("id").containsExactly("topographic-map");
        assertThat(archive.search("委托协议")).extracting("id").containsExactly("commission-agreement");
        assertThat(archive.types()).extracting("id").doesNotHaveDuplicates().hasSizeGreaterThan(40);
    }

    private Document store(Actor actor, String type, int pages) throws IOException {
        return archive.store(actor, upload(type, "x.pdf"), pages(pages)).document();
    }

    private List<Long> present(String type) {
        return archive.standing(CASE, Set.of(type)).get(type).documents();
    }

    private static Upload upload(String type, String name) {
        return new Upload(CASE, type, null, null, name, -1);
    }

    /** The same bytes each time: a PDF that is made anew has another digest. */
    private static InputStream pages(int pages) {
        return new ByteArrayInputStream(PDFS.computeIfAbsent(pages, n -> Samples.pdf(document -> {
            for (int i = 0; i < n; i++) {
                document.addPage(new PDPage());
            }
        })));
    }

    private static InputStream unread() {
        return new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("this must be refused before it is read");
            }
        };
    }

    private static InputStream eicar() {
        return new ByteArrayInputStream(Samples.concat(Samples.pdf(), Samples.text("X5O!P%@AP[4\\PZX5" + "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")));
    }

    private long files() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(String type, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
    }
}
