package org.jieshui.persistence.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jieshui.platform.api.persistence.Rehearsals.Conflict;
import org.jieshui.platform.api.persistence.Rehearsals.Kind;

/**
 * What code that was written against a schema can rely on.
 *
 * @param relations  tables, views and sequences of no column: what the running role may do with them
 * @param columns    by {@code relation.column}
 * @param rules      constraints and unique indexes, by {@code table: name}
 * @param routines   functions and procedures with their arguments
 * @param enumValues {@code type.value}
 */
record Catalogue(Map<String, Set<String>> relations, Map<String, Column> columns, Map<String, Rule> rules, Set<String> routines, Set<String> enumValues) {

    /** @param given whether a value appears by itself when none is given. @param computed how, or empty */
    record Column(String relation, String type, boolean notNull, boolean given, String computed) {}

    /** @param unique whether an ON CONFLICT may name its columns */
    record Rule(String table, Set<String> columns, boolean unique, String definition) {
        private static final Pattern LIST = Pattern.compile("ARRAY\\[([^\\]]*)\\]");

        static Rule of(String table, String columns, boolean unique, String definition) {
            return new Rule(table, Arrays.stream(columns.split(",")).filter(name -> !name.isEmpty()).collect(Collectors.toSet()), unique,
                    unique ? "UNIQUE " + definition.replaceFirst("^(PRIMARY KEY|UNIQUE) ", "") : definition);
        }

        /** The same, or a list of allowed values that has only grown. */
        boolean takesAllThat(Rule before) {
            if (!table.equals(before.table) || !LIST.matcher(definition).replaceAll("").equals(LIST.matcher(before.definition).replaceAll(""))) {
                return false;
            }
            var now = lists(definition);
            var then = lists(before.definition);
            for (int i = 0; i < then.size(); i++) {
                if (!now.get(i).containsAll(then.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private static List<Set<String>> lists(String definition) {
            return LIST.matcher(definition).results().map(list -> Arrays.stream(list.group(1).split(", ")).collect(Collectors.toSet())).toList();
        }
    }

    private static final Pattern TEXT = Pattern.compile("(?:character varying|varchar)(?:\\((\\d+)\\))?");

    static Catalogue of(Connection connection, String schema, String appRole) throws SQLException {
        var relations = new TreeMap<String, Set<String>>();
        read(connection, """
                SELECT c.relname, array_to_string(ARRAY(SELECT p FROM unnest(CASE WHEN c.relkind = 'S' THEN ARRAY['USAGE', 'SELECT'] ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) p
                    WHERE CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(?, c.oid, p) ELSE has_table_privilege(?, c.oid, p) END), ' ')
                FROM pg_class c WHERE c.relnamespace = ?::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT c.relispartition AND c.relname <> 'schema_history'
                    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND c.relkind = 'S' AND d.deptype IN ('a', 'i'))""",
                List.of(appRole, appRole, schema), row -> relations.put(row.getString(1), new TreeSet<>(Arrays.asList(row.getString(2).split(" ")))));
        var columns = new TreeMap<String, Column>();
        read(connection, """
                SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef OR a.attidentity <> '', a.attidentity::text || a.attgenerated::text
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE c.relnamespace = ?::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition AND c.relname <> 'schema_history'""",
                List.of(schema), row -> columns.put(row.getString(1) + '.' + row.getString(2),
                        new Column(row.getString(1), row.getString(3), row.getBoolean(4), row.getBoolean(5), row.getString(6))));
        var rules = new TreeMap<String, Rule>();
        read(connection, """
                SELECT t.relname, k.conname, k.contype IN ('p', 'u'), pg_get_constraintdef(k.oid),
                    array_to_string(ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)), ',')
                FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
                WHERE k.connamespace = ?::regnamespace AND k.contype IN ('c', 'u', 'p', 'f', 'x') AND NOT t.relispartition AND t.relname <> 'schema_history'
                UNION ALL
                SELECT t.relname, i.relname, true, regexp_replace(pg_get_indexdef(i.oid), '^.* USING btree ', ''),
                    array_to_string(ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (x.indkey::int2[])), ',')
                FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
                WHERE i.relnamespace = ?::regnamespace AND x.indisunique AND NOT t.relispartition AND t.relname <> 'schema_history'
                    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid)""",
                List.of(schema, schema), row -> rules.put(row.getString(1) + ": " + row.getString(2),
                        Rule.of(row.getString(1), row.getString(5), row.getBoolean(3), row.getString(4))));
        var routines = new TreeSet<String>();
        read(connection, "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = ?::regnamespace", List.of(schema), row -> routines.add(row.getString(1)));
        var values = new TreeSet<String>();
        read(connection, "SELECT t.typname || '.' || e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = ?::regnamespace", List.of(schema),
                row -> values.add(row.getString(1)));
        return new Catalogue(relations, columns, rules, routines, values);
    }

    /**
     * What code written against this schema could not live with in the other.
     *
     * @param unused tables and {@code table.column}s that the code leaves alone
     */
    List<Conflict> with(Catalogue after, Set<String> unused) {
        var found = new ArrayList<Conflict>();
        relations.forEach((name, may) -> {
            if (unused.contains(name)) {
                return;
            }
            if (!after.relations.containsKey(name)) {
                found.add(new Conflict(Kind.GONE, name, "", ""));
            } else if (!after.relations.get(name).containsAll(may)) {
                found.add(new Conflict(Kind.FORBIDDEN, name, String.join(" ", may), String.join(" ", after.relations.get(name))));
            }
        });
        columns.forEach((name, column) -> {
            if (after.relations.containsKey(column.relation) && !unused.contains(name) && !unused.contains(column.relation)) {
                compare(name, column, after.columns.get(name), found);
            }
        });
        after.columns.forEach((name, column) -> {
            if (relations.containsKey(column.relation) && !unused.contains(column.relation) && !columns.containsKey(name) && column.notNull && !column.given) {
                found.add(new Conflict(Kind.TIGHTENED, name, "", column.type + " NOT NULL"));
            }
        });
        compareRules(after, unused, found);
        routines.stream().filter(routine -> !after.routines.contains(routine)).forEach(routine -> found.add(new Conflict(Kind.GONE, routine, "", "")));
        enumValues.stream().filter(value -> !after.enumValues.contains(value)).forEach(value -> found.add(new Conflict(Kind.GONE, value, "", "")));
        return found;
    }

    private static void compare(String name, Column before, Column after, List<Conflict> found) {
        if (after == null) {
            found.add(new Conflict(Kind.GONE, name, before.type, ""));
        } else if (!holds(after.type, before.type) || !after.computed.equals(before.computed)) {
            found.add(new Conflict(Kind.RETYPED, name, before.type, after.type + (after.computed.isEmpty() || after.computed.equals(before.computed) ? "" : " GENERATED")));
        } else if (after.notNull && !before.notNull) {
            found.add(new Conflict(Kind.TIGHTENED, name, before.type, after.type + " NOT NULL"));
        } else if (after.notNull && before.given && !after.given) {
            found.add(new Conflict(Kind.TIGHTENED, name, before.type + " DEFAULT", after.type + " NOT NULL"));
        }
    }

    /** Text that may only have become longer. */
    private static boolean holds(String after, String before) {
        var then = TEXT.matcher(before);
        if (after.equals(before) || !then.matches()) {
            return after.equals(before);
        }
        var now = TEXT.matcher(after);
        return after.equals("text") || now.matches() && (now.group(1) == null || then.group(1) != null && Integer.parseInt(now.group(1)) >= Integer.parseInt(then.group(1)));
    }

    private void compareRules(Catalogue after, Set<String> unused, List<Conflict> found) {
        after.rules.forEach((name, rule) -> {
            boolean old = relations.containsKey(rule.table) && !unused.contains(rule.table)
                    && (rule.columns.isEmpty() || rule.columns.stream().map(column -> rule.table + '.' + column).anyMatch(column -> columns.containsKey(column) && !unused.contains(column)));
            if (old && rules.values().stream().noneMatch(rule::takesAllThat)) {
                found.add(new Conflict(Kind.TIGHTENED, name, rules.containsKey(name) ? rules.get(name).definition : "", rule.definition));
            }
        });
        rules.forEach((name, rule) -> {
            boolean used = after.relations.containsKey(rule.table) && !unused.contains(rule.table) && rule.columns.stream().noneMatch(column -> unused.contains(rule.table + '.' + column));
            if (rule.unique && used && after.rules.values().stream().noneMatch(now -> now.table.equals(rule.table) && now.definition.equals(rule.definition))) {
                found.add(new Conflict(Kind.GONE, name, rule.definition, ""));
            }
        });
    }

    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void read(Connection connection, String sql, List<String> values, Row each) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setString(i + 1, values.get(i));
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    each.read(rows);
                }
            }
        }
    }
}
