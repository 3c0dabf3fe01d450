package org.jieshui.construction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jieshui.cases.api.Condition;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.junit.jupiter.api.Test;

class EntryGateTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 10, 13);
    private static final Instant NOW = Instant.parse("2026-10-13T02:00:00Z");
    private static final Text ANY = Text.of("项", "Item");
    private static final Checklist LIST = new Checklist("entry", 1, List.of(item("site"), item("people")), NOW, 0);

    @Test // R80
    void whatIsMissingIsNamed() {
        assertThat(unmet(null, List.of(), Map.of())).containsExactly("decided", "entry.site", "entry.people");
        assertThat(unmet(false, List.of(), Map.of("site", true, "people", false))).containsExactly("entry.people");
        assertThat(unmet(false, List.of(), Map.of("site", true, "people", true))).isEmpty();
        assertThat(unmet(true, List.of(), Map.of("site", true, "people", true))).containsExactly("permit");
    }

    @Test // R80, R251
    void aPermitCountsWhileItIsValid() {
        assertThat(fix(List.of())).contains("向审批机关申请");
        assertThat(fix(List.of(waiting(1)))).contains("审批机关批准后");
        assertThat(fix(List.of(refused(1)))).contains("未获批准");
        assertThat(fix(List.of(granted(1, TODAY.minusDays(1))))).contains("2026-10-12 到期");
        assertThat(fix(List.of(granted(1, TODAY.minusDays(1)), waiting(2)))).as("renewed").contains("审批机关批准后");
        assertThat(fix(List.of(granted(1, TODAY)))).isNull();
        assertThat(fix(List.of(granted(1, TODAY.plusDays(9)), refused(2)))).as("the refusal of a second does not take the first away").isNull();
        assertThat(EntryGate.permit(List.of(granted(1, TODAY.plusDays(9)), granted(2, TODAY)))).get().extracting(Application::id).isEqualTo(1L);
    }

    @Test
    void listsAreCheckedPlaceByPlace() {
        assertThat(Checklist.errors("entry", LIST.items())).isEmpty();
        assertThat(pointers("entry", null)).containsExactly("/items");
        assertThat(pointers("entry", List.of())).containsExactly("/items");
        assertThat(pointers("entry", IntStream.range(0, 41).mapToObj(i -> item("i" + i)).toList())).containsExactly("/items");
        assertThat(pointers("entry", Arrays.asList(item("a"), null, item("a"), new Checklist.Item("Ö", null, null)))).containsExactly("/items/1", "/items/2/id", "/items/3/id", "/items/3/text");
        assertThat(pointers("entry", List.of(new Checklist.Item("a", ANY, "MPa")))).containsExactly("/items/0/unit");
        assertThat(pointers("acceptance", List.of(new Checklist.Item("a", ANY, "MPa")))).isEmpty();
        assertThat(pointers("acceptance", List.of(new Checklist.Item("a", ANY, " ")))).containsExactly("/items/0/unit");
    }

    private static List<String> unmet(Boolean needed, List<Application> applications, Map<String, Boolean> checks) {
        return EntryGate.conditions(needed, applications, LIST, checks, TODAY).stream().filter(c -> !c.met()).map(c -> c.id().replace("construction.", "")).toList();
    }

    /** What is to be done about the permit; null: it is there. */
    private static String fix(List<Application> applications) {
        return EntryGate.conditions(true, applications, LIST, Map.of(), TODAY).stream().filter(c -> c.id().equals("construction.permit") && !c.met()).map(Condition::fix).map(Text::zh).findFirst().orElse(null);
    }

    private static List<String> pointers(String kind, List<Checklist.Item> items) {
        return Checklist.errors(kind, items).stream().map(FieldError::pointer).toList();
    }

    private static Checklist.Item item(String id) {
        return new Checklist.Item(id, ANY, null);
    }

    private static Application waiting(long id) {
        return new Application(id, 7, "市城管局", "1", TODAY, 1, null, NOW, 1, null);
    }

    private static Application refused(long id) {
        return new Application(id, 7, "市城管局", "1", TODAY, 1, null, NOW, 1, new Application.Decision(TODAY, null, null, null, null, "雨季", NOW, 1));
    }

    private static Application granted(long id, LocalDate to) {
        return new Application(id, 7, "市城管局", "1", TODAY, 1, null, NOW, 1, new Application.Decision(TODAY, "刨许 1", TODAY.minusDays(20), to, 2L, null, NOW, 1));
    }
}
