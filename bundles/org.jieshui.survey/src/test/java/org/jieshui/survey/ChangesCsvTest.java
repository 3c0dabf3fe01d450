package org.jieshui.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.survey.PlanResource.ChangeView;
import org.junit.jupiter.api.Test;

class ChangesCsvTest {

    private static final Instant AT = Instant.parse("2026-10-14T02:00:00Z");

    @Test // R172
    void saysCauseAndDepartmentInTheReadersLanguage() {
        var change = new ChangeView(7L, "JS2026-1013-01", 2, AT, "周敏", "finding-wrong", "design", "管径, 偏小");
        assertThat(csv("zh-CN", change)).startsWith("\uFEFF\"时间\",").endsWith("\"2026-10-14 10:00\",\"JS2026-1013-01\",\"2\",\"查勘意见有误\",\"设计院\",\"管径, 偏小\",\"周敏\"\r\n");
        assertThat(csv("en", change)).contains("\"A finding was wrong\",\"Design Institute\"");
    }

    @Test
    void noCellBeginsAFormulaOrBreaksOut() {
        assertThat(csv("en", new ChangeView(null, null, 2, AT, null, "other", "design", "=HYPERLINK(\"x\")"))).contains(",,\"2\",", "\"'=HYPERLINK(\"\"x\"\")\"");
    }

    private static String csv(String language, ChangeView change) {
        return new ChangesCsv(language, id -> Text.of("设计院", "Design Institute")).of(List.of(change));
    }
}
