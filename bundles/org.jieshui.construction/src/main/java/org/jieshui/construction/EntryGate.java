package org.jieshui.construction;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.api.Condition;
import org.jieshui.platform.api.Text;

/** What must hold before works may begin (R80): the permit is there or not needed, and every entry condition is met. */
final class EntryGate {

    private EntryGate() {}

    /**
     * @param needed       whether road surface must be excavated; null: not decided
     * @param applications in the order in which they were filed
     * @param list         the entry conditions that count
     * @param checks       by item: met or not
     */
    static List<Condition> conditions(Boolean needed, List<Application> applications, Checklist list, Map<String, Boolean> checks, LocalDate today) {
        var all = new ArrayList<Condition>();
        all.add(Condition.of("construction.decided", needed != null, Text.of("已确定是否刨掘路面", "It is decided whether road surface is excavated"),
                Text.of("请工程人员在“路面刨掘”里选“需要”或“不需要”", "Engineering says under “Road excavation” whether it is needed")));
        if (Boolean.TRUE.equals(needed)) {
            all.add(permit(applications, today));
        }
        all.add(settled(applications));
        for (var item : list.items()) {
            all.add(Condition.of("construction.entry." + item.id(), checks.getOrDefault(item.id(), false), item.text(), Text.of("落实后在“进场条件”里勾选", "Tick it under “Entry conditions” once it is so")));
        }
        return all;
    }

    /** While one waits, the case may be paused for it. */
    static Condition settled(List<Application> applications) {
        return Condition.of("construction.application-settled", applications.stream().noneMatch(Application::waiting), Text.of("没有等待结果的刨掘申请", "No excavation application is waiting"),
                Text.of("登记刨掘申请的结果；不再需要的，登记撤回", "Record the outcome of the excavation application; withdraw it if it is not needed any more"));
    }

    /** The permit that counts: of those granted, the one that is valid longest. */
    static Optional<Application> permit(List<Application> applications) {
        return applications.stream().filter(Application::granted).max(Comparator.comparing((Application a) -> a.decision().to()).thenComparing(Application::id));
    }

    private static Condition permit(List<Application> applications, LocalDate today) {
        var permit = permit(applications);
        if (permit.isPresent() && permit.get().validOn(today)) {
            var decision = permit.get().decision();
            return Condition.of("construction.permit", true, Text.of("刨掘许可 " + decision.permit() + "，有效期至 " + decision.to(), "Excavation permit " + decision.permit() + ", valid until " + decision.to()), null);
        }
        var fix = applications.stream().anyMatch(Application::waiting) ? Text.of("审批机关批准后，登记许可证号、有效期和扫描件", "Once the authority has decided, record the permit's number, validity and scan")
                : permit.isPresent() ? Text.of("许可已于 " + permit.get().decision().to() + " 到期，请重新申请", "The permit expired on " + permit.get().decision().to() + "; apply again")
                : applications.stream().allMatch(Application::withdrawn) ? Text.of("请工程人员向审批机关申请，并登记申请", "Engineering applies to the authority and records the application")
                : Text.of("上次申请未获批准，请重新申请", "The last application was refused; apply again");
        return Condition.of("construction.permit", false, Text.of("已取得刨掘许可", "The excavation permit is there"), fix);
    }
}
