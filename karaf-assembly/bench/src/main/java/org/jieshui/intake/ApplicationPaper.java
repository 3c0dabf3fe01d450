package org.jieshui.intake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.platform.api.print.Paper;

/** An application as it is printed. In the package of what it makes, which exports nothing. */
public final class ApplicationPaper {

    private ApplicationPaper() {}

    public static Paper sample() {
        var kase = new CaseInfo(1, "SM2026-0001", "single-meter", 2, CaseState.OPEN, 1, "accept", Instant.parse("2026-03-02T01:00:00Z"), null, "济南泉城食品有限公司", "李敏", "13800000001",
                "历下区经十路 12345 号", "lixia", 1L, "application", JsonNodeFactory.instance.objectNode());
        var form = JsonNodeFactory.instance.objectNode().put("applicant", "济南泉城食品有限公司").put("contact", "李敏").put("phone", "13800000001").put("address", "历下区经十路 12345 号")
                .put("idKind", "credit-code").put("use", "commercial").put("dailyVolume", "12").put("meterCalibre", 40).put("note", "夜间用水较多，希望水表装在院内。");
        return ApplicationSheet.of(kase, form, "王芳", "王芳　2026-03-02 09:30", true, true);
    }
}
