package org.jieshui.agreements;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.platform.api.print.Yuan;

/** What the case says today for each placeholder; what it does not say is missing, and stays blank on the paper. */
final class Facts {

    private static final Map<String, String> USES = Map.of("domestic", "居民生活", "commercial", "商业服务", "industrial", "工业生产", "public", "公共机构", "other", "其他");

    /** A value that changed since it was drawn up; null: there was none, or is none any more. */
    public record Difference(String field, String was, String now) {}

    private Facts() {}

    /** @param forms the latest form of a task type */
    static Map<Placeholder, String> of(CaseInfo kase, Function<String, Optional<JsonNode>> forms, String company) {
        var facts = new EnumMap<Placeholder, String>(Placeholder.class);
        put(facts, Placeholder.CASE, kase.number());
        put(facts, Placeholder.COMPANY, company);
        put(facts, Placeholder.CUSTOMER, kase.customer());
        put(facts, Placeholder.CONTACT, kase.contact());
        put(facts, Placeholder.PHONE, kase.phone());
        put(facts, Placeholder.ADDRESS, kase.address());
        forms.apply("intake.application").ifPresent(form -> {
            put(facts, Placeholder.USE, USES.get(form.path("use").asText()));
            put(facts, Placeholder.VOLUME, number(form.path("dailyVolume")));
        });
        forms.apply("design.drawing").ifPresent(form -> {
            put(facts, Placeholder.PIPE, calibre(form.path("calibre").asText(null)));
            put(facts, Placeholder.LENGTH, number(form.path("length")));
            put(facts, Placeholder.METER_CALIBRE, calibre(form.path("meterCalibre").asText(null)));
        });
        put(facts, Placeholder.METER_CALIBRE, calibre(kase.facts().path("meterCalibre").asText(null)));
        put(facts, Placeholder.METER, kase.facts().path("meterSerial").asText(null));
        put(facts, Placeholder.CHOICE, kase.facts().path("feeChoice").asText(null));
        fee(kase).ifPresent(fee -> {
            put(facts, Placeholder.FEE, Yuan.grouped(fee));
            put(facts, Placeholder.FEE_IN_WORDS, Yuan.inWords(fee));
        });
        return facts;
    }

    /** What the customer accepted, in yuan. */
    static Optional<BigDecimal> fee(CaseInfo kase) {
        try {
            return Optional.ofNullable(kase.facts().path("fee").asText(null)).filter(s -> !s.isBlank()).map(BigDecimal::new);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** 2026年10月13日 */
    static String day(LocalDate day) {
        return day.getYear() + "年" + day.getMonthValue() + "月" + day.getDayOfMonth() + "日";
    }

    /** In which of these the case no longer says what was drawn up. */
    static List<Difference> differences(Map<Placeholder, String> drawn, Map<Placeholder, String> now, Collection<Placeholder> of) {
        var all = new ArrayList<Difference>();
        for (var p : of) {
            if (!p.own() && !Objects.equals(drawn.get(p), now.get(p))) {
                all.add(new Difference(p.zh(), drawn.get(p), now.get(p)));
            }
        }
        return all;
    }

    private static void put(Map<Placeholder, String> facts, Placeholder placeholder, String value) {
        if (value != null && !value.isBlank()) {
            facts.put(placeholder, value);
        }
    }

    private static String calibre(String value) {
        return value == null || value.isBlank() ? null : value.startsWith("DN") ? value : "DN" + value;
    }

    private static String number(JsonNode number) {
        return number.isNumber() ? number.decimalValue().stripTrailingZeros().toPlainString() : null;
    }
}
