package org.jieshui.gis;

import java.util.ArrayList;
import java.util.List;

/** Collects what a reader stumbles over: all are counted, the first are kept, since a broken file of a million lines must not fill the memory. */
final class Problems {
    static final int KEPT = 500;
    private static final int VALUE_LENGTH = 80;

    private final List<Problem> kept = new ArrayList<>();
    private int count;
    private int skipped;

    void skip(int line, String code, String subject, String value) {
        skipped++;
        add(new Problem(line, true, code, clip(subject), clip(value)));
    }

    void warn(int line, String code, String subject, String value) {
        add(new Problem(line, false, code, clip(subject), clip(value)));
    }

    private void add(Problem problem) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(problem);
        }
    }

    private static String clip(String value) {
        String text = value == null ? null : value.replace('\0', '\uFFFD');
        return text == null || text.length() <= VALUE_LENGTH ? text : text.substring(0, VALUE_LENGTH) + "…";
    }

    int count() {
        return count;
    }

    int skipped() {
        return skipped;
    }

    List<Problem> kept() {
        return List.copyOf(kept);
    }
}
