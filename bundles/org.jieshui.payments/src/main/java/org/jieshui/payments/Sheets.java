package org.jieshui.payments;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Disposition;

/** Lists as Excel workbooks. Text stays text, whatever it begins with; sums are numbers. */
final class Sheets {

    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private Sheets() {}

    static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }

    /** In the reader's language; of more than {@code most} rows the last line says that there are others. */
    static byte[] write(Actor reader, Text name, List<Text> headings, List<List<Object>> rows, int most) {
        var shown = new ArrayList<>(rows.subList(0, Math.min(most, rows.size())));
        if (rows.size() > most) {
            shown.add(row(in(reader, Text.of("最多导出 " + most + " 行，到此为止；请缩小筛选范围再导出其余", "No more than " + most + " rows are exported; narrow the filters to get the others"))));
        }
        return write(in(reader, name), headings.stream().map(heading -> in(reader, heading)).toList(), shown);
    }

    static String in(Actor reader, Text text) {
        return "en".equals(reader.language()) ? text.en() : text.zh();
    }

    static byte[] write(String name, List<String> headings, List<List<Object>> rows) {
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "Jieshui", "1.0")) {
            var sheet = book.newWorksheet(name);
            for (int c = 0; c < headings.size(); c++) {
                sheet.value(0, c, headings.get(c));
                sheet.style(0, c).bold().fillColor("DCE9EF").set();
                sheet.width(c, 18);
            }
            sheet.freezePane(0, 1);
            for (int r = 0; r < rows.size(); r++) {
                for (int c = 0; c < rows.get(r).size(); c++) {
                    var value = rows.get(r).get(c);
                    if (value instanceof BigDecimal sum) {
                        sheet.value(r + 1, c, sum);
                        sheet.style(r + 1, c).format("#,##0.00").set();
                    } else if (value != null) {
                        sheet.value(r + 1, c, value.toString());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Response answer(String name, String ascii, byte[] content) {
        return Response.ok(content, XLSX).header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(name, ascii)).build();
    }
}
