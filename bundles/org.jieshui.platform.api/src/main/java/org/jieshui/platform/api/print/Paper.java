package org.jieshui.platform.api.print;

import java.util.Map;
import java.util.Objects;

/**
 * What is printed.
 *
 * @param template an XHTML document with a {@code head} and a {@code body}, and Mustache tags for the values: {@code {{name}}}, {@code {{#rows}}…{{/rows}}},
 *                 {@code {{^note}}…{{/note}}}. Every value is escaped; there is no way round that. A name without a value is an error; a null prints as nothing.
 *                 Text {@code class="foot"} stands at the foot of every page, beside its number
 * @param values   strings, numbers, booleans, lists and maps of these. {@code missing} is added: see {@link Missing#MARK}
 * @param title    the title in the file's properties
 * @param language {@code zh-CN} or {@code en}: how page numbers are worded
 * @param missing  what happens with characters that no font has
 */
public record Paper(String template, Map<String, ?> values, String title, String language, Missing missing) {

    /** What to do about characters that cannot be printed. */
    public enum Missing {
        /** Nothing is printed; the problem {@code print/missing-characters} names them. For what must be complete: contracts, receipts. */
        REFUSE,
        /** Each is printed as 〓, and the value {@code missing} holds their code points («U+4DAE U+20BB7», or null), for a note that says what to write by hand. */
        MARK
    }

    public Paper {
        Objects.requireNonNull(template, "template");
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(missing, "missing");
    }
}
