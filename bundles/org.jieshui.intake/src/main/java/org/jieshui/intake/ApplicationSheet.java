package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.platform.api.print.Paper;

/** 《用水申请表》 on paper (R228): for the customer to sign, with what is known filled in and the rest to be filled in by hand. */
final class ApplicationSheet {

    private static final String TEMPLATE = read("/print/application.html");
    /** As the form names them; a test compares. */
    static final Map<String, String> ID_KINDS = named("credit-code", "统一社会信用代码", "id-card", "身份证", "other", "其他");
    static final Map<String, String> USES = named("domestic", "居民生活", "commercial", "商业服务", "industrial", "工业生产", "public", "公共机构", "other", "其他");

    private ApplicationSheet() {}

    /**
     * @param form     the form as far as it is filled in
     * @param printed  who printed it and when, for the foot
     * @param finished whether the form was completed, not only begun
     * @param whole    whether the phone number is shown as it is
     */
    static Paper of(CaseInfo kase, JsonNode form, String steward, String printed, boolean finished, boolean whole) {
        var values = new HashMap<String, Object>();
        values.put("number", kase.number());
        for (var field : List.of("applicant", "contact", "address", "dailyVolume", "note")) {
            values.put(field, text(form.path(field)));
        }
        var phone = text(form.path("phone"));
        values.put("phone", phone == null || whole ? phone : masked(phone));
        values.put("idKinds", choices(ID_KINDS, form.path("idKind")));
        values.put("uses", choices(USES, form.path("use")));
        values.put("calibre", form.path("meterCalibre").isNumber() ? "DN" + form.path("meterCalibre").asInt() : null);
        values.put("onlyPaper", kase.process().equals("single-meter"));
        values.put("steward", steward);
        values.put("printed", printed);
        values.put("finished", finished);
        return new Paper(TEMPLATE, values, "用水申请表 " + kase.number(), "zh-CN", Paper.Missing.MARK);
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.asText().isBlank() ? null : value.asText();
    }

    private static String masked(String phone) {
        return phone.length() < 7 ? "****" : phone.substring(0, 3) + "****" + phone.substring(phone.length() - 4);
    }

    /** The choices of a field as boxes, the one that was made filled. */
    private static List<Map<String, Object>> choices(Map<String, String> names, JsonNode made) {
        return names.entrySet().stream().map(choice -> Map.<String, Object>of("box", choice.getKey().equals(made.asText()) ? "■" : "□", "name", choice.getValue())).toList();
    }

    private static Map<String, String> named(String... idsAndNames) {
        var names = new LinkedHashMap<String, String>();
        for (int i = 0; i < idsAndNames.length; i += 2) {
            names.put(idsAndNames[i], idsAndNames[i + 1]);
        }
        return names;
    }

    private static String read(String resource) {
        try (var in = ApplicationSheet.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
