package org.jieshui.survey;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.platform.api.Text;
import org.jieshui.survey.PlanResource.ChangeView;

/** The register of changes of plan as a spreadsheet reads it: UTF-8 with its mark, quoted, and no cell that begins a formula. */
final class ChangesCsv {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Shanghai"));
    private static final List<Text> HEAD = List.of(Text.of("时间", "Time"), Text.of("工单号", "Case"), Text.of("版本", "Version"), Text.of("变更原因", "Cause"),
            Text.of("引起变更的部门", "Department that caused it"), Text.of("说明", "Explanation"), Text.of("经办人", "By"));
    /** As the form words them. */
    private static final Map<String, Text> CAUSES = Map.of("customer-need", Text.of("客户需求变化", "The customer's need changed"), "finding-wrong", Text.of("查勘意见有误", "A finding was wrong"),
            "network-change", Text.of("管网情况变化", "The network changed"), "site-change", Text.of("现场情况变化", "The site changed"), "other", Text.of("其他", "Other"));

    private final boolean english;
    private final Function<String, Text> departments;

    ChangesCsv(String language, Function<String, Text> departments) {
        this.english = "en".equals(language);
        this.departments = departments;
    }

    String of(List<ChangeView> changes) {
        return "\uFEFF" + Stream.concat(Stream.of(line(HEAD.stream().map(this::words))), changes.stream().map(c -> line(Stream.of(TIME.format(c.at()), c.number(),
                String.valueOf(c.version()), words(CAUSES.getOrDefault(c.cause(), Text.of(c.cause(), c.cause()))), words(departments.apply(c.department())), c.note(), c.by()))))
                .collect(Collectors.joining());
    }

    private String words(Text text) {
        return english ? text.en() : text.zh();
    }

    private static String line(Stream<String> cells) {
        return cells.map(ChangesCsv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
