package org.jieshui.design;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of sign-offs. */
@Component(service = DesignStore.class)
public class DesignStore {

    /** @param revision the version of the document that was signed */
    public record Signed(long document, int revision, String sha256) {}

    /** @param drawer person id of who drew, or null */
    record SignOff(int version, Instant at, long person, Long drawer, String opinion, List<Signed> documents) {}

    private final Database database;

    @Activate
    public DesignStore(@Reference Database database) {
        this.database = database;
    }

    void sign(long caseId, Instant at, long person, Long drawer, String opinion, List<Document> documents) {
        database.transact(h -> {
            // the case is locked while a task completes, so the next number is free
            int version = h.createQuery("SELECT coalesce(max(version), 0) + 1 FROM design.sign_off WHERE case_id = :case").bind("case", caseId).mapTo(Integer.class).one();
            h.createUpdate("INSERT INTO design.sign_off (case_id, version, at, person, drawer, opinion) VALUES (:case, :version, :at, :person, :drawer, :opinion)")
                    .bind("case", caseId).bind("version", version).bind("at", at.atOffset(ZoneOffset.UTC)).bind("person", person).bind("drawer", drawer).bind("opinion", opinion).execute();
            var batch = h.prepareBatch("INSERT INTO design.signed_document (case_id, version, document, revision, sha256) VALUES (:case, :version, :document, :revision, :sha256)");
            documents.forEach(d -> batch.bind("case", caseId).bind("version", version).bind("document", d.id()).bind("revision", d.version()).bind("sha256", d.sha256()).add());
            batch.execute();
        });
    }

    /** Newest first. */
    List<SignOff> signOffs(long caseId) {
        return database.read(h -> {
            Map<Integer, List<Signed>> signed = h.createQuery("SELECT version, document, revision, sha256 FROM design.signed_document WHERE case_id = :case ORDER BY document")
                    .bind("case", caseId).map((rs, c) -> Map.entry(rs.getInt("version"), new Signed(rs.getLong("document"), rs.getInt("revision"), rs.getString("sha256"))))
                    .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
            return h.createQuery("SELECT version, at, person, drawer, opinion FROM design.sign_off WHERE case_id = :case ORDER BY version DESC").bind("case", caseId)
                    .map((rs, c) -> new SignOff(rs.getInt("version"), rs.getObject("at", OffsetDateTime.class).toInstant(), rs.getLong("person"), rs.getObject("drawer", Long.class),
                            rs.getString("opinion"), signed.getOrDefault(rs.getInt("version"), List.of()))).list();
        });
    }
}
