package org.jieshui.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Counts SQL executions and commits of a data source. */
final class Counting {

    final AtomicLong executions = new AtomicLong();
    final AtomicLong commits = new AtomicLong();
    final Map<String, AtomicLong> byStatement = new TreeMap<>();

    DataSource wrap(DataSource source) {
        return proxy(DataSource.class, source, (name, result, arguments) -> result instanceof Connection c ? connection(c) : result);
    }

    void reset() {
        executions.set(0);
        commits.set(0);
        byStatement.clear();
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, connection, (name, result, arguments) -> {
            if (name.equals("commit")) {
                commits.incrementAndGet();
            }
            return result instanceof PreparedStatement s ? statement(PreparedStatement.class, s, (String) arguments[0])
                    : result instanceof Statement s ? statement(Statement.class, s, null) : result;
        });
    }

    private <T extends Statement> T statement(Class<T> type, T statement, String sql) {
        return proxy(type, statement, (name, result, arguments) -> {
            if (name.startsWith("execute")) {
                executions.incrementAndGet();
                var text = sql == null ? String.valueOf(arguments[0]) : sql;
                synchronized (byStatement) {
                    byStatement.computeIfAbsent(text.strip().replaceAll("\\s+", " "), k -> new AtomicLong()).incrementAndGet();
                }
            }
            return result;
        });
    }

    private interface After {
        Object apply(String name, Object result, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(Counting.class.getClassLoader(), new Class<?>[] {type}, (p, method, arguments) -> {
            try {
                return after.apply(method.getName(), method.invoke(target, arguments), arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
