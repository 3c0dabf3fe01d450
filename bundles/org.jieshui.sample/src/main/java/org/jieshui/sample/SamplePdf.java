package org.jieshui.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A small PDF of one page: a frame, a few lines of Latin text, and for drawings a sketch of the pipe. The same input gives the same bytes. */
final class SamplePdf {

    private SamplePdf() {}

    static byte[] of(String title, List<String> lines, boolean drawing) {
        var page = new StringBuilder("0.8 w 40 40 515 762 re S\n");
        if (drawing) {
            page.append("1.6 w 80 300 m 515 300 l S 0.8 w 300 300 m 300 470 l S 285 470 30 30 re S 300 300 m 294 288 l 306 288 l h S [4 3] 0 d 80 330 m 515 330 l S [] 0 d\n");
        }
        text(page, 60, 760, 16, title);
        for (int i = 0; i < lines.size(); i++) {
            text(page, 60, 725 - 20 * i, 10.5, lines.get(i));
        }
        var objects = List.of("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length " + page.length() + " >>\nstream\n" + page + "endstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new ArrayList<Integer>();
        for (int i = 0; i < objects.size(); i++) {
            offsets.add(file.length());
            file.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
        }
        int start = file.length();
        file.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
        offsets.forEach(o -> file.append("%010d 00000 n \n".formatted(o)));
        file.append("trailer\n<< /Size ").append(objects.size() + 1).append(" /Root 1 0 R >>\nstartxref\n").append(start).append("\n%%EOF\n");
        return file.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void text(StringBuilder page, int x, int y, double size, String text) {
        var plain = text.replaceAll("[^ -~]", "?").replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)");
        page.append("BT /F1 ").append(size).append(" Tf ").append(x).append(' ').append(y).append(" Td (").append(plain).append(") Tj ET\n");
    }
}
