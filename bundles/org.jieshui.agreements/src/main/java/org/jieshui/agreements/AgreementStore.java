package org.jieshui.agreements;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL of agreements, their numbers, what was printed, sealed and signed. */
@Component(service = AgreementStore.class)
public class AgreementStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS = """
            a.id, a.kind, a.number, a.case_id, a.case_number, a.district, a.revision, a.created_at, a.signed_on, a.signed_at, a.signed_by, a.customer_signer, a.company_signer, a.document,
            a.differences, a.void_at, a.void_by, a.void_reason, c.template, c.facts, c.by_hand, c.at, c.by_whom""";
    private static final String FROM = " FROM agreements.agreement a JOIN agreements.content c ON c.agreement_id = a.id AND c.revision = a.revision ";
    private static final String STATE = """
            CASE WHEN a.void_at IS NOT NULL THEN 'void' WHEN a.signed_on IS NOT NULL THEN 'signed'
                 WHEN EXISTS (SELECT 1 FROM agreements.printing p WHERE p.agreement_id = a.id AND p.revision = a.revision) THEN 'printed' ELSE 'drafted' END""";

    /** Null leaves a condition out. @param q part of a number, a case's number or a customer's name. @param missing {@code seal}, {@code delivery}: signed, and that is not recorded */
    record Filter(String q, Kind kind, String state, Integer year, String missing, String district) {}

    private final Database database;

    @Activate
    public AgreementStore(@Reference Database database) {
        this.database = database;
    }

    /**
     * The next number of the kind and year. Whoever asks next waits until this transaction ends; when it rolls back, the number is given out again.
     *
     * @return 1, 2, 3 …
     */
    int next(Kind kind, int year) {
        return database.inTransaction(h -> h.createQuery("""
                INSERT INTO agreements.counter (kind, year, last) VALUES (:kind, :year, 1)
                ON CONFLICT (kind, year) DO UPDATE SET last = counter.last + 1 RETURNING last""").bind("kind", kind.id()).bind("year", year).mapTo(Integer.class).one());
    }

    /** @return its id */
    long create(Kind kind, CaseInfo kase, Content content) {
        return database.inTransaction(h -> {
            int year = LocalDate.ofInstant(content.at(), Rest.ZONE).getYear();
            int serial = next(kind, year);
            long id = h.createQuery("""
                    INSERT INTO agreements.agreement (kind, year, serial, number, case_id, case_number, district, created_at)
                    VALUES (:kind, :year, :serial, :number, :case, :caseNumber, :district, :at) RETURNING id""")
                    .bind("kind", kind.id()).bind("year", year).bind("serial", serial).bind("number", kind.number(year, serial)).bind("case", kase.id()).bind("caseNumber", kase.number())
                    .bind("district", kase.district()).bind("at", TemplateStore.utc(content.at())).mapTo(Long.class).one();
            content(id, kind, content);
            return id;
        });
    }

    void redraw(long id, Kind kind, Content content) {
        database.transact(h -> {
            content(id, kind, content);
            h.createUpdate("UPDATE agreements.agreement SET revision = :revision WHERE id = :id").bind("revision", content.revision()).bind("id", id).execute();
        });
    }

    private void content(long id, Kind kind, Content c) {
        var facts = new TreeMap<String, String>();
        c.facts().forEach((p, value) -> facts.put(p.zh(), value));
        database.transact(h -> h.createUpdate("""
                INSERT INTO agreements.content (agreement_id, revision, kind, template, facts, by_hand, at, by_whom)
                VALUES (:id, :revision, :kind, :template, CAST(:facts AS jsonb), :byHand, :at, :by)""")
                .bind("id", id).bind("revision", c.revision()).bind("kind", kind.id()).bind("template", c.template()).bind("facts", json(facts))
                .bind("byHand", c.byHand().stream().map(Placeholder::zh).toArray(String[]::new)).bind("at", TemplateStore.utc(c.at())).bind("by", c.by()).execute());
    }

    void printed(long id, Agreement.Printing p) {
        database.transact(h -> h.createUpdate("INSERT INTO agreements.printing (agreement_id, revision, copies, at, by_whom) VALUES (:id, :revision, :copies, :at, :by)").bind("id", id)
                .bind("revision", p.revision()).bind("copies", p.copies()).bind("at", TemplateStore.utc(p.at())).bind("by", p.by()).execute());
    }

    void sealed(long id, Agreement.SealUse s) {
        database.transact(h -> h.createUpdate("""
                INSERT INTO agreements.seal_use (agreement_id, revision, seal, copies, used_at, used_by, note, at, by_whom)
                VALUES (:id, :revision, :seal, :copies, :usedAt, :usedBy, :note, :at, :by)""")
                .bind("id", id).bind("revision", s.revision()).bind("seal", s.seal()).bind("copies", s.copies()).bind("usedAt", TemplateStore.utc(s.usedAt())).bind("usedBy", s.usedBy())
                .bind("note", s.note()).bind("at", TemplateStore.utc(s.at())).bind("by", s.by()).execute());
    }

    void signed(long id, Agreement.Signature s) {
        database.transact(h -> h.createUpdate("""
                UPDATE agreements.agreement SET signed_on = :on, customer_signer = :customer, company_signer = :company, document = :document, differences = :differences, signed_at = :at, signed_by = :by
                WHERE id = :id""").bind("on", s.on()).bind("customer", s.customerSigner()).bind("company", s.companySigner()).bind("document", s.document())
                .bind("differences", s.differences().isEmpty() ? null : String.join("、", s.differences())).bind("at", TemplateStore.utc(s.at())).bind("by", s.by()).bind("id", id).execute());
    }

    void voided(long id, Agreement.Voided v) {
        database.transact(h -> h.createUpdate("UPDATE agreements.agreement SET void_at = :at, void_by = :by, void_reason = :reason WHERE id = :id").bind("at", TemplateStore.utc(v.at()))
                .bind("by", v.by()).bind("reason", v.reason()).bind("id", id).execute());
    }

    void moved(long caseId, String district) {
        database.transact(h -> h.createUpdate("UPDATE agreements.agreement SET district = :district WHERE case_id = :case").bind("district", district).bind("case", caseId).execute());
    }

    Optional<Agreement> find(long id) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + FROM + "WHERE a.id = :id").bind("id", id).map((rs, c) -> agreement(rs)).findOne());
    }

    /** Void ones too, oldest first. */
    List<Agreement> ofCase(long caseId) {
        return database.read(h -> h.createQuery("SELECT " + COLUMNS + FROM + "WHERE a.case_id = :case ORDER BY a.id").bind("case", caseId).map((rs, c) -> agreement(rs)).list());
    }

    /** The one that counts. */
    Optional<Agreement> current(long caseId, Kind kind) {
        return ofCase(caseId).stream().filter(a -> a.kind() == kind && a.voided() == null).findFirst();
    }

    /** Newest first. @param before id of the last one seen, or null */
    List<Agreement> page(Filter f, Long before, int limit) {
        var sql = "SELECT " + COLUMNS + FROM + """
                WHERE (CAST(:before AS bigint) IS NULL OR a.id < :before) AND (CAST(:kind AS text) IS NULL OR a.kind = :kind) AND (CAST(:year AS integer) IS NULL OR a.year = :year)
                  AND (CAST(:district AS text) IS NULL OR a.district = :district) AND (CAST(:state AS text) IS NULL OR :state = """ + STATE + ")" + """
                  AND (CAST(:q AS text) IS NULL OR a.number ILIKE :q OR a.case_number ILIKE :q OR c.facts ->> '客户名称' ILIKE :q)
                  AND (CAST(:missing AS text) IS NULL OR (a.signed_on IS NOT NULL AND a.void_at IS NULL AND NOT CASE :missing
                       WHEN 'seal' THEN EXISTS (SELECT 1 FROM agreements.seal_use s WHERE s.agreement_id = a.id)
                       ELSE EXISTS (SELECT 1 FROM agreements.delivery d WHERE a.id = ANY(d.agreements) AND d.void_at IS NULL) END))
                ORDER BY a.id DESC LIMIT :limit""";
        return database.read(h -> h.createQuery(sql).bindByType("before", before, Long.class).bind("kind", f.kind() == null ? null : f.kind().id()).bindByType("year", f.year(), Integer.class)
                .bind("district", f.district()).bind("state", f.state()).bind("q", f.q() == null ? null : "%" + f.q().replaceAll("([\\\\%_])", "\\\\$1") + "%").bind("missing", f.missing()).bind("limit", limit)
                .map((rs, c) -> agreement(rs)).list());
    }

    /** What a request with this key created before. @return its digest (the column is older than that) and id */
    Optional<Map.Entry<String, Long>> request(long person, String key) {
        return key == null ? Optional.empty() : database.read(h -> h.createQuery("SELECT action, made FROM agreements.request WHERE person = :person AND key = :key").bind("person", person)
                .bind("key", key).map((rs, c) -> Map.entry(rs.getString("action"), rs.getLong("made"))).findOne());
    }

    /** Fails with a unique violation when the key was used meanwhile. */
    void request(long person, String key, String digest, long made, Instant at) {
        if (key != null) {
            database.transact(h -> h.createUpdate("INSERT INTO agreements.request (person, key, action, made, at) VALUES (:person, :key, :action, :made, :at)").bind("person", person).bind("key", key)
                    .bind("action", digest).bind("made", made).bind("at", TemplateStore.utc(at)).execute());
        }
    }

    private Agreement agreement(ResultSet rs) throws SQLException {
        long id = rs.getLong("id");
        int revision = rs.getInt("revision");
        var content = new Content(revision, rs.getInt("template"), facts(rs.getString("facts")), names((String[]) rs.getArray("by_hand").getArray()), TemplateStore.instant(rs, "at"),
                rs.getLong("by_whom"));
        var on = rs.getObject("signed_on", LocalDate.class);
        var differences = rs.getString("differences");
        var signature = on == null ? null : new Agreement.Signature(on, rs.getString("customer_signer"), rs.getString("company_signer"), rs.getLong("document"),
                differences == null ? List.of() : List.of(differences.split("、")), TemplateStore.instant(rs, "signed_at"), rs.getLong("signed_by"));
        var reason = rs.getString("void_reason");
        var voided = reason == null ? null : new Agreement.Voided(reason, TemplateStore.instant(rs, "void_at"), rs.getLong("void_by"));
        return new Agreement(id, Kind.of(rs.getString("kind")), rs.getString("number"), rs.getLong("case_id"), rs.getString("case_number"), rs.getString("district"), revision,
                TemplateStore.instant(rs, "created_at"), content, printings(id), seals(id), signature, voided);
    }

    private List<Agreement.Printing> printings(long id) {
        return database.read(h -> h.createQuery("SELECT revision, copies, at, by_whom FROM agreements.printing WHERE agreement_id = :id ORDER BY id").bind("id", id)
                .map((rs, c) -> new Agreement.Printing(rs.getInt("revision"), rs.getInt("copies"), TemplateStore.instant(rs, "at"), rs.getLong("by_whom"))).list());
    }

    private List<Agreement.SealUse> seals(long id) {
        return database.read(h -> h.createQuery("SELECT revision, seal, copies, used_at, used_by, note, at, by_whom FROM agreements.seal_use WHERE agreement_id = :id ORDER BY id").bind("id", id)
                .map((rs, c) -> new Agreement.SealUse(rs.getInt("revision"), rs.getString("seal"), rs.getInt("copies"), TemplateStore.instant(rs, "used_at"), rs.getString("used_by"),
                        rs.getString("note"), TemplateStore.instant(rs, "at"), rs.getLong("by_whom"))).list());
    }

    private static Map<Placeholder, String> facts(String json) throws SQLException {
        try {
            var facts = new EnumMap<Placeholder, String>(Placeholder.class);
            JSON.readValue(json, new TypeReference<Map<String, String>>() {}).forEach((name, value) -> Placeholder.find(name).ifPresent(p -> facts.put(p, value)));
            return facts;
        } catch (JsonProcessingException e) {
            throw new SQLException("the facts of an agreement cannot be read", e);
        }
    }

    private static Set<Placeholder> names(String[] names) {
        return Arrays.stream(names).map(Placeholder::find).flatMap(Optional::stream).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
