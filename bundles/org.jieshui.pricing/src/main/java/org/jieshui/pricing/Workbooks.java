package org.jieshui.pricing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.sheets.WorkbookGuard;

/** The list as an Excel workbook: one sheet, headings in the first row, an item a row. What was exported can be imported again. */
final class Workbooks {

    /** The columns: as they are headed, and the item's member that they hold. */
    private static final List<String> HEADINGS = List.of("编码", "名称", "单位", "计量依据", "口径", "已含数量", "单价（元）", "方案", "备注");
    private static final List<String> MEMBERS = List.of("code", "name", "unit", "basis", "calibre", "included", "price", "variant", "note");
    private static final int[] WIDTHS = {12, 36, 8, 12, 8, 10, 14, 18, 40};
    private static final java.math.MathContext FIFTEEN = new java.math.MathContext(15);
    private static final int MOST_FAULTS = 200;
    private static final int MOST_ROWS = 5000;
    private static final WorkbookGuard GUARD = new WorkbookGuard(Workbooks::refused, MOST_ROWS, new WorkbookGuard.Advice(Text.of("请只留清单一张表", "keep only the sheet with the list"),
            Text.of("请从系统导出一份重填", "export a list from here and fill in that one"), Text.of("请取消合并，每行一项", "unmerge them, one item a row")));

    private Workbooks() {}

    static byte[] write(PriceList list, List<Item> items) {
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "Jieshui", "1.0")) {
            var sheet = book.newWorksheet("一费制清单第" + list.version() + "版");
            for (int c = 0; c < HEADINGS.size(); c++) {
                sheet.value(0, c, HEADINGS.get(c));
                sheet.style(0, c).bold().fillColor("DCE9EF").set();
                sheet.width(c, WIDTHS[c]);
            }
            sheet.freezePane(0, 1);
            for (int i = 0; i < items.size(); i++) {
                row(sheet, i + 1, items.get(i));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void row(org.dhatim.fastexcel.Worksheet sheet, int r, Item item) {
        var values = new Object[] {item.code(), item.name(), item.unit(), item.basis().chinese(), item.calibre(), item.included(), item.price(), item.variant(), item.note()};
        for (int c = 0; c < values.length; c++) {
            if (values[c] instanceof Number number) {
                sheet.value(r, c, number);
            } else if (values[c] instanceof String text) {
                sheet.value(r, c, text);
            }
        }
        sheet.style(r, 6).format("#,##0.00").set();
    }

    /**
     * @return the items of the first sheet
     * @throws ProblemException {@code pricing/workbook}, or {@code invalid} with {@code /rows/<row of the sheet>/<member>} for every fault
     */
    static List<Item> read(InputStream content) throws IOException {
        var checked = GUARD.checked(GUARD.bytes(content));
        var faults = new ArrayList<FieldError>();
        var items = new ArrayList<Item>();
        var rows = new ArrayList<Integer>();
        try (var book = new ReadableWorkbook(new ByteArrayInputStream(checked)); var lines = book.getFirstSheet().openStream()) {
            var all = lines.iterator();
            headings(all.hasNext() ? all.next() : null);
            while (all.hasNext()) {
                var row = all.next();
                if (row.stream().anyMatch(c -> c != null && c.getType() != CellType.EMPTY && !c.getText().isBlank())) {
                    items.add(item(row, faults));
                    rows.add(row.getRowNum());
                }
            }
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException | IOException e) {
            throw GUARD.unreadable();
        }
        if (items.isEmpty()) {
            throw refused("第一张表没有清单项，请从第 2 行起每行填一项", "The first sheet has no item; from row 2 on, fill in one a row");
        }
        var said = faults.stream().map(FieldError::pointer).toList();
        ItemRules.check(items, i -> "/rows/" + rows.get(i)).stream().filter(f -> !said.contains(f.pointer())).map(Workbooks::withItsRow).forEach(faults::add);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults.stream().limit(MOST_FAULTS).toList());
        }
        return items;
    }

    private static void headings(Row row) {
        for (int c = 0; c < HEADINGS.size(); c++) {
            var found = row == null ? null : row.getOptionalCell(c).map(Cell::getText).map(String::strip).orElse("");
            if (!HEADINGS.get(c).equals(found)) {
                throw refused("第 1 行第 " + (c + 1) + " 列的表头应为“" + HEADINGS.get(c) + "”，现为“" + (found == null ? "" : shortened(found)) + "”；请用系统导出的表格填写",
                        "The heading in row 1, column " + (c + 1) + " should be “" + HEADINGS.get(c) + "” and is “" + (found == null ? "" : shortened(found)) + "”; fill in a workbook exported from here");
            }
        }
    }

    private static ProblemException refused(String zh, String en) {
        return Problem.of("pricing/workbook", 422, zh, en).toException();
    }

    private static String shortened(String text) {
        return text.length() > 30 ? text.substring(0, 30) + "…" : text;
    }

    private static Item item(Row row, List<FieldError> faults) {
        var basisText = text(row, 3, faults);
        var basis = Basis.chinese(basisText == null ? "" : basisText).orElse(null);
        var calibre = number(row, 4, faults);
        if (calibre != null && (calibre.stripTrailingZeros().scale() > 0 || calibre.abs().compareTo(BigDecimal.valueOf(10_000)) > 0)) {
            fault(row, 4, "填写公称口径，如 20", "Give a nominal calibre, such as 20", faults);
            calibre = null;
        }
        return new Item(text(row, 0, faults), text(row, 1, faults), text(row, 2, faults), basis, calibre == null ? null : calibre.intValueExact(), number(row, 5, faults), number(row, 6, faults),
                text(row, 7, faults), text(row, 8, faults));
    }

    private static Optional<Cell> cell(Row row, int c, List<FieldError> faults) {
        var cell = row.getOptionalCell(c).filter(one -> one.getType() != CellType.EMPTY);
        if (cell.isPresent() && (cell.get().getType() == CellType.FORMULA || cell.get().getFormula() != null)) {
            fault(row, c, "是公式，请改为数值（复制后“选择性粘贴—数值”）", "Is a formula; paste it as a value", faults);
            return Optional.empty();
        }
        if (cell.isPresent() && (cell.get().getType() == CellType.ERROR || cell.get().getType() == CellType.BOOLEAN)) {
            fault(row, c, "应为文字或数字，请改正", "Should be text or a number; correct it", faults);
            return Optional.empty();
        }
        return cell;
    }

    private static String text(Row row, int c, List<FieldError> faults) {
        return cell(row, c, faults).map(one -> one.getType() == CellType.NUMBER ? Fee.plain(one.asNumber()) : one.getText()).filter(text -> !text.isBlank()).orElse(null);
    }

    private static BigDecimal number(Row row, int c, List<FieldError> faults) {
        var cell = cell(row, c, faults).filter(one -> !one.getText().isBlank());
        if (cell.isPresent() && cell.get().getType() != CellType.NUMBER) {
            fault(row, c, "“" + shortened(cell.get().getText()) + "”是文本，请改为数字，不带单位和千分号", "“" + shortened(cell.get().getText()) + "” is text; make it a number without unit or separators", faults);
            return null;
        }
        // a spreadsheet keeps fifteen digits, and writes 1.1 as 1.1000000000000001
        return cell.map(one -> one.asNumber().round(FIFTEEN)).orElse(null);
    }

    private static FieldError withItsRow(FieldError fault) {
        var place = fault.pointer().split("/");
        return place.length < 4 ? fault : fault(Integer.parseInt(place[2]), MEMBERS.indexOf(place[3]), fault.detail().zh(), fault.detail().en());
    }

    private static FieldError fault(int row, int c, String zh, String en) {
        return new FieldError("/rows/" + row + "/" + MEMBERS.get(c), Text.of("第 " + row + " 行“" + HEADINGS.get(c) + "”：" + zh, "Row " + row + ", “" + HEADINGS.get(c) + "”: " + en));
    }

    private static void fault(Row row, int c, String zh, String en, List<FieldError> faults) {
        faults.add(fault(row.getRowNum(), c, zh, en));
    }
}
