package org.jieshui.cases.core;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.view.Records;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a case leaves behind. */
@Component(service = Records.class)
public class RecordsService implements Records {

    private static final int MOST = 1000;

    private final Database database;
    private final ProcessCatalog catalog;

    @Activate
    public RecordsService(@Reference Database database, @Reference(service = ProcessCatalog.class) ProcessCatalog catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    @Override
    public Wanted wanted(Actor actor, long caseId) {
        return database.read(h -> {
            var c = h.getConnection();
            var k = see(c, actor, caseId);
            var process = catalog.get(c, k.process, k.processVersion);
            var flow = new Flow(process, k.origin, k.facts, CaseStore.tasks(c, caseId).stream().map(t -> new Flow.Existing(t.key(), t.state())).toList());
            var documents = new LinkedHashMap<String, String>();
            process.documents(flow::wants).forEach((type, stage) -> documents.put(type, stage.id()));
            return new Wanted(flow.isFinished(), documents);
        });
    }

    @Override
    public List<Entry> entries(Actor actor, long caseId, int after, int limit) {
        return database.read(h -> {
            var c = h.getConnection();
            see(c, actor, caseId);
            return JournalReader.ofCase(c, caseId, after, Math.max(1, Math.min(limit, MOST)));
        });
    }

    private static CaseRow see(Connection c, Actor actor, long caseId) throws SQLException {
        return CaseStore.find(c, caseId).filter(k -> Unchecked.get(() -> Access.canSee(c, actor, k))).orElseThrow(ProblemException::notFound);
    }
}
