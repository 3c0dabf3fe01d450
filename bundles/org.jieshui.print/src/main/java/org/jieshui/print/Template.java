package org.jieshui.print;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jieshui.platform.api.print.Paper;

/** Fills a template: every value escaped and printable. */
final class Template {

    /** Tags that put a value in as it is, change the tags themselves, or bring another template. */
    private static final Pattern FORBIDDEN = Pattern.compile("\\{\\{\\s*[{&=>]");
    private static final Map<Character, String> ESCAPES = Map.of('&', "&amp;", '<', "&lt;", '>', "&gt;", '"', "&quot;", '\'', "&#39;");

    private Template() {}

    /** @param missing collects the code points that no font has */
    static String fill(Paper paper, Fonts fonts, Set<Integer> missing) {
        if (FORBIDDEN.matcher(paper.template()).find()) {
            throw new IllegalArgumentException("A template has no {{{, {{&, {{= or {{>: every value is escaped");
        }
        var values = new HashMap<String, Object>(paper.values());
        values.put("missing", null);
        var first = fill(paper.template(), values, fonts, missing);
        if (missing.isEmpty()) {
            return first;
        }
        values.put("missing", codePoints(missing));
        return fill(paper.template(), values, fonts, missing);
    }

    static String codePoints(Set<Integer> missing) {
        return String.join(" ", missing.stream().map(c -> String.format("U+%04X", c)).toList());
    }

    private static String fill(String template, Map<String, Object> values, Fonts fonts, Set<Integer> missing) {
        try {
            return Mustache.compiler().nullValue("").strictSections(true).emptyStringIsFalse(true).withEscaper(raw -> escape(fonts.printable(raw, missing))).compile(template).execute(values);
        } catch (MustacheException e) {
            throw new IllegalArgumentException("The template does not fit its values: " + e.getMessage(), e);
        }
    }

    private static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            var escaped = ESCAPES.get(c);
            if (escaped == null) {
                out.append(c);
            } else {
                out.append(escaped);
            }
        }
        return out.toString();
    }
}
