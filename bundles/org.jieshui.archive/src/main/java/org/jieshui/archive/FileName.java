package org.jieshui.archive;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/** Names of uploaded files, made harmless: they are shown, sent in headers, and become files on the computers of those who download them. */
final class FileName {

    /** File systems take 255 bytes; a browser adds “ (1)”. */
    private static final int MAX_BYTES = 200;
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
            "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private FileName() {}

    /**
     * The name without folders, without characters that are invisible, turn the direction of writing or mean something to a file system, and short enough.
     * Empty when nothing is left.
     */
    static String normalised(String raw) {
        if (raw == null) {
            return "";
        }
        var name = Normalizer.normalize(raw, Normalizer.Form.NFC);
        name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        var kept = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                kept.append(' ');
            } else if (isVisible(c)) {
                kept.appendCodePoint("<>:\"|?*".indexOf(c) >= 0 ? '_' : c);
            }
        });
        return shortened(trimmed(kept.toString().replaceAll(" {2,}", " ")));
    }

    /** Lower case, without the dot; empty when there is none. */
    static String extension(String name) {
        var dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Windows drops dots and spaces at the end; one at the front hides a file elsewhere. */
    private static String trimmed(String name) {
        var trimmed = name.replaceAll("^[. ]+|[. ]+$", "");
        var dot = trimmed.indexOf('.');
        var stem = (dot < 0 ? trimmed : trimmed.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
        return RESERVED.contains(stem) ? "_" + trimmed : trimmed;
    }

    private static String shortened(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        var dot = name.lastIndexOf('.');
        var end = dot > 0 && name.length() - dot <= 10 ? name.substring(dot) : "";
        var stem = name.substring(0, name.length() - end.length());
        while (bytes(stem) + bytes(end) > MAX_BYTES) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem.strip() + end;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
