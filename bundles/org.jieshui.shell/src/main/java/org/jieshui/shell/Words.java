package org.jieshui.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A line as plain words. Nothing in it has a meaning but blanks, quotation marks and, outside quotation marks, the backslash. */
final class Words {

    private static final Pattern SECRET = Pattern.compile("(?i)((?:password|passwd|secret|token|key|credential)[\\w.-]*[\"']?\\s*[=: ]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s\"']+)");

    private Words() {}

    /** @throws IllegalArgumentException when a quotation mark is not closed */
    static List<String> of(String line) {
        var words = new ArrayList<String>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == 0 && c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quotation mark is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    /** The line for the journal: what follows a word like password is not shown. */
    static String masked(String line) {
        return SECRET.matcher(line).replaceAll("$1***");
    }
}
