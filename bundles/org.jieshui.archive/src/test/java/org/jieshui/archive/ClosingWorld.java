package org.jieshui.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jieshui.archive.ArchiveService.Upload;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;

/** A short process in the core that ships, with the real archive over a real database and real files. */
final class ClosingWorld implements AutoCloseable {

    final DrivenClock clock = DrivenClock.at("2026-10-13T10:00");
    final CasesFixture fixture;
    final FileContentStore store;
    final ArchiveService archive;
    final Closings closings;
    final Core core;
    final Actor clerk;
    final Actor leader;
    final Actor auditor;
    final Actor other;
    final TestDatabase db;

    ClosingWorld(TestDatabase db, Path folder) {
        this.db = db;
        fixture = new CasesFixture(db.database("cases"), clock);
        clerk = fixture.person(1, "customer-service", "cases.open", "cases.manage", "archive.read", "archive.upload", "archive.void", "archive.tolerate", "archive.seal", "archive.verify", "archive.export");
        leader = fixture.person(2, "leader", "archive.read", "archive.waive", "archive.reopen", "archive.seal", "archive.verify");
        auditor = fixture.person(3, "audit", "archive.read", "archive.verify", "archive.upload");
        other = fixture.person(4, "construction-unit", "archive.read", "archive.seal", "archive.export");
        core = new Core(fixture.cases(), fixture.records(), fixture.views());
        try {
            store = new FileContentStore(folder);
            archive = new ArchiveService(db.database("archive"), fixture.directory(), core, clock, store, World.config(Map.of("minFreeMegabytes", 0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closings = new Closings(db.database("archive"), fixture.directory(), core, archive, clock);
        fixture.use(archive);
        TaskType any = new TaskType() {};
        fixture.run("short", null, Map.of("short.take", any, "short.invited", any, "short.dig", any, "short.last", any));
        fixture.processes().publish(Actor.system("test"), """
                {"id": "short", "version": 1, "name": {"zh-CN": "短流程", "en": "Short"}, "model": "321", "policy": {"document": "试验"},
                 "flow": {"target": 1, "limit": 3, "from": "plan", "to": "last"}, "materials": {"documents": []}, "pauseReasons": [],
                 "stages": [{"id": "plan", "name": {"zh-CN": "受理", "en": "Accept"}, "target": {"workingDays": 1}, "limit": {"workingDays": 3}, "tasks": [
                   {"id": "take", "type": "short.take", "department": "customer-service", "name": {"zh-CN": "受理核对", "en": "Take"}, "documents": ["application"]},
                   {"id": "invited", "type": "short.invited", "department": "customer-service", "optional": true, "name": {"zh-CN": "受邀", "en": "Invited"}, "documents": ["topographic-map"]},
                   {"id": "dig", "type": "short.dig", "department": "customer-service", "when": {"dig": true}, "name": {"zh-CN": "刨掘", "en": "Dig"}, "documents": ["excavation-permit"]},
                   {"id": "last", "type": "short.last", "department": "customer-service", "name": {"zh-CN": "收尾", "en": "Last"}, "after": ["take", "dig"], "produces": ["visit-record"]}]}]}""");
    }

    /** Tasks are done up to the last; the application is there, the record of the visit is not. */
    long finished() {
        long id = open();
        complete(id, "take");
        complete(id, "last");
        hear(id);
        return id;
    }

    /** … and nothing is missing. */
    long complete() {
        long id = finished();
        put(id, "visit-record", "回访记录.pdf", Samples.pdf());
        return id;
    }

    long sealed() throws IOException {
        long id = complete();
        closings.seal(clerk, id);
        return id;
    }

    long open() {
        var opened = fixture.cases().open(clerk, new NewCase("short", "application", "某食品<厂>", "张三", "13800001234", "凤鸣路 17 号", "lixia", null), null);
        put(opened.caseId(), "application", "申请表 <1>.pdf", Samples.pdf());
        return opened.caseId();
    }

    void complete(long id, String key) {
        fixture.cases().complete(clerk, fixture.open(clerk, id, key).id(), FakeTask.json("{}"), null);
    }

    Document put(long id, String type, String name, byte[] content) {
        return put(clerk, id, type, name, content);
    }

    Document put(Actor actor, long id, String type, String name, byte[] content) {
        try {
            return archive.store(actor, new Upload(id, type, null, null, name, -1), new ByteArrayInputStream(content)).document();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the journal tells the listener. */
    void hear(long id) {
        var listener = new Finished(db.database("archive"), core);
        entries(id).stream().filter(e -> e.kind().startsWith("task.") || e.kind().startsWith("case.")).forEach(listener::on);
    }

    List<Entry> entries(long id) {
        return fixture.records().entries(Actor.system("test"), id, 0, 1000);
    }

    @Override
    public void close() {
        fixture.close();
    }
}
