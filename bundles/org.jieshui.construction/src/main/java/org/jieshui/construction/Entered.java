package org.jieshui.construction;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;

/** What was entered, checked field by field; all faults are told at once. */
final class Entered {

    private final List<FieldError> faults = new ArrayList<>();

    /** @return as it was sent; null when nothing but blanks is there */
    String text(String pointer, String value, boolean needed, int longest, String zh, String en) {
        var text = value == null || value.isBlank() ? null : value;
        if (text == null ? needed : text.codePointCount(0, text.length()) > longest || text.indexOf('\0') >= 0) {
            fault(pointer, zh + "，不超过 " + longest + " 字", en + ", in at most " + longest + " characters");
            return null;
        }
        return text;
    }

    /** @param first null: any. @param last null: any */
    LocalDate day(String pointer, LocalDate value, LocalDate first, LocalDate last, String zh, String en) {
        if (value == null || first != null && value.isBefore(first) || last != null && value.isAfter(last)) {
            fault(pointer, zh, en);
            return null;
        }
        return value;
    }

    /** A document of the case that is not void, of a type that fits (null: any). */
    void document(String pointer, Archive archive, long caseId, Long id, String type, String zh, String en) {
        boolean there = id != null && archive.documents(caseId).stream().anyMatch(d -> d.id() == id && d.voidReason() == null && (type == null || d.type().equals(type)));
        check(there, pointer, zh, en);
    }

    void check(boolean holds, String pointer, String zh, String en) {
        if (!holds) {
            fault(pointer, zh, en);
        }
    }

    /** @throws ProblemException with every fault, if there is one */
    void refuse() {
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    static <T> T body(T body) {
        if (body == null) {
            throw ProblemException.invalid("", "应为一个对象", "Should be an object");
        }
        return body;
    }

    private void fault(String pointer, String zh, String en) {
        faults.add(new FieldError(pointer, Text.of(zh, en)));
    }
}
