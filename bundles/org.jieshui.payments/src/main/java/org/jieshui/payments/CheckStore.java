package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Adds the books up anew, three ways that do not use each other's figures: what the transfers say, what the ledger says, what allotments and refunds say. Each comparison is one
 * statement, so that what is booked meanwhile is no difference.
 */
@Component(service = CheckStore.class)
public class CheckStore {

    private static final int MOST = 200;

    public record Sums(@JsonFormat(shape = Shape.STRING) BigDecimal received, @JsonFormat(shape = Shape.STRING) BigDecimal allotted, @JsonFormat(shape = Shape.STRING) BigDecimal unallotted,
            @JsonFormat(shape = Shape.STRING) BigDecimal held, @JsonFormat(shape = Shape.STRING) BigDecimal refunded) {

        boolean adds() {
            return received.compareTo(allotted.add(unallotted).add(held).add(refunded)) == 0;
        }
    }

    /** @param month 2026-10, by the moment of the entry in Shanghai */
    public record Month(String month, @JsonFormat(shape = Shape.STRING) BigDecimal received, @JsonFormat(shape = Shape.STRING) BigDecimal allotted, @JsonFormat(shape = Shape.STRING) BigDecimal refunded) {}

    public record Numbers(int year, int issued, int voided, int last) {}

    /**
     * Something that does not fit.
     *
     * @param kind     ledger, allotments, charge, refunds, receipt, receipt-missing, receipt-gap, invoice, arrival
     * @param transfer it is about, or null
     * @param caseId   it is about, or null
     * @param found    what stands there; @param expected what it should be by the other records
     */
    public record Finding(String kind, Long transfer, Long caseId, String found, String expected) {}

    private final Database database;

    @Activate
    public CheckStore(@Reference Database database) {
        this.database = database;
    }

    /** By the columns of the transfers. */
    Sums transfers() {
        return sums("""
                SELECT coalesce(sum(CASE WHEN void_at IS NULL THEN amount ELSE 0 END), 0) AS received, coalesce(sum(allotted), 0) AS allotted, coalesce(sum(unallotted), 0) AS unallotted,
                       coalesce(sum(held), 0) AS held, coalesce(sum(refunded), 0) AS refunded FROM payments.transfer""");
    }

    /** By the ledger. */
    Sums ledger() {
        return sums("""
                SELECT coalesce(sum(CASE WHEN from_account = 'bank' THEN amount WHEN to_account = 'bank' THEN -amount ELSE 0 END), 0) AS received,
                       coalesce(sum(CASE WHEN to_account = 'allotted' THEN amount WHEN from_account = 'allotted' THEN -amount ELSE 0 END), 0) AS allotted,
                       coalesce(sum(CASE WHEN to_account = 'unallotted' THEN amount WHEN from_account = 'unallotted' THEN -amount ELSE 0 END), 0) AS unallotted,
                       coalesce(sum(CASE WHEN to_account = 'held' THEN amount WHEN from_account = 'held' THEN -amount ELSE 0 END), 0) AS held,
                       coalesce(sum(CASE WHEN to_account = 'refunded' THEN amount ELSE 0 END), 0) AS refunded FROM payments.entry""");
    }

    private Sums sums(String sql) {
        return database.read(h -> h.createQuery(sql).map((rs, c) -> new Sums(sum(rs, "received"), sum(rs, "allotted"), sum(rs, "unallotted"), sum(rs, "held"), sum(rs, "refunded"))).one());
    }

    /** The last twelve with entries, newest first. */
    List<Month> months() {
        return database.read(h -> h.createQuery("""
                SELECT to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
                       sum(CASE WHEN from_account = 'bank' THEN amount WHEN to_account = 'bank' THEN -amount ELSE 0 END) AS received,
                       sum(CASE WHEN to_account = 'allotted' THEN amount WHEN from_account = 'allotted' THEN -amount ELSE 0 END) AS allotted,
                       sum(CASE WHEN to_account = 'refunded' THEN amount ELSE 0 END) AS refunded
                  FROM payments.entry GROUP BY 1 ORDER BY 1 DESC LIMIT 12""")
                .map((rs, c) -> new Month(rs.getString("month"), sum(rs, "received"), sum(rs, "allotted"), sum(rs, "refunded"))).list());
    }

    List<Numbers> receipts() {
        return database.read(h -> h.createQuery("SELECT year, count(*) AS issued, count(void_at) AS voided, max(number) AS last FROM payments.receipt GROUP BY year ORDER BY year DESC")
                .map((rs, c) -> new Numbers(rs.getInt("year"), rs.getInt("issued"), rs.getInt("voided"), rs.getInt("last"))).list());
    }

    List<Finding> findings() {
        return database.read(h -> {
            var all = new ArrayList<Finding>();
            find(h, all, "ledger", """
                    SELECT t.id AS transfer, NULL::bigint AS kase, concat_ws(' / ', t.amount, t.allotted, t.unallotted, t.held, t.refunded) AS found,
                           concat_ws(' / ', coalesce(e.came, 0), coalesce(e.allotted, 0), coalesce(e.unallotted, 0), coalesce(e.held, 0), coalesce(e.refunded, 0)) AS expected
                      FROM payments.transfer t LEFT JOIN (
                        SELECT transfer_id, sum(CASE WHEN from_account = 'bank' THEN amount ELSE 0 END) AS came,
                               sum(CASE WHEN to_account = 'allotted' THEN amount WHEN from_account = 'allotted' THEN -amount ELSE 0 END) AS allotted,
                               sum(CASE WHEN to_account = 'unallotted' THEN amount WHEN from_account = 'unallotted' THEN -amount ELSE 0 END) AS unallotted,
                               sum(CASE WHEN to_account = 'held' THEN amount WHEN from_account = 'held' THEN -amount ELSE 0 END) AS held,
                               sum(CASE WHEN to_account = 'refunded' THEN amount ELSE 0 END) AS refunded FROM payments.entry GROUP BY transfer_id) e ON e.transfer_id = t.id
                     WHERE (t.amount, t.allotted, t.unallotted, t.held, t.refunded) IS DISTINCT FROM (e.came, e.allotted, e.unallotted, e.held, e.refunded)""");
            find(h, all, "allotments", """
                    SELECT t.id AS transfer, NULL::bigint AS kase, t.allotted::text AS found, coalesce(a.sum, 0)::text AS expected FROM payments.transfer t LEFT JOIN (
                        SELECT transfer_id, sum(amount) AS sum FROM payments.allotment WHERE reversed_at IS NULL AND refund_id IS NULL GROUP BY transfer_id) a ON a.transfer_id = t.id
                     WHERE t.allotted <> coalesce(a.sum, 0)""");
            find(h, all, "charge", """
                    SELECT NULL::bigint AS transfer, c.case_id AS kase, c.paid::text AS found, coalesce(a.sum, 0)::text AS expected FROM payments.charge c LEFT JOIN (
                        SELECT charge_id, sum(amount) AS sum FROM payments.allotment WHERE reversed_at IS NULL AND refund_id IS NULL GROUP BY charge_id) a ON a.charge_id = c.id
                     WHERE c.paid <> coalesce(a.sum, 0)""");
            find(h, all, "refunds", """
                    SELECT t.id AS transfer, NULL::bigint AS kase, concat_ws(' / ', t.held, t.refunded) AS found, concat_ws(' / ', coalesce(r.held, 0), coalesce(r.paid, 0)) AS expected
                      FROM payments.transfer t LEFT JOIN (
                        SELECT l.transfer_id, sum(CASE WHEN r.state IN ('requested', 'approved') THEN l.amount ELSE 0 END) AS held, sum(CASE WHEN r.state = 'paid' THEN l.amount ELSE 0 END) AS paid
                          FROM payments.refund_line l JOIN payments.refund r ON r.id = l.refund_id GROUP BY l.transfer_id) r ON r.transfer_id = t.id
                     WHERE t.held <> coalesce(r.held, 0) OR t.refunded <> coalesce(r.paid, 0)""");
            find(h, all, "receipt", """
                    SELECT NULL::bigint AS transfer, r.case_id AS kase, r.amount::text AS found, (c.paid + c.returned)::text AS expected FROM payments.receipt r JOIN payments.charge c ON c.id = r.charge_id
                     WHERE r.void_at IS NULL AND r.amount <> c.paid + c.returned""");
            find(h, all, "receipt-missing", """
                    SELECT NULL::bigint AS transfer, c.case_id AS kase, '—' AS found, c.amount::text AS expected FROM payments.charge c
                     WHERE c.state = 'due' AND c.paid = c.amount AND NOT EXISTS (SELECT FROM payments.receipt r WHERE r.charge_id = c.id AND r.void_at IS NULL)""");
            find(h, all, "receipt-gap", """
                    SELECT NULL::bigint AS transfer, NULL::bigint AS kase, concat(r.year, ': ', count(*)) AS found, concat(r.year, ': ', coalesce(n.last, max(r.number))) AS expected
                      FROM payments.receipt r LEFT JOIN payments.counter n ON n.kind = 'receipt' AND n.year = r.year GROUP BY r.year, n.last HAVING count(*) <> coalesce(n.last, max(r.number))""");
            find(h, all, "invoice", """
                    SELECT NULL::bigint AS transfer, c.case_id AS kase, i.sum::text AS found, c.amount::text AS expected FROM payments.charge c JOIN (
                        SELECT charge_id, sum(amount) AS sum FROM payments.invoice WHERE void_at IS NULL GROUP BY charge_id) i ON i.charge_id = c.id
                     WHERE c.state = 'due' AND i.sum > c.amount""");
            find(h, all, "arrival", """
                    SELECT NULL::bigint AS transfer, a.case_id AS kase, c.paid::text AS found, c.amount::text AS expected FROM payments.arrival a JOIN payments.charge c ON c.id = a.charge_id
                     WHERE a.void_at IS NULL AND NOT (c.state = 'due' AND c.paid = c.amount)""");
            return all;
        });
    }

    /** The sum of no rows has no decimals. */
    private static BigDecimal sum(ResultSet rs, String column) throws SQLException {
        return rs.getBigDecimal(column).setScale(2);
    }

    private static void find(Handle h, List<Finding> all, String kind, String sql) {
        all.addAll(h.createQuery(sql + " ORDER BY 1, 2 LIMIT " + MOST).map((rs, c) -> new Finding(kind, rs.getObject("transfer", Long.class), rs.getObject("kase", Long.class), rs.getString("found"),
                rs.getString("expected"))).list());
    }
}
