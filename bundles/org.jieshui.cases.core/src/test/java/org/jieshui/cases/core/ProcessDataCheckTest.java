package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.junit.jupiter.api.Test;

class ProcessDataCheckTest extends Story {

    private static final String SHIPPED = CasesFixture.shippedProcess("single-meter");

    @Test
    void saysWhatPublicationWouldRefuseAndPublishesNothing() {
        assertThat(wrong("processes/single-meter.json", SHIPPED)).isEmpty();
        assertThat(wrong("processes/single-meter.json", next(SHIPPED.replace("\"model\": \"321\"", "\"model\": \"999\"").replace("\"after\": [\"drawing\"]", "\"after\": [\"no-such-task\"]"))))
                .hasSize(2).allSatisfy(t -> {
                    assertThat(t.zh()).matches("processes/single-meter.json：第 \\d+ 行：.*");
                    assertThat(t.en()).matches("processes/single-meter.json: Line \\d+: .*");
                });
        assertThat(wrong("processes/single-meter.json", next(SHIPPED))).isEmpty();
        assertThat(fixture.processes().versions("single-meter")).hasSize(1);
    }

    @Test
    void aPublishedVersionKeepsItsContent() {
        assertThat(wrong("processes/a.json", SHIPPED.replace("\"baseline\": 17", "\"baseline\": 18"))).singleElement().satisfies(t -> assertThat(t.en()).contains("use a new version number"));
    }

    @Test
    void brokenJsonOtherCharactersAndUnknownReasonsAreNamed() {
        assertThat(wrong("processes/a.json", SHIPPED.substring(0, 300))).singleElement().satisfies(t -> assertThat(t.zh()).contains("不是有效的 JSON"));
        assertThat(wrong("processes/a.json", "")).isNotEmpty();
        assertThat(wrong("processes/a.json", "[]")).isNotEmpty();
        assertThat(new ProcessDataCheck(DB.database()).wrong("processes/a.json", "流程".getBytes(java.nio.charset.Charset.forName("GB18030")))).singleElement()
                .satisfies(t -> assertThat(t.zh()).contains("UTF-8"));
        assertThat(wrong("processes/a.json", next(SHIPPED.replace("\"force-majeure\"", "\"no-such-reason\"")))).anyMatch(t -> t.en().contains("no-such-reason"));
    }

    @Test
    void otherEntriesAreNoneOfItsBusiness() {
        for (var path : List.of("module.json", "processes/readme.txt", "processes/old/a.json", "forms/processes/a.json", "a/processes/a.json")) {
            assertThat(wrong(path, "{")).as(path).isEmpty();
        }
    }

    private List<Text> wrong(String path, String json) {
        return new ProcessDataCheck(DB.database()).wrong(path, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String next(String json) {
        return json.replaceFirst("\"version\": (\\d+)", "\"version\": 99");
    }
}
