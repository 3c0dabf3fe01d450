package org.jieshui.print;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/** Noto Sans SC, regular and bold: what it has, and what of a text can be printed with it. */
final class Fonts {

    static final String FAMILY = "Noto Sans SC";
    /** Stands for a character that no font has; printers' custom in China and Japan. */
    static final String MARK = "〓";

    private static final int PLANES = 0x40000;

    private final BitSet glyphs;

    Fonts() {
        glyphs = glyphs(false);
        glyphs.and(glyphs(true));
    }

    static InputStream open(boolean bold) {
        var name = "/fonts/NotoSansSC-" + (bold ? "Bold" : "Regular") + ".ttf";
        var in = Fonts.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("The bundle was built without " + name);
        }
        return in;
    }

    private static BitSet glyphs(boolean bold) {
        try (var in = open(bold); var font = new TTFParser().parse(new RandomAccessReadBuffer(in))) {
            var lookup = font.getUnicodeCmapLookup();
            var found = new BitSet(PLANES);
            for (int c = 0; c < PLANES; c++) {
                if (lookup.getGlyphId(c) != 0) {
                    found.set(c);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text as it is printed: without what is never visible, and with {@link #MARK} for what no font has. @param missing collects the latter */
    String printable(String text, Set<Integer> missing) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t') {
                out.appendCodePoint(c);
            } else if (glyphs.get(c) && !invisible(c)) {
                out.appendCodePoint(c);
            } else if (!invisible(c)) {
                missing.add(c);
                out.append(MARK);
            }
        });
        return out.toString();
    }

    List<String> missing(String text) {
        var missing = new LinkedHashSet<Integer>();
        printable(text, missing);
        return missing.stream().map(Character::toString).toList();
    }

    /** Controls, direction marks, joiners, variation selectors: they have no shape of their own, and some of them turn the order of what follows. */
    private static boolean invisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
        };
    }
}
