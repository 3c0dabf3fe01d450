package org.jieshui.payments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.sheets.WorkbookGuard;

/**
 * A statement's cells, out of CSV (UTF-8, GBK or GB18030, UTF-16 with its mark) or the first sheet of an .xlsx.
 *
 * @param encoding how it was read
 */
record Grid(String encoding, List<Row> rows) {

    private static final int MOST_ROWS = 5000;
    private static final int MOST_COLUMNS = 60;
    private static final java.math.MathContext FIFTEEN = new java.math.MathContext(15);
    private static final WorkbookGuard GUARD = new WorkbookGuard(Problems::statement, MOST_ROWS, new WorkbookGuard.Advice(
            Text.of("请分几次导入，每次只留对账单一张表", "import it in parts, each with only the sheet with the statement"), Text.of("请从网银重新下载", "download it from the bank again"), null));

    /** @param line as the file counts, from 1 */
    record Row(int line, List<Value> cells) {
        Value cell(Integer column) {
            return column == null || column >= cells.size() ? Value.EMPTY : cells.get(column);
        }

        boolean blank() {
            return cells.stream().allMatch(c -> c.text().isEmpty());
        }
    }

    /** @param number set when the spreadsheet says that it is one. @param formula it computes something, or would if it were opened */
    record Value(String text, BigDecimal number, boolean formula) {
        static final Value EMPTY = new Value("", null, false);
    }

    static byte[] bytes(InputStream content) throws IOException {
        var bytes = GUARD.bytes(content);
        if (bytes.length == 0) {
            throw Problems.statement("文件是空的", "The file is empty");
        }
        return bytes;
    }

    static Grid read(byte[] bytes) throws IOException {
        if (WorkbookGuard.isZip(bytes)) {
            return workbook(bytes);
        }
        int magic = bytes.length < 4 ? 0 : ByteBuffer.wrap(bytes).getInt();
        if (magic == 0xd0cf11e0) {
            throw Problems.statement("是旧的 .xls（或加了密码），请另存为 .xlsx 或 CSV", "This is an old .xls (or has a password); save it as .xlsx or CSV");
        }
        if (magic == 0x25504446) {
            throw Problems.statement("是 PDF，请从网银下载 Excel 或 CSV", "This is a PDF; download Excel or CSV from the bank");
        }
        return csv(bytes);
    }

    private static Grid csv(byte[] bytes) throws IOException {
        var charset = charset(bytes);
        var text = new String(bytes, charset);
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (text.indexOf('\0') >= 0) {
            throw Problems.statement("不是文本文件，请选网银下载的 Excel 或 CSV", "This is no text file; choose Excel or CSV as downloaded from the bank");
        }
        var rows = new ArrayList<Row>();
        try (var parser = CSVFormat.DEFAULT.builder().setDelimiter(delimiter(text)).setIgnoreEmptyLines(false).get().parse(new java.io.StringReader(text))) {
            for (CSVRecord record : parser) {
                var cells = new ArrayList<Value>();
                record.forEach(cell -> cells.add(value(cell)));
                add(rows, new Row((int) record.getRecordNumber(), cells));
            }
        } catch (UncheckedIOException | IOException | IllegalStateException e) {
            throw Problems.statement("CSV 的引号不成对，请用表格软件打开后另存", "The quotes of the CSV do not match; open it in a spreadsheet program and save it again");
        }
        return new Grid(charset.name(), rows);
    }

    private static void add(List<Row> rows, Row row) {
        if (row.blank()) {
            return;
        }
        if (row.cells().size() > MOST_COLUMNS) {
            throw Problems.statement("第 " + row.line() + " 行超过 " + MOST_COLUMNS + " 列，请只留需要的列", "Row " + row.line() + " has more than " + MOST_COLUMNS + " columns; keep those that are needed");
        }
        if (rows.size() >= MOST_ROWS) {
            throw Problems.statement("超过 " + MOST_ROWS + " 行，请分几次导入", "There are more than " + MOST_ROWS + " rows; import it in parts");
        }
        rows.add(row);
    }

    /** Strict: a file that is no UTF-8 is GB18030, of which GBK and GB2312 are parts, or nothing that banks send. */
    private static Charset charset(byte[] bytes) {
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        for (var charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            try {
                charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes));
                return charset;
            } catch (CharacterCodingException e) {
                // the next one
            }
        }
        throw Problems.statement("文字编码认不出来，请另存为 UTF-8 的 CSV 或 .xlsx", "The encoding of the text is not known; save it as CSV in UTF-8 or as .xlsx");
    }

    private static char delimiter(String text) {
        var lines = text.lines().limit(20).toList();
        char best = ',';
        long most = 0;
        for (char one : new char[] {',', '\t', ';', '|'}) {
            long count = lines.stream().mapToLong(line -> line.chars().filter(c -> c == one).count()).sum();
            if (count > most) {
                most = count;
                best = one;
            }
        }
        return best;
    }

    private static Grid workbook(byte[] bytes) throws IOException {
        var checked = GUARD.checked(bytes);
        var rows = new ArrayList<Row>();
        try (var book = new ReadableWorkbook(new ByteArrayInputStream(checked)); var lines = book.getFirstSheet().openStream()) {
            lines.forEach(row -> {
                var cells = new ArrayList<Value>();
                for (int c = 0; c < row.getCellCount(); c++) {
                    cells.add(row.getOptionalCell(c).map(Grid::value).orElse(Value.EMPTY));
                }
                add(rows, new Row(row.getRowNum(), cells));
            });
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException | IOException e) {
            throw GUARD.unreadable();
        }
        return new Grid("xlsx", rows);
    }

    private static Value value(Cell cell) {
        if (cell.getType() == CellType.FORMULA || cell.getFormula() != null) {
            return new Value(String.valueOf(cell.getRawValue()), null, true);
        }
        if (cell.getType() == CellType.NUMBER) {
            // a spreadsheet keeps fifteen digits, and writes 1.1 as 1.1000000000000001
            var number = cell.asNumber().round(FIFTEEN);
            return new Value(number.stripTrailingZeros().toPlainString(), number, false);
        }
        return value(cell.getType() == CellType.EMPTY ? "" : cell.getText());
    }

    /** Banks keep spreadsheets from mangling long numbers by ="6222…" or a leading apostrophe; a tab at the end is theirs too. */
    private static Value value(String cell) {
        var text = cell == null ? "" : cell.replaceAll("[\\p{Cf}\\p{Cc}\u00a0\u3000]+", " ").strip();
        if (text.matches("=\"[^\"]*\"")) {
            return new Value(text.substring(2, text.length() - 1).strip(), null, false);
        }
        if (text.startsWith("'")) {
            text = text.substring(1).strip();
        }
        return new Value(text, null, text.startsWith("="));
    }
}
