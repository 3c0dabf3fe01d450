package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jieshui.cases.api.view.CaseViews.DeadlineView;
import org.jieshui.cases.api.view.CaseViews.Named;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.calendar.Deadline;
import org.jieshui.platform.api.calendar.WorkingCalendar;

/** Deadlines in people's words: colour comes from the status, the words never stand alone without it. */
final class Labels {

    private Labels() {}

    /** @param pauseReason why the clock stands still now, or null; @param ended the clock has ended: it was met or missed */
    static DeadlineView of(Deadline d, boolean ended, boolean resting, Named pauseReason, WorkingCalendar calendar) {
        var day = calendar.officeHours().length();
        String status;
        Text label;
        if (ended) {
            status = d.overdue() ? "missed" : "met";
            label = d.overdue() ? Text.of("已办结，超时" + zh(d.left().negated(), day), "Done, overdue by " + en(d.left().negated(), day)) : Text.of("按时办结", "Done in time");
        } else if (resting) {
            status = "resting";
            label = Text.of("环节之间，不计时", "Between its links; not counting");
        } else if (d.paused()) {
            status = "paused";
            label = pauseReason == null ? Text.of("已暂停", "Paused") : Text.of("已暂停：" + pauseReason.name().zh(), "Paused: " + pauseReason.name().en());
        } else if (d.overdue()) {
            status = "overdue";
            label = Text.of("超时" + zh(d.left().negated(), day), "Overdue by " + en(d.left().negated(), day));
        } else {
            status = d.left().compareTo(day) <= 0 ? "due-soon" : "ok";
            label = Text.of("剩" + zh(d.left(), day), en(d.left(), day) + " left");
        }
        return new DeadlineView(d.start(), d.at(), d.target(), d.original(), d.left().toMinutes(), d.used().toMinutes(), d.allowance().toMinutes(), status, label, d.paused(),
                d.paused() ? pauseReason : null, d.provisional(), d.calendarVersion());
    }

    static DeadlineView none() {
        return new DeadlineView(null, null, null, null, 0, 0, 0, "none", Text.of("未起算", "Not started"), false, null, false, "");
    }

    /** A clock that nobody waits for any more: the case was withdrawn, or went on without the task. */
    static DeadlineView stopped(java.time.Instant start) {
        return new DeadlineView(start, null, null, null, 0, 0, 0, "none", Text.of("不再计时", "No longer counting"), false, null, false, "");
    }

    static String zh(Duration time, Duration day) {
        long days = time.dividedBy(day);
        return days >= 1 ? days + "个工作日" : time.toHours() >= 1 ? time.toHours() + "小时" : time.toMinutes() >= 1 ? time.toMinutes() + "分钟" : "不足1分钟";
    }

    static String en(Duration time, Duration day) {
        long days = time.dividedBy(day);
        return days >= 1 ? days + (days == 1 ? " working day" : " working days") : time.toHours() >= 1 ? time.toHours() + " h" : time.toMinutes() >= 1 ? time.toMinutes() + " min" : "less than 1 min";
    }

    /** What the timeline says of an entry; a module words its own kinds. @param words what somebody wrote with it, or null */
    static Text entry(String kind, JsonNode data, String words, Text task, Map<String, Text> reasons, Map<String, Text> taskNames, Function<String, Text> modules) {
        var reason = reasons.get(data == null ? "" : data.path("reason").asText());
        var text = switch (kind) {
            case "case.opened" -> Text.of("建立工单", "Case opened");
            case "case.commented" -> Text.of("留言", "Comment");
            case "case.changed" -> Text.of("修改工单信息", "Case changed");
            case "case.not-ready" -> Text.of("暂不具备条件，转建档", "Not ready, filed");
            case "case.revived" -> Text.of("重新启动接水报装", "Case revived");
            case "case.withdrawn" -> Text.of("撤回", "Withdrawn");
            case "case.closed" -> Text.of("结案", "Closed");
            case "case.reassigned" -> Text.of("工作交接", "Handed over");
            case "case.moved" -> Text.of("流程由第 " + version(data, "fromVersion") + " 版移到第 " + version(data, "toVersion") + " 版",
                    "Moved from version " + version(data, "fromVersion") + " of its process to version " + version(data, "toVersion"));
            case "clock.paused" -> with(Text.of("暂停计时", "Clock paused"), reason);
            case "clock.resumed" -> with(Text.of("恢复计时", "Clock resumed"), reason);
            case "clock.corrected" -> with(Text.of("更正暂停", "Pause corrected"), reason);
            case "clock.derived" -> Text.of("日历更新，时限重新推算", "Deadlines derived from a new calendar");
            case "task.claimed" -> with(Text.of("签收", "Claimed"), task);
            case "task.released" -> with(Text.of("退签", "Given back"), task);
            case "task.completed" -> with(Text.of("办结", "Completed"), task);
            case "task.transferred" -> with(Text.of("转办", "Transferred"), task);
            case "task.urged" -> with(Text.of("催办", "Urged"), task);
            case "task.sent-back" -> with(Text.of("退回", "Sent back"), taskNames.get(data == null ? "" : data.path("to").asText()));
            default -> modules.apply(kind);
        };
        return words == null ? text : Text.of(text.zh() + (text.zh().contains("：") ? "。" : "：") + words, text.en() + (text.en().contains(": ") ? ". " : ": ") + words);
    }

    private static String version(JsonNode data, String member) {
        return data == null ? "?" : data.path(member).asText("?");
    }

    private static Text with(Text text, Text more) {
        return more == null ? text : Text.of(text.zh() + "：" + more.zh(), text.en() + ": " + more.en());
    }
}
