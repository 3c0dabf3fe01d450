package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jieshui.archive.ArchiveService.Upload;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Closing, verifying and reopening archives of cases that the core which ships has brought to their end. */
class ClosingTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("archive", ArchiveStore.class).and("cases", CasesService.class);

    @TempDir
    private Path folder;
    private ClosingWorld world;

    @BeforeEach
    void start() {
        DB.clear();
        world = new ClosingWorld(DB, folder);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test // R195, R196
    void whatIsMissingFollowsFromTheProcessOfTheCase() {
        long open = world.open();
        refused("archive/not-finished", () -> world.closings.seal(world.clerk, open));
        long id = world.finished();

        assertThat(list("waiting")).containsExactly(id + " incomplete [visit-record]");
        assertThat(world.closings.detail(world.clerk, id).wanted().documents()).as("neither of the invited task, which nobody did, nor of the one that does not apply").containsOnlyKeys("application", "visit-record");
        refused("archive/incomplete", () -> world.closings.seal(world.clerk, id));
        world.put(id, "visit-record", "回访记录.pdf", Samples.pdf());
        assertThat(list("ready")).containsExactly(id + " ready []");
        assertThat(list("incomplete")).isEmpty();
    }

    @Test // R196
    void whatANeededTaskWantsIsWantedOnceItsFactHoldsAndAnInvitedOneOnceDone() {
        long id = world.open();
        world.fixture.cases().act(world.clerk, id, "test.fact", act -> {
            act.update(new org.jieshui.cases.api.CaseChange(null, null, null, null, null, null, java.util.Map.of("dig", true)));
            return null;
        });
        world.put(id, "topographic-map", "地形图.pdf", Samples.pdf());
        world.complete(id, "invited");
        assertThat(world.closings.detail(world.clerk, id).wanted().documents()).containsOnlyKeys("application", "topographic-map", "excavation-permit", "visit-record");
    }

    @Test // R196
    void aMissingDocumentIsWaivedForAReasonByWhoMay() throws IOException {
        long id = world.finished();
        refused("forbidden", () -> world.closings.waive(world.clerk, id, "visit-record", "客户已搬走"));
        refused("invalid", () -> world.closings.waive(world.leader, id, "visit-record", " "));
        refused("archive/not-missing", () -> world.closings.waive(world.leader, id, "application", "不需要"));
        refused("archive/not-missing", () -> world.closings.waive(world.leader, id, "design-drawing", "流程不要求"));
        world.closings.waive(world.leader, id, "visit-record", "客户已搬走");

        assertThat(list("waiting")).containsExactly(id + " ready []");
        var seal = world.closings.seal(world.clerk, id);
        assertThat(Manifest.read(seal.manifest()).json().at("/waivers/0/reason").asText()).isEqualTo("客户已搬走");
        assertThat(world.entries(id)).as("no words of people in the journal").noneMatch(e -> String.valueOf(e.data()).contains("搬走"));
    }

    @Test // R269
    void closingSaysWhatTheArchiveHoldsAndClosesTheCase() throws IOException {
        long id = world.complete();
        refused("forbidden", () -> world.closings.seal(world.auditor, id));
        var seal = world.closings.seal(world.clerk, id);

        assertThat(world.fixture.cases().get(world.clerk, id).state()).isEqualTo(CaseState.CLOSED);
        var manifest = Manifest.read(seal.manifest());
        assertThat(manifest.documents()).extracting(Manifest.Listed::sha256).containsExactlyElementsOf(world.archive.documents(id).stream().map(Document::sha256).toList());
        assertThat(manifest.json().at("/case/customer").asText()).isEqualTo("某食品<厂>");
        assertThat(seal.manifest()).as("canonical: keys in order, no blanks").startsWith("{\"case\":{\"address\":");
        var entry = world.entries(id).get(seal.entries());
        assertThat(entry.kind()).isEqualTo("archive.sealed");
        assertThat(entry.data().path("manifest").asText()).isEqualTo(Canonical.sha256(seal.manifest()));
        assertThat(list("sealed")).containsExactly(id + " sealed []");
        assertThat(world.closings.verify(world.auditor, id).faults()).isEmpty();
        refused("archive/sealed", () -> world.closings.seal(world.clerk, id));
    }

    @Test // R269
    void aClosedArchiveCannotBeChangedUntilItIsReopenedForAReason() throws IOException {
        long id = world.sealed();
        var document = world.archive.documents(id).get(0);
        refused("archive/sealed", () -> world.put(id, "other", "又一份.pdf", Samples.image("png", 3, 3)));
        refused("archive/sealed", () -> world.archive.declareVoid(world.clerk, document.id(), "传错"));
        refused("archive/sealed", () -> world.archive.tolerate(world.clerk, id, "quotation", "理由"));
        refused("archive/sealed", () -> world.closings.waive(world.leader, id, "visit-record", "理由"));
        refused("forbidden", () -> world.closings.reopen(world.clerk, id, "补正"));
        refused("invalid", () -> world.closings.reopen(world.leader, id, ""));

        world.closings.reopen(world.leader, id, "补正竣工资料");
        refused("archive/case-closed", () -> world.put(world.auditor, id, "other", "不归他补.png", Samples.image("png", 5, 5)));
        world.put(id, "other", "又一份.png", Samples.image("png", 3, 3));
        assertThat(list("waiting")).containsExactly(id + " ready []");
        var second = world.closings.seal(world.clerk, id);

        assertThat(second.version()).isEqualTo(2);
        var seals = world.closings.detail(world.clerk, id).seals();
        assertThat(seals).extracting(Seal::version).containsExactly(2, 1);
        assertThat(Manifest.read(second.manifest()).json().at("/replaces/sha256").asText()).isEqualTo(seals.get(1).sha256());
        assertThat(Manifest.read(second.manifest()).json().at("/replaces/reason").asText()).isEqualTo("补正竣工资料");
        assertThat(world.closings.verify(world.clerk, id).faults()).isEmpty();
        refused("archive/not-sealed", () -> {
            world.closings.reopen(world.leader, id, "再开");
            world.closings.verify(world.clerk, id);
        });
    }

    @Test // R269
    void everyPlantedFaultIsFound() throws Exception {
        long id = world.sealed();
        var document = world.archive.documents(id).get(0);
        var file = file(document);
        var bytes = Files.readAllBytes(file);

        var changed = bytes.clone();
        changed[bytes.length / 2] ^= 1;
        planted(id, "document-changed", () -> Files.write(file, changed), () -> Files.write(file, bytes));
        planted(id, "document-changed", () -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1)), () -> Files.write(file, bytes));
        planted(id, "document-missing", () -> Files.deleteIfExists(file), () -> Files.write(file, bytes));
        planted(id, "record-changed", sql("UPDATE archive.document SET file_name = 'x' || file_name WHERE id = " + document.id()), sql("UPDATE archive.document SET file_name = substr(file_name, 2) WHERE id = " + document.id()));
        planted(id, "record-changed", sql("UPDATE archive.document SET current = false WHERE id = " + document.id()), sql("UPDATE archive.document SET current = true WHERE id = " + document.id()));
        planted(id, "manifest-changed", sql("UPDATE archive.seal SET manifest = replace(manifest, '某食品', '某化工')"), sql("UPDATE archive.seal SET manifest = replace(manifest, '某化工', '某食品')"));
        planted(id, "journal-changed", sql("UPDATE cases.journal SET actor = 99 WHERE seq = 2 AND case_id = " + id), sql("UPDATE cases.journal SET actor = 1 WHERE seq = 2 AND case_id = " + id));
        planted(id, "document-added", sql("INSERT INTO archive.document SELECT 9999, case_id, type, 9999, 1, true, stage, task_id, file_name, media_type, size, sha256, uploaded_by, uploaded_at FROM archive.document WHERE id = " + document.id()),
                sql("DELETE FROM archive.document WHERE id = 9999"));
        assertThat(world.closings.verify(world.clerk, id).faults()).as("all repaired").isEmpty();
        assertThat(list("sealed")).hasSize(1);

        sql("UPDATE archive.seal SET manifest = replace(manifest, '某食品', '某化工')").call();
        sql("UPDATE archive.seal SET sha256 = '" + Canonical.sha256(world.closings.seal(world.clerk, id, null).manifest()) + "'").call();
        assertThat(kinds(id)).as("whoever changes the digest beside the manifest too is betrayed by the journal").containsExactly("manifest-changed");
        sql("DELETE FROM archive.document WHERE id = " + document.id()).call();
        assertThat(kinds(id)).contains("record-missing");
    }

    @Test // R269
    void whatWasFoundInAnEarlierVersionSaysNothingOfTheNext() throws IOException {
        long id = world.sealed();
        world.closings.reopen(world.leader, id, "补正");
        world.closings.seal(world.clerk, id);
        var faults = List.of(new Fault("document-missing", 1L, null));
        DB.database("archive").transact(handle -> ClosingStore.verified(handle, id, new ClosingStore.Verification(1, World.NOW, 1, faults)));
        assertThat(list("all")).containsExactly(id + " sealed []");
        DB.database("archive").transact(handle -> ClosingStore.verified(handle, id, new ClosingStore.Verification(2, World.NOW, 1, faults)));
        assertThat(list("all")).containsExactly(id + " broken []");
    }

    @Test
    void aDamagedArchiveIsNotClosed() throws IOException {
        long id = world.complete();
        Files.write(file(world.archive.documents(id).get(0)), new byte[] {1});
        refused("archive/damaged", () -> world.closings.seal(world.clerk, id));
        assertThat(world.fixture.cases().get(world.clerk, id).state()).isEqualTo(CaseState.OPEN);
    }

    @Test
    void theRunningProgramCannotChangeASeal() throws Exception {
        world.sealed();
        try (var connection = DB.app(); var statement = connection.createStatement()) {
            for (var sql : List.of("UPDATE archive.seal SET manifest = ''", "UPDATE archive.seal SET sha256 = repeat('0', 64)", "DELETE FROM archive.seal", "DELETE FROM archive.verification")) {
                assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class).hasMessageContaining("permission denied");
            }
        }
    }

    @Test // R269
    void anUploadDuringClosingIsInTheManifestOrRefused() throws Exception {
        var pool = Executors.newFixedThreadPool(9);
        try {
            for (int round = 0; round < 6; round++) {
                long id = world.complete();
                var calls = new ArrayList<Callable<Object>>();
                for (int i = 0; i < 8; i++) {
                    var image = Samples.image("png", 10 + i, 10 + round);
                    calls.add(() -> attempt(() -> world.archive.store(world.clerk, new Upload(id, "other", null, null, "x.png", -1), new ByteArrayInputStream(image)).document().sha256()));
                }
                calls.add(4, () -> attempt(() -> world.closings.seal(world.clerk, id).sha256()));
                var answers = new ArrayList<Object>();
                for (var answer : pool.invokeAll(calls)) {
                    answers.add(answer.get());
                }
                assertThat(answers.remove(4)).isInstanceOf(String.class);
                var listed = Manifest.read(world.closings.seal(world.clerk, id, null).manifest()).documents().stream().map(Manifest.Listed::sha256).toList();
                assertThat(answers).allSatisfy(answer -> assertThat(answer instanceof ProblemException e ? e.problem().type() : answer).isIn(withRefusal(listed)));
                assertThat(world.closings.verify(world.clerk, id).faults()).isEmpty();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test // R196
    void theListenerThatHearsOfAnEntryDuringClosingDoesNotForgetTheSeal() throws Exception {
        long id = world.complete();
        world.fixture.cases().close(world.clerk, id, null);
        var listener = new Finished(DB.database("archive"), world.core);
        var heard = world.entries(id).stream().filter(e -> e.kind().equals("case.closed")).findFirst().orElseThrow();
        var pool = Executors.newFixedThreadPool(2);
        try (var owner = DB.owner(); var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE cases.journal IN SHARE MODE"); // holds the closing up at its last statement
            var sealed = pool.submit(() -> world.closings.seal(world.clerk, id));
            waiting(1);
            var listened = pool.submit(() -> listener.on(heard));
            waiting(2);
            owner.rollback();
            sealed.get();
            listened.get();
        } finally {
            pool.shutdownNow();
        }
        assertThat(list("all")).containsExactly(id + " sealed []");
    }

    @Test
    void whoCannotSeeACaseSeesNothingOfItsArchive() throws IOException {
        long id = world.sealed();
        assertThat(world.closings.list(world.other, "all", null, null, 50).rows()).isEmpty();
        refused("not-found", () -> world.closings.detail(world.other, id));
        refused("not-found", () -> world.closings.seal(world.other, id, null));
    }

    @Test
    void theListIsPagedAndFollowsTheCase() {
        var ids = List.of(world.finished(), world.complete(), world.finished());
        var first = world.closings.list(world.clerk, "waiting", null, null, 2);
        assertThat(first.rows()).hasSize(2);
        assertThat(world.closings.list(world.clerk, "waiting", null, first.next(), 2).rows()).extracting(l -> l.row().caseId()).containsExactly(ids.get(2));
        assertThat(world.closings.list(world.clerk, "waiting", "shizhong", null, 50).rows()).isEmpty();

        world.fixture.cases().withdraw(world.clerk, ids.get(0), "客户撤回", null);
        world.hear(ids.get(0));
        assertThat(list("all")).doesNotContain(ids.get(0) + " incomplete [visit-record]").hasSize(2);
        assertThat(world.closings.detail(world.clerk, ids.get(0)).state()).isEqualTo("ended");
    }

    // ---- helpers

    /** Until so many connections wait for a lock. */
    private static void waiting(int connections) throws Exception {
        try (var connection = DB.owner(); var statement = connection.createStatement()) {
            for (int i = 0; i < 500; i++) {
                try (var found = statement.executeQuery("SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()")) {
                    found.next();
                    if (found.getInt(1) >= connections) {
                        return;
                    }
                }
                Thread.sleep(20);
            }
        }
        throw new AssertionError("nobody waits for a lock");
    }

    private static List<Object> withRefusal(List<String> listed) {
        var known = new ArrayList<Object>(listed);
        known.add("archive/sealed");
        known.add("archive/case-closed");
        return known;
    }

    private static Object attempt(Callable<Object> call) throws Exception {
        try {
            return call.call();
        } catch (ProblemException e) {
            return e;
        }
    }

    private void planted(long id, String kind, Callable<?> plant, Callable<?> repair) throws Exception {
        plant.call();
        assertThat(kinds(id)).as(kind).containsExactly(kind);
        assertThat(list("broken")).hasSize(1);
        repair.call();
        assertThat(kinds(id)).as("repaired: " + kind).isEmpty();
    }

    private List<String> kinds(long id) throws IOException {
        return world.closings.verify(world.clerk, id).faults().stream().map(Fault::kind).toList();
    }

    /** As somebody who owns the tables, past every guard. */
    private static Callable<Object> sql(String sql) {
        return () -> {
            try (var connection = DB.owner(); var statement = connection.createStatement()) {
                assertThat(statement.executeUpdate(sql)).isPositive();
                return null;
            }
        };
    }

    private Path file(Document document) {
        var sha = document.sha256();
        return folder.resolve(sha.substring(0, 2)).resolve(sha.substring(2, 4)).resolve(sha);
    }

    private List<String> list(String state) {
        return world.closings.list(world.clerk, state, null, null, 50).rows().stream().map(l -> l.row().caseId() + " " + l.row().state() + " " + l.row().missing()).toList();
    }

    private static void refused(String type, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo(type));
    }
}
