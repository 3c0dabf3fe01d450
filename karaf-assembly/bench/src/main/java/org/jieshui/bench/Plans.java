package org.jieshui.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.TreeSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Looks at the plan of each query while it is switched on: EXPLAIN ANALYZE with the values that were bound. Kept is the most rows that one node of a plan read,
 * those it threw away included, and which tables were read from end to end.
 */
final class Plans {

    private boolean on;
    private long most;
    private final Set<String> scanned = new TreeSet<>();

    /** What was seen since the last call. */
    record Seen(long mostRows, Set<String> scanned) {}

    void watch() {
        on = true;
        most = 0;
        scanned.clear();
    }

    Seen seen() {
        on = false;
        return new Seen(most, new TreeSet<>(scanned));
    }

    DataSource wrap(DataSource source) {
        return proxy(DataSource.class, source, (name, result) -> result instanceof Connection c ? connection(c) : result);
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, connection, (name, result) -> result instanceof PreparedStatement s ? statement(connection, s) : result);
    }

    private PreparedStatement statement(Connection connection, PreparedStatement statement) {
        return proxy(PreparedStatement.class, statement, (name, result) -> {
            if (on && name.equals("executeQuery")) {
                look(connection, statement);
            }
            return result;
        });
    }

    private void look(Connection connection, PreparedStatement statement) throws SQLException {
        // the driver's statement says itself with the values bound
        var sql = statement.unwrap(org.postgresql.PGStatement.class).toString();
        try (var explain = connection.createStatement(); var row = explain.executeQuery("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql)) {
            row.next();
            node(Setup.JSON.readTree(row.getString(1)).get(0).get("Plan"));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new SQLException(e);
        }
    }

    private void node(JsonNode node) {
        double loops = node.path("Actual Loops").asDouble(1);
        double rows = loops * (node.path("Actual Rows").asDouble() + node.path("Rows Removed by Filter").asDouble() + node.path("Rows Removed by Index Recheck").asDouble());
        most = Math.max(most, Math.round(rows));
        if (node.path("Node Type").asText().equals("Seq Scan")) {
            scanned.add(node.path("Relation Name").asText());
        }
        node.path("Plans").forEach(this::node);
    }

    private interface After {
        Object apply(String name, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(Plans.class.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
            try {
                return after.apply(method.getName(), method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
