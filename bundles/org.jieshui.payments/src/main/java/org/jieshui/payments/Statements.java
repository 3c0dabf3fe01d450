package org.jieshui.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.ProblemException;

/** Reads a bank statement: which column is what, the incoming payments, and what is wrong row by row. Nothing is guessed about a sum or a day: what is not clear is refused by name. */
final class Statements {

    /** What a column can be. {@code out}: money that went out, {@code direction}: which of both (借/贷). */
    static final List<String> FIELDS = List.of("serial", "receivedOn", "amount", "payer", "payerAccount", "remark", "out", "direction");
    private static final List<String> NEEDED = List.of("serial", "receivedOn", "amount", "payer");
    private static final Map<String, List<String>> NAMES = Map.of(
            "serial", List.of("交易流水号", "银行流水号", "流水号", "核心流水号", "凭证流水号", "交易序号", "流水", "serial"),
            "receivedOn", List.of("交易日期", "入账日期", "记账日期", "交易时间", "到账日期", "日期", "date"),
            "amount", List.of("贷方发生额", "贷方金额", "收入金额", "收入", "贷方", "贷方发生额收入", "交易金额", "金额", "发生额", "amount"),
            "payer", List.of("对方户名", "付款人名称", "对方名称", "付款人", "对方单位名称", "对方账户名称", "payer"),
            "payerAccount", List.of("对方账号", "付款人账号", "对方帐号", "付款账号", "account"),
            "remark", List.of("附言", "摘要", "用途", "备注", "交易附言", "remark"),
            "out", List.of("借方发生额", "借方金额", "支出金额", "支出", "借方", "借方发生额支出"),
            "direction", List.of("借贷标志", "收支标志", "借贷方向", "借贷标记", "借贷", "收支", "收付", "交易方向"));
    private static final Pattern PLAIN = Pattern.compile("\\+?[0-9]{1,13}(\\.[0-9]+)?");
    private static final Pattern GROUPED = Pattern.compile("\\+?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");
    private static final Pattern SCIENTIFIC = Pattern.compile("[0-9.]+[eE]\\+?[0-9]+");
    private static final List<DateTimeFormatter> DAYS = List.of("uuuuMMdd", "uuuu-M-d", "uuuu/M/d", "uuuu.M.d", "uuuu年M月d日").stream()
            .map(p -> DateTimeFormatter.ofPattern(p, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT)).toList();
    private static final Pattern OUT = Pattern.compile("借|借方|借记|支出|支|支取|付|付款|出|转出|D|DR");
    private static final Pattern IN = Pattern.compile("贷|贷方|贷记|收入|收|收款|入|进|转入|C|CR");
    private static final int HEADING_WITHIN = 20;
    private static final int MOST_FAULTS = 200;
    private static final int LONGEST_SERIAL = 60;
    private static final int EXCEL_DIGITS = 15;
    private static final LocalDate EXCEL_DAY = LocalDate.of(1899, 12, 30);
    private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);

    /** @param known its serial is booked already */
    public record Line(int row, String serial, LocalDate receivedOn, @JsonFormat(shape = Shape.STRING) BigDecimal amount, String payer, String payerAccount, String remark, boolean known) {}

    public record Fault(int row, String field, Text detail) {}

    /**
     * @param headings the cells of the heading row, by column
     * @param mapping  column by field
     * @param missing  fields that need a column and have none: nothing can be imported
     * @param outgoing rows of money that went out; @param skipped totals
     */
    public record Parsed(String encoding, List<String> headings, Map<String, Integer> mapping, List<String> missing, List<Line> lines, List<Fault> faults, int outgoing, int skipped) {}

    private final LocalDate today;
    private final List<Line> lines = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final HashSet<String> serials = new HashSet<>();
    private Map<String, Integer> mapping;
    private int outgoing;
    private int skipped;

    private Statements(LocalDate today) {
        this.today = today;
    }

    /** @param mapping what the reader chose, as {@code serial:0,amount:4}; null: by the headings */
    static Parsed parse(Grid grid, String mapping, LocalDate today) {
        return new Statements(today).read(grid, mapping);
    }

    private Parsed read(Grid grid, String chosen) {
        if (grid.rows().isEmpty()) {
            throw Problems.statement("文件里没有内容", "There is nothing in the file");
        }
        int heading = heading(grid);
        var headings = grid.rows().get(heading).cells().stream().map(Grid.Value::text).toList();
        mapping = chosen == null ? guess(headings) : chosen(chosen, headings.size());
        var missing = NEEDED.stream().filter(f -> !mapping.containsKey(f)).toList();
        if (missing.isEmpty()) {
            grid.rows().subList(heading + 1, grid.rows().size()).forEach(this::row);
        }
        return new Parsed(grid.encoding(), headings, mapping, missing, lines, faults.stream().limit(MOST_FAULTS).toList(), outgoing, skipped);
    }

    /** The row of the first twenty that knows most names; banks begin with titles and the account. */
    private static int heading(Grid grid) {
        int best = 0;
        int most = 0;
        for (int i = 0; i < Math.min(HEADING_WITHIN, grid.rows().size()); i++) {
            int known = guess(grid.rows().get(i).cells().stream().map(Grid.Value::text).toList()).size();
            if (known > most) {
                most = known;
                best = i;
            }
        }
        return best;
    }

    /** The best name of each field that is there; earlier names go before later ones, exact before those that only begin so. */
    static Map<String, Integer> guess(List<String> headings) {
        var plain = headings.stream().map(h -> Normalizer.normalize(h, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).replaceAll("[\\s\\p{P}]|元|人民币", "")).toList();
        var found = new LinkedHashMap<String, Integer>();
        for (var field : FIELDS) {
            NAMES.get(field).stream().map(plain::indexOf).filter(i -> i >= 0 && !found.containsValue(i)).findFirst().ifPresent(i -> found.put(field, i));
        }
        return found;
    }

    private static Map<String, Integer> chosen(String text, int columns) {
        var chosen = new LinkedHashMap<String, Integer>();
        for (var part : text.split(",")) {
            var pair = part.split(":");
            if (pair.length != 2 || !FIELDS.contains(pair[0]) || !pair[1].matches("[0-9]{1,2}") || Integer.parseInt(pair[1]) >= columns || chosen.containsValue(Integer.valueOf(pair[1]))
                    || chosen.put(pair[0], Integer.valueOf(pair[1])) != null) {
                throw ProblemException.invalid("/mapping", "列对应不对：每一列只对应一项", "The mapping is wrong: one column for one field");
            }
        }
        return chosen;
    }

    private void row(Grid.Row row) {
        var first = row.cells().stream().map(Grid.Value::text).filter(t -> !t.isEmpty()).findFirst().orElse("");
        if (first.matches("(本页|本月|累计)?(合计|总计|小计).*") && day(row.cell(mapping.get("receivedOn"))).isEmpty()) {
            skipped++;
            return;
        }
        if (goesOut(row)) {
            outgoing++;
            return;
        }
        int before = faults.size();
        if (mapping.containsKey("direction") && !IN.matcher(direction(row)).matches()) {
            fault(row, "direction", "收支方向认不出来，应是“借/贷”或“支出/收入”", "The direction is not clear; it is 借/贷 or 支出/收入");
        }
        var serial = serial(row);
        var day = day(row);
        var amount = amount(row);
        var payer = words(row, "payer", 200, true);
        var account = words(row, "payerAccount", 60, false);
        var remark = words(row, "remark", 500, false);
        if (faults.size() == before) {
            lines.add(new Line(row.line(), serial, day, amount, payer, account, remark, false));
        }
    }

    private boolean goesOut(Grid.Row row) {
        if (OUT.matcher(direction(row)).matches()) {
            return true;
        }
        var out = text(row, "out").replaceAll("[,¥￥]", "");
        boolean something = !out.isEmpty() && !out.matches("[-0.]*");
        return something && text(row, "amount").replaceAll("[,¥￥]", "").matches("[-0.]*");
    }

    private String direction(Grid.Row row) {
        return Normalizer.normalize(text(row, "direction"), Normalizer.Form.NFKC).toUpperCase(Locale.ROOT).strip();
    }

    private String text(Grid.Row row, String field) {
        return row.cell(mapping.get(field)).text();
    }

    private String serial(Grid.Row row) {
        var cell = row.cell(mapping.get("serial"));
        var serial = words(row, "serial", LONGEST_SERIAL, true);
        if (serial == null) {
            return null;
        }
        if (SCIENTIFIC.matcher(serial).matches() || (cell.number() != null && serial.length() > EXCEL_DIGITS)) {
            return fault(row, "serial", "流水号被表格软件改成了数字，末几位已丢失；请用网银下载的原文件", "A spreadsheet made a number of the serial and lost its last digits; use the file as downloaded from the bank");
        }
        if (!serial.matches("[0-9A-Za-z_./-]+")) {
            return fault(row, "serial", "流水号只有字母、数字和 - _ . /", "A serial has letters, digits and - _ . / only");
        }
        if (!serials.add(serial)) {
            return fault(row, "serial", "这个流水号在文件里重复", "This serial stands in the file twice");
        }
        return serial;
    }

    private LocalDate day(Grid.Row row) {
        var cell = row.cell(mapping.get("receivedOn"));
        if (cell.formula()) {
            return fault(row, "receivedOn", "是公式，请改为数值", "Is a formula; make it a value");
        }
        var day = day(cell);
        if (day.isEmpty()) {
            return fault(row, "receivedOn", "日期认不出来，写成 2026-10-13 的样子", "The day is not clear; write it like 2026-10-13");
        }
        if (day.get().isAfter(today) || day.get().isBefore(FIRST)) {
            return fault(row, "receivedOn", "日期在今天之后或 2000 年之前", "The day is after today or before 2000");
        }
        return day.get();
    }

    private static Optional<LocalDate> day(Grid.Value cell) {
        if (cell.number() != null && cell.number().compareTo(BigDecimal.valueOf(100_000)) < 0 && cell.number().signum() > 0) {
            return Optional.of(EXCEL_DAY.plusDays(cell.number().longValue()));
        }
        // the time, where there is one, stands behind the day
        var text = cell.text().replaceFirst("[ T]+[0-9]{1,2}:?[0-9]{2}(:?[0-9]{2})?(\\.[0-9]+)?$", "");
        text = text.matches("[0-9]{14}") ? text.substring(0, 8) : text;
        for (var format : DAYS) {
            try {
                return Optional.of(LocalDate.parse(text, format));
            } catch (DateTimeParseException e) {
                // the next one
            }
        }
        return Optional.empty();
    }

    private BigDecimal amount(Grid.Row row) {
        var cell = row.cell(mapping.get("amount"));
        if (cell.formula()) {
            return fault(row, "amount", "是公式，请改为数值", "Is a formula; make it a value");
        }
        var text = cell.number() != null ? cell.number().toPlainString() : cell.text().replaceFirst("^(CNY|RMB|[¥￥])\\s*", "").replaceFirst("\\s*元$", "");
        if (text.matches("[-(（−].*")) {
            return fault(row, "amount", "是负数：冲正和支出不导入，请手工核对", "Is negative: reversals and payments are not imported; look into it by hand");
        }
        if (!PLAIN.matcher(text).matches() && !GROUPED.matcher(text).matches()) {
            return fault(row, "amount", text.isEmpty() ? "没有金额" : "金额认不出来，写成 3174.30 或 3,174.30", text.isEmpty() ? "There is no sum" : "The sum is not clear; write it like 3174.30 or 3,174.30");
        }
        var sum = new BigDecimal(text.replace(",", "").replace("+", "")).stripTrailingZeros();
        if (sum.scale() > 2) {
            return fault(row, "amount", "超过两位小数", "Has more than two decimals");
        }
        return Money.of(sum.toPlainString()).orElseGet(() -> fault(row, "amount", "金额应大于 0，不到一万亿", "The sum is above nothing and below a trillion"));
    }

    private String words(Grid.Row row, String field, int longest, boolean needed) {
        var cell = row.cell(mapping.get(field));
        if (cell.formula()) {
            return fault(row, field, "是公式，请改为文字", "Is a formula; make it text");
        }
        if (cell.text().isEmpty()) {
            return needed ? fault(row, field, "是空的", "Is empty") : null;
        }
        if (cell.text().indexOf('\uFFFD') >= 0) {
            return fault(row, field, "有乱码，请用网银下载的原文件", "Has broken characters; use the file as downloaded from the bank");
        }
        return cell.text().codePointCount(0, cell.text().length()) > longest ? fault(row, field, "超过 " + longest + " 字", "Is longer than " + longest + " characters") : cell.text();
    }

    private <T> T fault(Grid.Row row, String field, String zh, String en) {
        faults.add(new Fault(row.line(), field, Text.of(zh, en)));
        return null;
    }
}
