package org.jieshui.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.Rehearsals.Rehearsal;

/** SQL of what was deployed. */
final class DeploymentStore {

    /** What is written down when a deployment begins, or is refused. */
    record Entry(String module, String bundle, String version, String sha256, String signer, long by, String account, Instant at, String node, String shipped, Long backTo) {}

    private static final String SELECT = """
            SELECT d.id, d.module, d.bundle, d.version, d.sha256, d.signer, d.by_whom, d.account, d.at, d.node, d.outcome, d.ended, d.code, d.reason_zh, d.reason_en, d.shipped, d.back_to, d.watch_until, d.scripts, d.rows_copied, d.sampled,
                ARRAY(SELECT ARRAY[n.node, n.outcome, (extract(epoch FROM n.at) * 1000)::bigint::text, n.reason_zh, n.reason_en] FROM deploy.on_node n WHERE n.deployment = d.id ORDER BY n.at, n.node) AS on_nodes,
                d.outcome IN ('replaced', 'removed') AND EXISTS (SELECT FROM deploy.artifact a WHERE a.sha256 = d.sha256)
                    AND NOT EXISTS (SELECT FROM deploy.deployment r WHERE r.module = d.module AND r.outcome = 'running' AND r.sha256 = d.sha256) AS may_roll_back FROM deploy.deployment d\s""";

    private final Database database;

    DeploymentStore(Database database) {
        this.database = database;
    }

    Database database() {
        return database;
    }

    long add(Entry e, String outcome) {
        return database.inTransaction(h -> h.createQuery("""
                INSERT INTO deploy.deployment (module, bundle, version, sha256, signer, by_whom, account, at, node, outcome, shipped, back_to)
                VALUES (:module, :bundle, :version, :sha256, :signer, :by, :account, :at, :node, :outcome, :shipped, :backTo) RETURNING id""")
                .bind("module", e.module).bind("bundle", e.bundle).bind("version", e.version).bind("sha256", e.sha256).bind("signer", e.signer).bind("by", e.by).bind("account", e.account)
                .bind("at", e.at).bind("node", e.node).bind("outcome", outcome).bind("shipped", e.shipped).bind("backTo", e.backTo).mapTo(Long.class).one());
    }

    void keep(String sha256, Path file) {
        database.transact(h -> {
            var size = Files.size(file);
            try (var in = Files.newInputStream(file);
                    var insert = h.getConnection().prepareStatement("INSERT INTO deploy.artifact (sha256, size, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, sha256);
                insert.setLong(2, size);
                insert.setBinaryStream(3, in, size);
                insert.executeUpdate();
            }
        });
    }

    /** What was handed in, byte for byte, if it is kept. */
    Optional<byte[]> content(String sha256) {
        return database.read(h -> h.createQuery("SELECT content FROM deploy.artifact WHERE sha256 = :sha256").bind("sha256", sha256).mapTo(byte[].class).findOne());
    }

    void end(long id, String outcome, Instant at, String code, Text reason) {
        database.transact(h -> h.createUpdate("UPDATE deploy.deployment SET outcome = :outcome, ended = :at, code = :code, reason_zh = :zh, reason_en = :en WHERE id = :id")
                .bind("outcome", outcome).bind("at", at).bind("code", code).bind("zh", reason == null ? null : reason.zh()).bind("en", reason == null ? null : reason.en()).bind("id", id).execute());
    }

    /** It did not begin to run. Nothing happens when it is written down that it runs. @return false then */
    boolean endStarting(long id, Instant at, String code, Text reason) {
        return rolledBack(id, "starting", at, code, reason);
    }

    /** The version that runs is out again. @return false when it does not run any more: somebody was quicker */
    boolean rolledBack(long id, Instant at, String code, Text reason) {
        return rolledBack(id, "running", at, code, reason);
    }

    private boolean rolledBack(long id, String from, Instant at, String code, Text reason) {
        return database.<Boolean>inTransaction(h -> h.createUpdate("UPDATE deploy.deployment SET outcome = 'rolled-back', ended = :at, code = :code, reason_zh = :zh, reason_en = :en WHERE id = :id AND outcome = :from")
                .bind("at", at).bind("code", code).bind("zh", reason.zh()).bind("en", reason.en()).bind("id", id).bind("from", from).execute() > 0);
    }

    /** Stays true until the end of the transaction. */
    boolean isRunning(long id) {
        return database.<Boolean>inTransaction(h -> h.createQuery("SELECT id FROM deploy.deployment WHERE id = :id AND outcome = 'running' FOR SHARE").bind("id", id).mapTo(Long.class).findOne().isPresent());
    }

    /** No version of it that was deployed is to run: the last was removed, or the history knows of none. One that was replaced, by what a newer distribution brought elsewhere, goes on. */
    boolean isRemoved(String module) {
        return database.read(h -> h.createQuery("SELECT outcome = 'removed' FROM deploy.deployment WHERE module = :module AND outcome IN ('running', 'replaced', 'removed') ORDER BY outcome = 'running' DESC, id DESC LIMIT 1")
                .bind("module", module).mapTo(Boolean.class).findOne().orElse(true));
    }

    /** @param reason null: it runs there */
    void onNode(long id, String node, Instant at, Text reason) {
        database.transact(h -> h.createUpdate("""
                INSERT INTO deploy.on_node (deployment, node, outcome, at, reason_zh, reason_en) VALUES (:id, :node, :outcome, :at, :zh, :en)
                ON CONFLICT (deployment, node) DO UPDATE SET outcome = excluded.outcome, at = excluded.at, reason_zh = excluded.reason_zh, reason_en = excluded.reason_en""")
                .bind("id", id).bind("node", node).bind("outcome", reason == null ? "running" : "failed").bind("at", at).bind("zh", reason == null ? null : reason.zh())
                .bind("en", reason == null ? null : reason.en()).execute());
    }

    /** Nodes follow one after the other. @return whether it is this one's turn until then */
    boolean takeTurn(String module, String node, Instant now, Instant until) {
        return database.<Boolean>inTransaction(h -> h.createUpdate("""
                INSERT INTO deploy.turn (module, node, until) VALUES (:module, :node, :until)
                ON CONFLICT (module) DO UPDATE SET node = excluded.node, until = excluded.until WHERE deploy.turn.node = excluded.node OR deploy.turn.until <= :now""")
                .bind("module", module).bind("node", node).bind("until", until).bind("now", now).execute() > 0);
    }

    void endTurn(String module) {
        database.transact(h -> h.createUpdate("DELETE FROM deploy.turn WHERE module = :module").bind("module", module).execute());
    }

    /** @param watchUntil null: it is not watched */
    void running(long id, Instant watchUntil) {
        database.transact(h -> h.createUpdate("UPDATE deploy.deployment SET outcome = 'running', watch_until = :until, ended = NULL, code = NULL, reason_zh = NULL, reason_en = NULL WHERE id = :id")
                .bind("until", watchUntil).bind("id", id).execute());
    }

    void rehearsed(long id, Rehearsal rehearsal) {
        database.transact(h -> h.createUpdate("UPDATE deploy.deployment SET scripts = :scripts, rows_copied = :rows, sampled = :sampled WHERE id = :id")
                .bind("scripts", String.join(" ", rehearsal.pending())).bind("rows", rehearsal.rows()).bind("sampled", String.join(" ", rehearsal.sampled())).bind("id", id).execute());
    }

    /** Of the files that were refused, the newest stay for whoever wants to look at them. */
    void keepNewestAside(int most) {
        database.transact(h -> h.createUpdate("""
                DELETE FROM deploy.artifact a WHERE NOT EXISTS (SELECT FROM deploy.deployment d WHERE d.sha256 = a.sha256 AND d.outcome <> 'refused')
                    AND a.sha256 NOT IN (SELECT d.sha256 FROM deploy.deployment d WHERE d.outcome = 'refused' ORDER BY d.id DESC LIMIT :most)""").bind("most", most).execute());
    }

    /** What ran when the one with that number took over. */
    Optional<Deployment> lastReplaced(String module, long before) {
        return database.read(h -> h.createQuery(SELECT + "WHERE d.module = :module AND d.outcome = 'replaced' AND d.id < :id ORDER BY d.id DESC LIMIT 1")
                .bind("module", module).bind("id", before).map((rs, c) -> row(rs)).findOne());
    }

    Optional<Deployment> get(long id) {
        return database.read(h -> h.createQuery(SELECT + "WHERE d.id = :id").bind("id", id).map((rs, c) -> row(rs)).findOne());
    }

    /** The digests of what ran and is kept, by module and version with a slash between. */
    Map<String, String> contents() {
        return database.read(h -> {
            var digests = new HashMap<String, String>();
            h.createQuery("""
                    SELECT d.module || '/' || d.version AS name, d.sha256 FROM deploy.deployment d WHERE (d.outcome IN ('running', 'replaced') OR d.code = 'error-rate')
                        AND EXISTS (SELECT FROM deploy.artifact a WHERE a.sha256 = d.sha256) ORDER BY d.id""").map((rs, c) -> digests.put(rs.getString("name"), rs.getString("sha256"))).list();
            return digests;
        });
    }

    Optional<Deployment> running(String module) {
        return database.read(h -> h.createQuery(SELECT + "WHERE d.module = :module AND d.outcome = 'running'").bind("module", module).map((rs, c) -> row(rs)).findOne());
    }

    List<Deployment> withOutcome(String outcome) {
        return database.read(h -> h.createQuery(SELECT + "WHERE d.outcome = :outcome ORDER BY d.id").bind("outcome", outcome).map((rs, c) -> row(rs)).list());
    }

    /** Whether the version served before with other content. */
    boolean isUsed(String module, String version, String sha256) {
        return database.read(h -> h.createQuery("""
                SELECT EXISTS (SELECT FROM deploy.deployment WHERE module = :module AND version = :version AND sha256 <> :sha256 AND outcome IN ('running', 'replaced', 'removed'))""")
                .bind("module", module).bind("version", version).bind("sha256", sha256).mapTo(Boolean.class).one());
    }

    boolean isKnown(String module, String sha256) {
        return database.read(h -> h.createQuery("SELECT EXISTS (SELECT FROM deploy.deployment WHERE module = :module AND sha256 = :sha256 AND outcome IN ('running', 'replaced', 'removed'))")
                .bind("module", module).bind("sha256", sha256).mapTo(Boolean.class).one());
    }

    /** Newest first. @param module null: all. @param before an id */
    List<Deployment> list(String module, long before, int limit) {
        return database.read((Handle h) -> h.createQuery(SELECT + "WHERE d.id < :before AND (:module = '' OR d.module = :module) ORDER BY d.id DESC LIMIT :limit")
                .bind("before", before).bind("module", module == null ? "" : module).bind("limit", limit).map((rs, c) -> row(rs)).list());
    }

    /** Every outcome, also those that never happened. */
    Map<String, Integer> countByOutcome() {
        return database.read(h -> {
            var counts = new TreeMap<>(Map.of("starting", 0, "refused", 0, "running", 0, "replaced", 0, "rolled-back", 0, "removed", 0));
            h.createQuery("SELECT outcome, count(*) AS n FROM deploy.deployment GROUP BY outcome").map((rs, c) -> counts.put(rs.getString("outcome"), rs.getInt("n"))).list();
            return counts;
        });
    }

    private static Deployment row(ResultSet rs) throws SQLException {
        var code = rs.getString("code");
        return new Deployment(rs.getLong("id"), rs.getString("module"), rs.getString("bundle"), rs.getString("version"), rs.getString("sha256"), rs.getString("signer"), rs.getLong("by_whom"),
                rs.getString("account"), instant(rs, "at"), rs.getString("node"), rs.getString("outcome"), instant(rs, "ended"),
                code == null ? null : new Deployment.Reason(code, Text.of(rs.getString("reason_zh"), rs.getString("reason_en"))), rs.getString("shipped"), (Long) rs.getObject("back_to"),
                instant(rs, "watch_until"), rehearsal(rs), nodes(rs), rs.getBoolean("may_roll_back"));
    }

    private static Deployment.Rehearsed rehearsal(ResultSet rs) throws SQLException {
        var scripts = rs.getString("scripts");
        return scripts == null ? null : new Deployment.Rehearsed(words(scripts), rs.getLong("rows_copied"), words(rs.getString("sampled")));
    }

    private static List<Deployment.OnNode> nodes(ResultSet rs) throws SQLException {
        return Arrays.stream((Object[]) rs.getArray("on_nodes").getArray()).map(String[].class::cast)
                .map(n -> new Deployment.OnNode(n[0], n[1], Instant.ofEpochMilli(Long.parseLong(n[2])), n[3] == null ? null : Text.of(n[3], n[4]))).toList();
    }

    private static List<String> words(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(" "));
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        var value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
