package org.jieshui.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jieshui.intake.Fakes.as;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.testkit.DrivenClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplicationResourceTest {

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:32");
    private final Fakes fakes = new Fakes(null, clock);
    private final AccessLog accessLog = (actor, what, subjects, fields) -> fakes.read.add(actor.id() + " " + what + " " + subjects);
    private ApplicationResource resource;
    private Paper printed;

    @BeforeEach
    void aCase() {
        fakes.kase(7, "lixia", 14L);
        resource = new ApplicationResource(fakes.cases(), fakes.views(), Fakes.directory(), accessLog, clock);
        resource.printer = Fakes.fake(Printer.class, (method, args) -> {
            printed = (Paper) args[0];
            return new byte[] {1};
        });
    }

    @Test // R18, R43
    void beforeItIsFilledInItHasWhatIsKnown() {
        var answer = resource.sheet(as(Fakes.actor(14, "customer-service", Set.of(), "cases.personal")), 7, null);

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaderString("Content-Disposition")).startsWith("inline").contains("JS2026-1013-7");
        assertThat(value("applicant")).isEqualTo("济南恒润包装有限公司");
        assertThat(value("phone")).isEqualTo("13800002046");
        assertThat(value("finished")).isEqualTo(false);
        assertThat(boxes("uses")).doesNotContain("■");
        assertThat(fakes.read).containsExactly("14 intake.application [case/7]");
    }

    @Test
    void afterwardsItHasWhatTheCustomerSigned() {
        fakes.forms.put(7L, Fakes.json("{'applicant': '山东云岭食品有限公司', 'use': 'industrial', 'idKind': 'credit-code', 'phone': '13800002046', 'dailyVolume': 85, 'meterCalibre': 80}"));
        resource.sheet(as(Fakes.actor(14, "customer-service", Set.of())), 7, "");

        assertThat(value("applicant")).isEqualTo("山东云岭食品有限公司");
        assertThat(value("calibre")).isEqualTo("DN80");
        assertThat(value("finished")).isEqualTo(true);
        assertThat(value("phone")).as("masked without the permission to see it whole").isEqualTo("138****2046");
        assertThat(value("uses").toString()).contains("工业生产");
        assertThat(boxes("uses")).containsExactly("□", "□", "■", "□", "□");
    }

    @Test
    void thePaperNamesTheChoicesAsTheFormDoes() throws IOException {
        var properties = new ObjectMapper().readTree(Path.of("src/main/resources/forms/intake.application.json").toFile()).path("properties");
        assertThat(names(properties.path("idKind"))).isEqualTo(ApplicationSheet.ID_KINDS);
        assertThat(names(properties.path("use"))).isEqualTo(ApplicationSheet.USES);
    }

    private static Map<String, String> names(JsonNode field) {
        var names = new HashMap<String, String>();
        for (int i = 0; i < field.path("enum").size(); i++) {
            names.put(field.path("enum").get(i).asText(), field.path("x-enum-names").get(i).path("zh-CN").asText());
        }
        return names;
    }

    @Test
    void whatIsHiddenIsNotPrintedAndLeavesNoTrace() {
        assertThatThrownBy(() -> resource.sheet(as(Fakes.actor(50, "customer-service", Set.of("shizhong"))), 7, null)).hasMessageContaining("not-found");
        assertThat(fakes.read).isEmpty();
    }

    @Test
    void withoutThePrinterItSaysSo() {
        resource.printer = null;
        assertThatThrownBy(() -> resource.sheet(as(Fakes.actor(14, "customer-service", Set.of())), 7, null)).hasMessageContaining("intake/printer-away");
    }

    private Object value(String name) {
        return printed.values().get(name);
    }

    private List<String> boxes(String name) {
        return ((List<?>) value(name)).stream().map(choice -> ((Map<?, ?>) choice).get("box").toString()).toList();
    }
}
