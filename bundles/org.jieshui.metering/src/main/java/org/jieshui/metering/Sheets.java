package org.jieshui.metering;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.sheets.WorkbookGuard;

/** Rows of a file that a supplier or a clerk sent: an Excel workbook (.xlsx, first sheet) or CSV (UTF-8 or GBK; commas, semicolons or tabs). Nothing in it is run, and nothing but its cells is read. */
final class Sheets {

    private static final MathContext FIFTEEN = new MathContext(15);
    private static final LocalDate EXCEL = LocalDate.of(1899, 12, 30);
    private static final LocalDate MAC = LocalDate.of(1904, 1, 1);
    private static final int EXACT_DIGITS = 15;
    static final int MOST_ROWS = 5000;
    private static final WorkbookGuard GUARD = new WorkbookGuard(Sheets::refused, MOST_ROWS, new WorkbookGuard.Advice(
            Text.of("请分几份导入，每份只留水表一张表", "import it in parts, each with only the sheet with the meters"), Text.of("请下载模板重填", "fill in the template from here"),
            Text.of("请取消合并，每行一只", "unmerge them, one meter a row")));

    /**
     * @param number as a spreadsheet program counts it, from 1
     * @param cells  {@link String}, {@link BigDecimal}, {@link Text} (what is wrong with the cell) or null
     */
    record Line(int number, List<Object> cells) {
        Object cell(int c) {
            return c < 0 || c >= cells.size() ? null : cells.get(c);
        }

        boolean blank() {
            return cells.stream().allMatch(c -> c == null || c instanceof String s && s.isBlank());
        }
    }

    /** @param dates1904 whether a number that stands for a day counts from 1904 */
    record Sheet(List<Line> lines, boolean dates1904) {
        LocalDate day(BigDecimal number) {
            return (dates1904 ? MAC : EXCEL).plusDays(number.longValue());
        }
    }

    private Sheets() {}

    static Sheet read(InputStream content) throws IOException {
        var bytes = GUARD.bytes(content);
        return WorkbookGuard.isZip(bytes) ? workbook(GUARD.checked(bytes)) : csv(bytes);
    }

    static ProblemException refused(String zh, String en) {
        return Problem.of("metering/file", 422, zh, en).toException();
    }

    private static Sheet workbook(byte[] bytes) {
        try (var book = new ReadableWorkbook(new ByteArrayInputStream(bytes)); var rows = book.getFirstSheet().openStream()) {
            return new Sheet(rows.map(row -> {
                var cells = new ArrayList<Object>();
                for (int c = 0; c < Math.min(row.getCellCount(), 50); c++) {
                    cells.add(row.getOptionalCell(c).map(Sheets::value).orElse(null));
                }
                return new Line(row.getRowNum(), cells);
            }).toList(), book.isDate1904());
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException | IOException e) {
            throw GUARD.unreadable();
        }
    }

    private static Object value(Cell cell) {
        if (cell.getType() == CellType.FORMULA || cell.getFormula() != null) {
            return Text.of("是公式，请改为数值（复制后“选择性粘贴—数值”）", "is a formula; paste it as a value");
        }
        return switch (cell.getType()) {
            case EMPTY -> null;
            case ERROR, BOOLEAN -> Text.of("应为文字、数字或日期，请改正", "should be text, a number or a day; correct it");
            case NUMBER -> number(cell.asNumber());
            default -> cell.getText();
        };
    }

    /** A spreadsheet keeps fifteen digits and loses the others: a serial number of sixteen is not what it was. */
    private static Object number(BigDecimal number) {
        var whole = number.stripTrailingZeros();
        return whole.precision() - whole.scale() > EXACT_DIGITS ? Text.of("是超过 15 位的数字，末尾已被表格软件改掉；把该列设为文本后重新填写", "is a number of more than 15 digits, whose end the spreadsheet program has lost; format the column as text and enter it again")
                : number.round(FIFTEEN);
    }

    private static Sheet csv(byte[] bytes) throws IOException {
        var text = decoded(bytes);
        if (text.indexOf('\0') >= 0) {
            throw refused("不是 .xlsx 工作簿，也不是 CSV 文本（.xls、加密或损坏的都不能导入），请另存为 .xlsx", "This is neither an .xlsx workbook nor CSV text (nor may it be .xls, encrypted or damaged); save it as .xlsx");
        }
        var head = text.lines().findFirst().orElse("");
        char separator = List.of(',', '\t', ';').stream().max(java.util.Comparator.comparingLong(s -> head.chars().filter(c -> c == s).count())).orElseThrow();
        var format = CSVFormat.DEFAULT.builder().setDelimiter(separator).setIgnoreEmptyLines(false).get();
        var lines = new ArrayList<Line>();
        try (var parser = format.parse(new StringReader(text))) {
            for (var row : parser) {
                if (row.getRecordNumber() > MOST_ROWS + 1) {
                    throw refused("行数超过 " + MOST_ROWS + "，请分几份导入", "There are more than " + MOST_ROWS + " rows; import the file in parts");
                }
                lines.add(new Line((int) row.getRecordNumber(), row.stream().limit(50).<Object>map(Sheets::typed).toList()));
            }
        } catch (UncheckedIOException | IllegalStateException | IOException e) {
            throw refused("CSV 内容无法读取（引号没有成对），请在表格软件里重新保存", "The CSV cannot be read (its quotes do not match); save it again in a spreadsheet program");
        }
        return new Sheet(lines, false);
    }

    private static Object typed(String cell) {
        return cell.strip().startsWith("=") ? Text.of("是公式，请改为数值", "is a formula; make it a value") : cell;
    }

    /** UTF-8 where it is that, otherwise what Chinese Windows writes. */
    private static String decoded(byte[] bytes) throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            try {
                var text = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes)).toString();
                return text.startsWith("\ufeff") ? text.substring(1) : text;
            } catch (CharacterCodingException e) {
                // the next one
            }
        }
        throw refused("文件编码无法识别，请存为 UTF-8 或 .xlsx", "The encoding of the file is not known; save it as UTF-8 or .xlsx");
    }

    /** A workbook of one sheet. @param widths of the columns, in characters */
    static byte[] write(String name, List<String> headings, int[] widths, List<List<Object>> rows) {
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "Jieshui", "1.0")) {
            var sheet = book.newWorksheet(name);
            for (int c = 0; c < headings.size(); c++) {
                sheet.value(0, c, headings.get(c));
                sheet.style(0, c).bold().fillColor("DCE9EF").set();
                sheet.width(c, widths[c]);
            }
            sheet.freezePane(0, 1);
            for (int r = 0; r < rows.size(); r++) {
                for (int c = 0; c < headings.size(); c++) {
                    put(sheet, r + 1, c, rows.get(r).get(c));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void put(org.dhatim.fastexcel.Worksheet sheet, int r, int c, Object value) {
        if (value instanceof Number number) {
            sheet.value(r, c, number);
        } else if (value instanceof LocalDate day) {
            sheet.value(r, c, day);
            sheet.style(r, c).format("yyyy-mm-dd").set();
        } else if (value instanceof String text) {
            sheet.value(r, c, text);
        }
    }
}
