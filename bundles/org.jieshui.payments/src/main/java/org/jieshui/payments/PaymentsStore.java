package org.jieshui.payments;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SQL that reads, and what is kept beside the books: invoices, statements, arrivals, keys. Money is moved by {@link Books} alone. */
@Component(service = PaymentsStore.class)
public class PaymentsStore {

    private static final String CHARGE = "SELECT id, case_id, kind, amount, paid, returned, state, note, created_at, created_by FROM payments.charge ";
    private static final String TRANSFER = """
            SELECT id, serial, received_on, amount, payer, payer_account, remark, statement_id, entered_at, entered_by, allotted, held, refunded, unallotted, void_at, void_reason FROM payments.transfer\s""";
    private static final String ALLOTMENT = "SELECT id, transfer_id, charge_id, case_id, amount, at, person, refund_id, reversed_at, reason FROM payments.allotment ";
    private static final String RECEIPT = """
            SELECT r.id, r.year, r.number, r.charge_id, r.case_id, c.kind, r.amount, r.at, r.person, r.void_at, r.void_reason FROM payments.receipt r JOIN payments.charge c ON c.id = r.charge_id\s""";
    private static final String REFUND = """
            SELECT id, year, number, kind, case_id, charge_id, amount, payee, payee_account, reason, state, requested_at, requested_by, decided_at, decided_by, decision, dropped_at, dropped_by,
                   drop_note, paid_on, paid_at, paid_by, bank_serial
              FROM payments.refund\s""";

    /** @param released what was unallotted because the fee became lower */
    record Change(long id, long charge, Instant at, long person, String kind, BigDecimal before, BigDecimal after, BigDecimal released, boolean notice, Instant seenAt) {}

    record Invoice(long id, long charge, long caseId, String number, BigDecimal amount, LocalDate issuedOn, Instant enteredAt, long enteredBy, Instant voidAt, String voidReason) {}

    record Statement(long id, String fileName, Instant at, long person, int booked, int known, int faulty) {}

    /** @param state open (something is unallotted), done, void, or null for all. @param q part of serial, payer or remark */
    record TransferFilter(String state, String q, LocalDate from, LocalDate to) {}

    private static final TransferFilter OPEN = new TransferFilter("open", null, null, null);
    private static final int PAGE = 500;

    private final Database database;

    @Activate
    public PaymentsStore(@Reference Database database) {
        this.database = database;
    }

    // ---- charges

    Optional<Charge> charge(long id) {
        return database.read(h -> h.createQuery(CHARGE + "WHERE id = :id").bind("id", id).map((rs, c) -> charge(rs)).findOne());
    }

    /** Oldest first. */
    List<Charge> charges(long caseId) {
        return database.read(h -> h.createQuery(CHARGE + "WHERE case_id = :case ORDER BY id").bind("case", caseId).map((rs, c) -> charge(rs)).list());
    }

    Optional<Charge> fee(long caseId) {
        return charges(caseId).stream().filter(c -> c.kind().equals(Charge.FEE) && !c.state().equals("cancelled")).findFirst();
    }

    /** Those that still want money, oldest first. */
    List<Charge> wanting(Long after, int limit) {
        return database.read(h -> h.createQuery(CHARGE + "WHERE state = 'due' AND paid + returned < amount AND id > :after ORDER BY id LIMIT :limit").bind("after", after == null ? 0L : after)
                .bind("limit", limit).map((rs, c) -> charge(rs)).list());
    }

    /** All that still want money, oldest first, a page at a time. */
    void eachWanting(Consumer<List<Charge>> work) {
        Long after = null;
        List<Charge> page;
        do {
            page = wanting(after, PAGE);
            work.accept(page);
            after = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (page.size() == PAGE);
    }

    List<Change> changes(long caseId) {
        return database.read(h -> h.createQuery("""
                SELECT e.id, e.charge_id, e.at, e.person, e.kind, e.before, e.after, e.released, e.notice, e.seen_at FROM payments.change e JOIN payments.charge c ON c.id = e.charge_id
                 WHERE c.case_id = :case ORDER BY e.id""").bind("case", caseId).map((rs, c) -> new Change(rs.getLong("id"), rs.getLong("charge_id"), instant(rs, "at"), rs.getLong("person"),
                rs.getString("kind"), rs.getBigDecimal("before"), rs.getBigDecimal("after"), rs.getBigDecimal("released"), rs.getBoolean("notice"), instant(rs, "seen_at"))).list());
    }

    void seen(long caseId, Instant now, long person) {
        database.transact(h -> h.createUpdate("""
                UPDATE payments.change SET seen_at = :now, seen_by = :person WHERE notice AND seen_at IS NULL AND charge_id IN (SELECT id FROM payments.charge WHERE case_id = :case)""")
                .bind("now", utc(now)).bind("person", person).bind("case", caseId).execute());
    }

    /** @return whether there is a notice of this case that nobody was told of; now they are */
    boolean tell(long caseId, Instant now) {
        return database.inTransaction(h -> h.createUpdate("""
                UPDATE payments.change SET told_at = :now WHERE notice AND told_at IS NULL AND charge_id IN (SELECT id FROM payments.charge WHERE case_id = :case)""")
                .bind("now", utc(now)).bind("case", caseId).execute() > 0);
    }

    /** What the tax system's invoices of a charge come to, without the void ones. */
    BigDecimal invoiced(long charge) {
        return database.read(h -> h.createQuery("SELECT coalesce(sum(amount), 0) FROM payments.invoice WHERE charge_id = :charge AND void_at IS NULL").bind("charge", charge).mapTo(BigDecimal.class).one());
    }

    // ---- transfers

    Optional<Transfer> transfer(long id) {
        return database.read(h -> h.createQuery(TRANSFER + "WHERE id = :id").bind("id", id).map((rs, c) -> transfer(rs)).findOne());
    }

    /** Newest first. @param before id of the last one of the page before; null: the first page */
    List<Transfer> transfers(TransferFilter filter, Long before, int limit) {
        var like = filter.q() == null ? null : "%" + filter.q().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        var state = switch (filter.state() == null ? "" : filter.state()) {
            case "open" -> "AND unallotted > 0 ";
            case "done" -> "AND unallotted = 0 AND void_at IS NULL ";
            case "void" -> "AND void_at IS NOT NULL ";
            default -> "";
        };
        return database.read(h -> h.createQuery(TRANSFER + "WHERE (CAST(:before AS bigint) IS NULL OR id < :before) " + state + """
                AND (CAST(:like AS text) IS NULL OR serial ILIKE :like OR payer ILIKE :like OR remark ILIKE :like)
                AND (CAST(:from AS date) IS NULL OR received_on >= :from) AND (CAST(:to AS date) IS NULL OR received_on <= :to) ORDER BY id DESC LIMIT :limit""")
                .bind("before", before).bind("like", like).bindByType("from", filter.from(), LocalDate.class).bindByType("to", filter.to(), LocalDate.class).bind("limit", limit)
                .map((rs, c) -> transfer(rs)).list());
    }

    /** All of which something is unallotted, newest first, a page at a time. */
    void eachOpenTransfer(Consumer<List<Transfer>> work) {
        Long before = null;
        List<Transfer> page;
        do {
            page = transfers(OPEN, before, PAGE);
            work.accept(page);
            before = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (page.size() == PAGE);
    }

    /** Money that is booked under a serial. */
    record Known(LocalDate receivedOn, BigDecimal amount) {

        boolean same(LocalDate day, BigDecimal sum) {
            return receivedOn.equals(day) && amount.compareTo(sum) == 0;
        }
    }

    /** What of these serials is known, by serial. */
    Map<String, Known> known(List<String> serials) {
        return database.read(h -> h.createQuery("SELECT serial, received_on, amount FROM payments.transfer WHERE void_at IS NULL AND serial = ANY(:serials)")
                .bind("serials", serials.toArray(String[]::new)).map((rs, c) -> Map.entry(rs.getString("serial"), new Known(rs.getObject("received_on", LocalDate.class), rs.getBigDecimal("amount")))).list())
                .stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    // ---- allotments

    Optional<Allotment> allotment(long id) {
        return database.read(h -> h.createQuery(ALLOTMENT + "WHERE id = :id").bind("id", id).map((rs, c) -> allotment(rs)).findOne());
    }

    List<Allotment> allotments(long charge) {
        return database.read(h -> h.createQuery(ALLOTMENT + "WHERE charge_id = :charge ORDER BY id").bind("charge", charge).map((rs, c) -> allotment(rs)).list());
    }

    List<Allotment> allotmentsOf(long transfer) {
        return database.read(h -> h.createQuery(ALLOTMENT + "WHERE transfer_id = :transfer ORDER BY id").bind("transfer", transfer).map((rs, c) -> allotment(rs)).list());
    }

    // ---- receipts, invoices

    Optional<Receipt> receipt(long id) {
        return database.read(h -> h.createQuery(RECEIPT + "WHERE r.id = :id").bind("id", id).map((rs, c) -> receipt(rs)).findOne());
    }

    /** The one that counts. */
    Optional<Receipt> receiptOf(long charge) {
        return database.read(h -> h.createQuery(RECEIPT + "WHERE r.charge_id = :charge AND r.void_at IS NULL").bind("charge", charge).map((rs, c) -> receipt(rs)).findOne());
    }

    List<Receipt> receipts(long caseId) {
        return database.read(h -> h.createQuery(RECEIPT + "WHERE r.case_id = :case ORDER BY r.id").bind("case", caseId).map((rs, c) -> receipt(rs)).list());
    }

    /** @throws org.jieshui.platform.api.rest.ProblemException {@code payments/invoice-known} */
    long invoice(long charge, long caseId, String number, BigDecimal amount, LocalDate issuedOn, Instant now, long person) {
        return database.inTransaction(h -> h.createQuery("""
                INSERT INTO payments.invoice (charge_id, case_id, number, amount, issued_on, entered_at, entered_by) VALUES (:charge, :case, :number, :amount, :day, :now, :person)
                ON CONFLICT (number) WHERE void_at IS NULL DO NOTHING RETURNING id""").bind("charge", charge).bind("case", caseId).bind("number", number).bind("amount", amount).bind("day", issuedOn).bind("now", utc(now))
                .bind("person", person).mapTo(Long.class).findOne().orElseThrow(Problems::invoiceKnown));
    }

    List<Invoice> invoices(long caseId) {
        return database.read(h -> h.createQuery("SELECT id, charge_id, case_id, number, amount, issued_on, entered_at, entered_by, void_at, void_reason FROM payments.invoice WHERE case_id = :case ORDER BY id")
                .bind("case", caseId).map((rs, c) -> new Invoice(rs.getLong("id"), rs.getLong("charge_id"), rs.getLong("case_id"), rs.getString("number"), rs.getBigDecimal("amount"),
                        rs.getObject("issued_on", LocalDate.class), instant(rs, "entered_at"), rs.getLong("entered_by"), instant(rs, "void_at"), rs.getString("void_reason"))).list());
    }

    Optional<Long> caseOfInvoice(long invoice) {
        return database.read(h -> h.createQuery("SELECT case_id FROM payments.invoice WHERE id = :id").bind("id", invoice).mapTo(Long.class).findOne());
    }

    boolean voidInvoice(long invoice, String reason, Instant now, long person) {
        return database.inTransaction(h -> h.createUpdate("UPDATE payments.invoice SET void_at = :now, void_by = :person, void_reason = :reason WHERE id = :id AND void_at IS NULL").bind("now", utc(now))
                .bind("person", person).bind("reason", reason).bind("id", invoice).execute() == 1);
    }

    // ---- refunds

    Optional<Refund> refund(long id) {
        return database.read(h -> h.createQuery(REFUND + "WHERE id = :id").bind("id", id).map((rs, c) -> refund(rs)).findOne());
    }

    List<Refund> refundsOf(long caseId) {
        return database.read(h -> h.createQuery(REFUND + "WHERE case_id = :case ORDER BY id").bind("case", caseId).map((rs, c) -> refund(rs)).list());
    }

    /** Newest first. @param state one of its states, open (requested or approved), or null */
    List<Refund> refunds(String state, Long before, int limit) {
        return database.read(h -> h.createQuery(REFUND + """
                WHERE (CAST(:before AS bigint) IS NULL OR id < :before) AND (CAST(:state AS text) IS NULL OR state = :state OR (:state = 'open' AND state IN ('requested', 'approved')))
                ORDER BY id DESC LIMIT :limit""").bind("before", before).bind("state", state).bind("limit", limit).map((rs, c) -> refund(rs)).list());
    }

    List<Refund> refundsOfTransfer(long transfer) {
        return database.read(h -> h.createQuery(REFUND + "WHERE id IN (SELECT refund_id FROM payments.refund_line WHERE transfer_id = :transfer) ORDER BY id").bind("transfer", transfer)
                .map((rs, c) -> refund(rs)).list());
    }

    // ---- statements

    long statement(String fileName, String digest, int faulty, Instant now, long person) {
        return database.inTransaction(h -> h.createQuery("""
                INSERT INTO payments.statement (file_name, digest, at, person, booked, known, faulty) VALUES (:name, :digest, :now, :person, 0, 0, :faulty) RETURNING id""")
                .bind("name", fileName).bind("digest", digest).bind("now", utc(now)).bind("person", person).bind("faulty", faulty).mapTo(Long.class).one());
    }

    void counted(long statement, int booked, int known) {
        database.transact(h -> h.createUpdate("UPDATE payments.statement SET booked = :booked, known = :known WHERE id = :id").bind("booked", booked).bind("known", known).bind("id", statement).execute());
    }

    List<Statement> statements(int limit) {
        return database.read(h -> h.createQuery("SELECT id, file_name, at, person, booked, known, faulty FROM payments.statement ORDER BY id DESC LIMIT :limit").bind("limit", limit)
                .map((rs, c) -> statement(rs)).list());
    }

    Optional<Statement> statement(long id) {
        return database.read(h -> h.createQuery("SELECT id, file_name, at, person, booked, known, faulty FROM payments.statement WHERE id = :id").bind("id", id).map((rs, c) -> statement(rs)).findOne());
    }

    /** When the very same file was imported before. */
    Optional<Instant> importedBefore(String digest) {
        return database.read(h -> h.createQuery("SELECT at FROM payments.statement WHERE digest = :digest ORDER BY id LIMIT 1").bind("digest", digest).map((rs, c) -> instant(rs, "at")).findOne());
    }

    // ---- arrivals

    void arrived(long task, long caseId, long charge, Instant now, long person) {
        database.transact(h -> h.createUpdate("""
                INSERT INTO payments.arrival (task_id, case_id, charge_id, at, person) VALUES (:task, :case, :charge, :now, :person)
                ON CONFLICT (task_id) DO UPDATE SET at = excluded.at, person = excluded.person, void_at = NULL""")
                .bind("task", task).bind("case", caseId).bind("charge", charge).bind("now", utc(now)).bind("person", person).execute());
    }

    void notArrived(long task, Instant now) {
        database.transact(h -> h.createUpdate("UPDATE payments.arrival SET void_at = :now WHERE task_id = :task AND void_at IS NULL").bind("now", utc(now)).bind("task", task).execute());
    }

    /** No works follow any more. */
    void withdrawn(long caseId, Instant now) {
        database.transact(h -> h.createUpdate("UPDATE payments.arrival SET void_at = :now WHERE case_id = :case AND void_at IS NULL").bind("now", utc(now)).bind("case", caseId).execute());
    }

    // ---- keys

    /** What was done under the key before. @throws org.jieshui.platform.api.rest.ProblemException {@code payments/key-reused} when it was something else */
    Optional<Long> done(long person, String key, String digest) {
        return database.read(h -> h.createQuery("SELECT digest, result FROM payments.request WHERE person = :person AND key = :key").bind("person", person).bind("key", key)
                .map((rs, c) -> new Object[] {rs.getString("digest"), rs.getLong("result")}).findOne()).map(row -> {
                    if (!digest.equals(row[0])) {
                        throw Problems.keyReused();
                    }
                    return (Long) row[1];
                });
    }

    /** Joins the transaction of what is done. A second one at the same moment fails here, and finds the first one's result. */
    void remember(long person, String key, String digest, long result, Instant now) {
        database.transact(h -> h.createUpdate("INSERT INTO payments.request (person, key, digest, result, at) VALUES (:person, :key, :digest, :result, :now)").bind("person", person).bind("key", key)
                .bind("digest", digest).bind("result", result).bind("now", utc(now)).execute());
    }

    static boolean isDuplicate(RuntimeException e) {
        return DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent();
    }

    // ---- rows

    private static Charge charge(ResultSet rs) throws SQLException {
        return new Charge(rs.getLong("id"), rs.getLong("case_id"), rs.getString("kind"), rs.getBigDecimal("amount"), rs.getBigDecimal("paid"), rs.getBigDecimal("returned"), rs.getString("state"),
                rs.getString("note"), instant(rs, "created_at"), rs.getLong("created_by"));
    }

    private static Transfer transfer(ResultSet rs) throws SQLException {
        return new Transfer(rs.getLong("id"), rs.getString("serial"), rs.getObject("received_on", LocalDate.class), rs.getBigDecimal("amount"), rs.getString("payer"), rs.getString("payer_account"),
                rs.getString("remark"), rs.getObject("statement_id", Long.class), instant(rs, "entered_at"), rs.getLong("entered_by"), rs.getBigDecimal("allotted"), rs.getBigDecimal("held"),
                rs.getBigDecimal("refunded"), rs.getBigDecimal("unallotted"), instant(rs, "void_at"), rs.getString("void_reason"));
    }

    private static Allotment allotment(ResultSet rs) throws SQLException {
        return new Allotment(rs.getLong("id"), rs.getLong("transfer_id"), rs.getLong("charge_id"), rs.getLong("case_id"), rs.getBigDecimal("amount"), instant(rs, "at"), rs.getLong("person"),
                rs.getObject("refund_id", Long.class), instant(rs, "reversed_at"), rs.getString("reason"));
    }

    private static Receipt receipt(ResultSet rs) throws SQLException {
        return new Receipt(rs.getLong("id"), rs.getInt("year"), rs.getInt("number"), rs.getLong("charge_id"), rs.getLong("case_id"), rs.getString("kind"), rs.getBigDecimal("amount"), instant(rs, "at"),
                rs.getLong("person"), instant(rs, "void_at"), rs.getString("void_reason"));
    }

    private static Statement statement(ResultSet rs) throws SQLException {
        return new Statement(rs.getLong("id"), rs.getString("file_name"), instant(rs, "at"), rs.getLong("person"), rs.getInt("booked"), rs.getInt("known"), rs.getInt("faulty"));
    }

    private Refund refund(ResultSet rs) throws SQLException {
        long id = rs.getLong("id");
        return new Refund(id, rs.getInt("year"), rs.getInt("number"), rs.getString("kind"), rs.getObject("case_id", Long.class), rs.getObject("charge_id", Long.class), rs.getBigDecimal("amount"),
                rs.getString("payee"), rs.getString("payee_account"), rs.getString("reason"), rs.getString("state"), instant(rs, "requested_at"), rs.getLong("requested_by"), instant(rs, "decided_at"),
                rs.getObject("decided_by", Long.class), rs.getString("decision"), instant(rs, "dropped_at"), rs.getObject("dropped_by", Long.class), rs.getString("drop_note"), rs.getObject("paid_on", LocalDate.class), instant(rs, "paid_at"), rs.getObject("paid_by", Long.class),
                rs.getString("bank_serial"), lines(id));
    }

    private List<Refund.Line> lines(long refund) {
        return database.read(h -> h.createQuery("SELECT transfer_id, allotment_id, amount FROM payments.refund_line WHERE refund_id = :refund ORDER BY transfer_id").bind("refund", refund)
                .map((rs, c) -> new Refund.Line(rs.getLong("transfer_id"), rs.getObject("allotment_id", Long.class), rs.getBigDecimal("amount"))).list());
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        var at = rs.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
