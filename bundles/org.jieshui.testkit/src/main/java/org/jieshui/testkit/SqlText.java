package org.jieshui.testkit;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at SQL as text: good enough to find what a bundle must not do. */
final class SqlText {

    /** A text block, a string, a character, or a comment, whichever begins first. */
    private static final Pattern JAVA = Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\\\n]|\\\\.)+'|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("('(?:[^']|'')*')|--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    /** A qualified name where SQL wants a table, and where it is no column: extract(… FROM t.c), IS DISTINCT FROM t.c. */
    private static final Pattern TABLE = Pattern.compile(
            "(?<!distinct )\\b(?:from|join|into|update|table|references|truncate|sequence|view|trigger|only|index on|nextval\\(')\\s*(?:if\\s+(?:not\\s+)?exists\\s+)?"
                    + "(?:only\\s+)?\"?([a-z_][a-z0-9_]*)\"?\\.\"?[a-z_]");
    private static final Pattern FROM_IN_CALL = Pattern.compile("\\b(extract|substring|trim|overlay)\\s*\\([^()]*?\\bfrom\\b");
    private static final Pattern CLOCK = Pattern.compile(
            "(?<![\\w.])(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\\s*\\(\\s*\\)|\\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\\b");

    private SqlText() {}

    /** The schemas that statements name. */
    static List<String> schemas(String sql) {
        String text = FROM_IN_CALL.matcher(sql.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ")).replaceAll("$1(");
        return TABLE.matcher(text).results().map(match -> match.group(1)).distinct().toList();
    }

    static boolean readsClock(String sql) {
        return CLOCK.matcher(sql.toLowerCase(Locale.ROOT)).find();
    }

    static String withoutComments(String sql) {
        return COMMENT.matcher(sql).replaceAll(match -> match.group(1) == null ? " " : Matcher.quoteReplacement(match.group(1)));
    }

    /** The string literals of a Java source that look like SQL; pieces that are put together with + or follow each other are one text. */
    static String stringsOf(String java) {
        StringBuilder strings = new StringBuilder();
        Matcher matcher = JAVA.matcher(java);
        while (matcher.find()) {
            String text = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            if (text != null) {
                strings.append(text).append('\n');
            }
        }
        return strings.toString();
    }
}
