package org.jieshui.agreements;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Agreements as an Excel workbook: the list, and the uses of the paper seals (R85). */
final class Workbooks {

    private static final List<String> HEADINGS = List.of("编号", "种类", "工单号", "客户", "状态", "起草时间", "签订日期", "用章次数", "已送达", "作废原因");
    private static final List<String> SEALS = List.of("编号", "印章", "份数", "用章时间", "用章人", "备注", "登记时间");
    private static final Map<String, String> STATES = Map.of("drafted", "已起草", "printed", "已打印", "signed", "已签订", "void", "已作废");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(Rest.ZONE);

    private Workbooks() {}

    /** @param cut there are more than these */
    static byte[] write(List<Map.Entry<Agreement, AgreementResource.Row>> rows, boolean cut) {
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "Jieshui", "1.0")) {
            var list = sheet(book, "协议与合同", HEADINGS);
            var seals = sheet(book, "用章登记", SEALS);
            int sealed = 1;
            for (int i = 0; i < rows.size(); i++) {
                var row = rows.get(i).getValue();
                cells(list, i + 1, row.number(), rows.get(i).getKey().kind().title().zh(), row.caseNumber(), row.customer(), STATES.get(row.state()), time(row.createdAt()),
                        row.signedOn() == null ? null : row.signedOn().toString(), row.seals(), row.delivered() ? "是" : "否", CaseEvents.WITHDRAWN.equals(row.voidReason()) ? "工单已撤回" : row.voidReason());
                for (var s : rows.get(i).getKey().seals()) {
                    cells(seals, sealed++, row.number(), s.seal(), s.copies(), time(s.usedAt()), s.usedBy(), s.note(), time(s.at()));
                }
            }
            if (cut) {
                cells(list, rows.size() + 1, "还有更多，请缩小筛选范围后再导出");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Worksheet sheet(Workbook book, String name, List<String> headings) {
        var sheet = book.newWorksheet(name);
        for (int c = 0; c < headings.size(); c++) {
            sheet.value(0, c, headings.get(c));
            sheet.style(0, c).bold().fillColor("DCE9EF").set();
            sheet.width(c, 18);
        }
        sheet.freezePane(0, 1);
        return sheet;
    }

    private static void cells(Worksheet sheet, int row, Object... values) {
        for (int c = 0; c < values.length; c++) {
            if (values[c] instanceof Number number) {
                sheet.value(row, c, number);
            } else if (values[c] instanceof String text) {
                sheet.value(row, c, text);
            }
        }
    }

    private static String time(Instant at) {
        return MINUTE.format(at);
    }
}
