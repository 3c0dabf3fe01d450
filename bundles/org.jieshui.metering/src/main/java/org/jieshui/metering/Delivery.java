package org.jieshui.metering;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/**
 * A delivery of meters as its file gives it: what can be taken in, and what is wrong with the rest, row by row.
 *
 * @param total rows with anything in them
 */
record Delivery(List<Meter.New> good, List<Fault> faults, int total) {

    static final List<String> HEADINGS = List.of("表号", "批次", "口径", "类型", "厂家", "检定日期", "有效期至", "常用流量Q3", "检定证书号");
    static final int[] WIDTHS = {18, 16, 8, 12, 28, 12, 12, 12, 20};
    private static final List<String> MEMBERS = List.of("serial", "batch", "calibre", "kind", "manufacturer", "verifiedOn", "validUntil", "q3", "certificate");
    private static final int NEEDED = 6;
    private static final Map<String, Integer> OTHER_NAMES = Map.of("水表编号", 0, "表身号", 0, "公称口径", 2, "水表类型", 3, "生产厂家", 4, "制造商", 4, "检定有效期", 6, "Q3", 7, "证书号", 8);
    private static final int MOST_FAULTS = 500;

    /** @param row as a spreadsheet program counts it. @param column its heading */
    record Fault(int row, String column, Text detail) {}

    /** @param known meters by serial number that are here already */
    static Delivery of(Sheets.Sheet sheet, LocalDate today, Function<Set<String>, Map<String, Meter>> known) {
        var lines = sheet.lines().stream().filter(l -> !l.blank()).toList();
        if (lines.isEmpty()) {
            throw Sheets.refused("文件是空的，第 1 行填表头，从第 2 行起每行一只水表", "The file is empty; headings in row 1, from row 2 on a meter a row");
        }
        var columns = columns(lines.get(0));
        var reader = new Reader(sheet, columns, today);
        lines.stream().skip(1).forEach(reader::read);
        if (reader.total == 0) {
            throw Sheets.refused("没有水表，从第 2 行起每行填一只", "There is no meter; from row 2 on, fill in one a row");
        }
        var taken = known.apply(reader.rows.keySet());
        var good = new ArrayList<Meter.New>();
        reader.meters.forEach((row, meter) -> {
            if (taken.containsKey(meter.serial())) {
                reader.faults.add(new Fault(row, HEADINGS.get(0), where(taken.get(meter.serial()))));
            } else {
                good.add(meter);
            }
        });
        return new Delivery(good, reader.faults.stream().sorted(java.util.Comparator.comparingInt(Fault::row)).limit(MOST_FAULTS).toList(), reader.total);
    }

    /** Where a meter is that somebody wants to take in again. */
    static Text where(Meter m) {
        return Text.of(m.serial() + " 已经入库：批次 " + m.batch() + "，现为“" + MeterWords.state(m.state()) + "”", m.serial() + " is here already: batch " + m.batch() + ", " + m.state());
    }

    private static int[] columns(Sheets.Line head) {
        var at = new int[HEADINGS.size()];
        java.util.Arrays.fill(at, -1);
        for (int c = 0; c < head.cells().size(); c++) {
            var name = head.cells().get(c) instanceof String s ? MeterRules.plain(s) : null;
            name = name == null ? "" : name.replaceAll("\\s|（.*）|\\(.*\\)", "");
            int member = HEADINGS.contains(name) ? HEADINGS.indexOf(name) : OTHER_NAMES.getOrDefault(name, -1);
            if (member >= 0 && at[member] < 0) {
                at[member] = c;
            }
        }
        var missing = java.util.stream.IntStream.range(0, NEEDED).filter(i -> at[i] < 0).mapToObj(HEADINGS::get).toList();
        if (!missing.isEmpty()) {
            throw Sheets.refused("第 1 行缺表头：" + String.join("、", missing) + "；下载模板，按它填写", "Headings missing in row 1: " + String.join(", ", missing) + "; fill in the template from here");
        }
        return at;
    }

    private static final class Reader {
        private final Sheets.Sheet sheet;
        private final int[] columns;
        private final LocalDate today;
        private final Map<String, Integer> rows = new HashMap<>();
        private final Map<Integer, Meter.New> meters = new java.util.TreeMap<>();
        private final List<Fault> faults = new ArrayList<>();
        private int total;

        Reader(Sheets.Sheet sheet, int[] columns, LocalDate today) {
            this.sheet = sheet;
            this.columns = columns;
            this.today = today;
        }

        void read(Sheets.Line line) {
            total++;
            int before = faults.size();
            var meter = new Meter.New(MeterRules.serial(text(line, 0)), text(line, 1), MeterRules.calibre(text(line, 2)).orElse(null), MeterRules.kind(text(line, 3)).orElse(null), words(line, 4), day(line, 5),
                    day(line, 6), decimal(line, 7), text(line, 8));
            var said = faults.subList(before, faults.size()).stream().map(Fault::column).collect(Collectors.toSet());
            for (FieldError fault : MeterRules.check(meter, today, "")) {
                var column = HEADINGS.get(MEMBERS.indexOf(fault.pointer().substring(1)));
                if (said.add(column)) {
                    faults.add(new Fault(line.number(), column, fault.detail()));
                }
            }
            var first = rows.putIfAbsent(meter.serial(), line.number());
            if (first != null && said.add(HEADINGS.get(0))) {
                faults.add(new Fault(line.number(), HEADINGS.get(0), Text.of("表号与第 " + first + " 行重复", "The serial number stands in row " + first + " too")));
            }
            if (faults.size() == before) {
                meters.put(line.number(), meter);
            }
        }

        /** Numbers and choices, however they were typed. */
        private String text(Sheets.Line line, int member) {
            return MeterRules.plain(words(line, member));
        }

        /** As the file has it, but for blanks around it. */
        private String words(Sheets.Line line, int member) {
            var cell = line.cell(columns[member]);
            if (cell instanceof Text wrong) {
                faults.add(new Fault(line.number(), HEADINGS.get(member), wrong));
                return null;
            }
            return cell instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : Rest.blank((String) cell);
        }

        private LocalDate day(Sheets.Line line, int member) {
            var cell = line.cell(columns[member]);
            if (cell instanceof BigDecimal number && number.compareTo(BigDecimal.valueOf(20_000)) > 0 && number.compareTo(BigDecimal.valueOf(100_000)) < 0) {
                return sheet.day(number);
            }
            var text = text(line, member);
            var day = MeterRules.day(text);
            if (text != null && day.isEmpty()) {
                faults.add(new Fault(line.number(), HEADINGS.get(member), Text.of("不是日期，写成 2026-05-10 的样子", "Is no day; write it like 2026-05-10")));
            }
            return day.orElse(null);
        }

        private BigDecimal decimal(Sheets.Line line, int member) {
            var text = text(line, member);
            if (text != null && !text.matches("\\d{1,4}(\\.\\d{1,3})?")) {
                faults.add(new Fault(line.number(), HEADINGS.get(member), Text.of("应为数字，如 2.5，不带单位", "Should be a number such as 2.5, without a unit")));
                return null;
            }
            return text == null ? null : new BigDecimal(text);
        }
    }
}
