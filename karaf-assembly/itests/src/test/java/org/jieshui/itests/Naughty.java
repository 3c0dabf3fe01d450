package org.jieshui.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Strings that break naive software: the big list of naughty strings where the corpus is there, and always some of our own. */
final class Naughty {

    /** What no text in the database can hold; refused at the door. */
    static final List<String> UNSTORABLE = List.of("a\u0000b", "half \ud83d", "\udc4d other half", "\u0000");
    private static final List<String> OWN = List.of("", " ", "\t", "\u3000", "  both ends  ", "\nline\n", "\r\nSet-Cookie: x=1", "\t\u0001\u0007\u001b[31m\u007f\u0085", "\u202e\u202dabc\u2066", "\ufeffmark",
            "zero\u200bwidth\u200d", "\u2028\u2029", "\ufffe\uffff\ufffd", "𠮷野家 𪚥", "👩‍👩‍👧‍👦 🇨🇳", "é e\u0301 Å Å", "Ｆｕｌｌ　Ｗｉｄｔｈ", "ﷺ", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "' OR 1=1 --", "\"; DROP TABLE cases; --",
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>", "javascript:alert(1)", "%s%n%x %00 %2e%2e%2f", "../../etc/passwd", "C:\\con\\nul",
            "$(touch x) `touch x` | ; &", "=1+1", "+1", "-1", "@SUM(1)", "${jndi:ldap://127.0.0.1/a}", "\\u0000 \\ \\\\ \\\"", "null", "undefined", "true", "NaN", "0", "1e309", "{}", "[]", "[object Object]",
            "__proto__", "constructor", "&amp;&lt;", "]]>", "<!-- -->");
    private static final List<String> ALL = load();
    private static final List<String> ALONE = ALL.stream().filter(s -> !s.equals(s.strip()) || s.matches("[\\w.+$()/,@=\\[\\]{}-]{0,12}")).toList();
    private static final Map<Integer, List<String>> PACKS = new ConcurrentHashMap<>();

    private Naughty() {}

    /** All that can be stored. */
    static List<String> all() {
        return ALL;
    }

    /** Those that may mean something when they are all that a field holds: nothing, blanks at the ends, words and numbers of programs. */
    static List<String> alone() {
        return ALONE;
    }

    /** All of them that fit, many in one text, each on lines of its own. @param most chars of a text */
    static List<String> packs(int most) {
        return PACKS.computeIfAbsent(most, Naughty::packed);
    }

    private static List<String> packed(int most) {
        var packs = new ArrayList<String>();
        var pack = new StringBuilder();
        for (var s : ALL) {
            if (s.isBlank() || s.length() > most) {
                continue;
            }
            if (!pack.isEmpty() && pack.length() + s.length() + 1 > most) {
                packs.add(pack.toString());
                pack.setLength(0);
            }
            pack.append(pack.isEmpty() ? "" : "\n").append(s);
        }
        packs.add(pack.toString());
        return packs;
    }

    /** Everything that a text of that size can hold: many strings together, then those that may mean something alone. */
    static List<String> texts(int most) {
        return Stream.concat(packs(most).stream(), ALONE.stream().filter(s -> s.codePointCount(0, s.length()) <= most)).toList();
    }

    /** Some of them, one after the other: two packs, one string alone, and so on. @param from where it begins */
    static String some(int turn, int most, int from) {
        var packs = packs(most);
        var alone = texts(most).subList(packs.size(), texts(most).size());
        return turn % 3 == 2 ? alone.get((turn / 3 + from) % alone.size()) : packs.get((turn - turn / 3 + from) % packs.size());
    }

    /** A string as a failed test shows it. */
    static String shown(String s) {
        var shown = new StringBuilder("«");
        s.codePoints().limit(80).forEach(c -> {
            if (c < 32 || c == 127 || Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append('»').toString();
    }

    private static List<String> load() {
        var all = new LinkedHashSet<>(OWN);
        Corpus.file("files/blns.json").ifPresent(list -> {
            try {
                Integrator.JSON.readTree(new String(list, StandardCharsets.UTF_8)).forEach(s -> all.add(s.asText()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return List.copyOf(all);
    }
}
