package org.jieshui.platform.api.rest;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A table as a spreadsheet reads it (RFC 4180): UTF-8 with its mark, quoted, and no cell that begins a formula. */
public final class Csv {

    /** What a spreadsheet takes for the beginning of a formula; the wide forms too, which Chinese input methods type. */
    private static final String FORMULA = "=+-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n";

    private final Writer out;

    public Csv(OutputStream out) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.out.write('\uFEFF');
    }

    public void line(String... cells) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            out.write(i == 0 ? "" : ",");
            out.write(cell(cells[i]));
        }
        out.write("\r\n");
    }

    public void flush() throws IOException {
        out.flush();
    }

    private static String cell(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        var first = text.stripLeading();
        boolean formula = FORMULA.indexOf(text.charAt(0)) >= 0 || !first.isEmpty() && FORMULA.indexOf(first.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
