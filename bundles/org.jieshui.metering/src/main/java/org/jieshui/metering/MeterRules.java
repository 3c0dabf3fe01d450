package org.jieshui.metering;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/** What a meter's data have to be. */
final class MeterRules {

    static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);
    private static final BigDecimal MOST_Q3 = BigDecimal.valueOf(4000);
    private static final Pattern SERIAL = Pattern.compile("[A-Z0-9](?:[A-Z0-9./_-]{2,30})[A-Z0-9]");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0\\u200b-\\u200d\\u2060\\ufeff]+");
    private static final Pattern DAY = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?(?: 00:00(?::00)?)?");
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
    private static final Map<String, String> KINDS = Map.of("远传水表", "remote", "远传", "remote", "智能远传水表", "remote", "remote", "remote", "机械水表", "mechanical", "机械", "mechanical", "普通水表", "mechanical",
            "mechanical", "mechanical");

    private static final String SIZES = Meter.CALIBRES.stream().map(String::valueOf).collect(java.util.stream.Collectors.joining("、"));

    private MeterRules() {}

    /** One form for however it was typed: full-width signs made narrow, capital letters, no blanks. Empty for null. */
    static String serial(String typed) {
        return typed == null ? "" : BLANKS.matcher(Normalizer.normalize(typed, Normalizer.Form.NFKC)).replaceAll("").toUpperCase(Locale.ROOT);
    }

    static boolean isSerial(String serial) {
        return SERIAL.matcher(serial).matches();
    }

    /** Full-width signs made narrow, blanks at the ends gone; null when nothing is left. */
    static String plain(String text) {
        var plain = text == null ? "" : Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        return plain.isEmpty() ? null : plain;
    }

    static Optional<String> kind(String text) {
        return Optional.ofNullable(plain(text)).map(KINDS::get);
    }

    /** 2026-05-10, 2026/5/10, 2026.5.10, 2026年5月10日 or 20260510. */
    static Optional<LocalDate> day(String text) {
        var plain = plain(text);
        if (plain == null) {
            return Optional.empty();
        }
        var parts = DAY.matcher(plain);
        try {
            return Optional.of(parts.matches() ? LocalDate.of(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3))) : LocalDate.parse(plain, PLAIN));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** DN20, 20mm, 20. */
    static Optional<Integer> calibre(String text) {
        var plain = plain(text);
        var digits = plain == null ? "" : plain.toUpperCase(Locale.ROOT).replaceAll("^DN\\s*|\\s*MM$", "");
        return digits.matches("\\d{1,4}") && Meter.CALIBRES.contains(Integer.valueOf(digits)) ? Optional.of(Integer.valueOf(digits)) : Optional.empty();
    }

    /** @param pointer of the meter in what was sent; @param today no verification lies after it */
    static List<FieldError> check(Meter.New meter, LocalDate today, String pointer) {
        var faults = new ArrayList<FieldError>();
        if (!isSerial(meter.serial() == null ? "" : meter.serial())) {
            faults.add(fault(pointer + "/serial", "表号为 4–32 位字母、数字，可含 - . / _", "A serial number has 4–32 letters and digits, and may have - . / _"));
        }
        text(faults, pointer + "/batch", meter.batch(), 60, true, "批次", "batch");
        text(faults, pointer + "/manufacturer", meter.manufacturer(), 100, true, "厂家", "manufacturer");
        text(faults, pointer + "/certificate", meter.certificate(), 60, false, "检定证书号", "certificate");
        if (meter.calibre() == null || !Meter.CALIBRES.contains(meter.calibre())) {
            faults.add(fault(pointer + "/calibre", "填写公称口径，" + SIZES + " 之一", "Give a nominal calibre, one of " + SIZES));
        }
        if (meter.kind() == null || !Meter.KINDS.contains(meter.kind())) {
            faults.add(fault(pointer + "/kind", "填写“远传水表”或“机械水表”", "Give 远传水表 (remote) or 机械水表 (mechanical)"));
        }
        if (meter.q3() != null && (meter.q3().signum() <= 0 || meter.q3().compareTo(MOST_Q3) > 0 || meter.q3().stripTrailingZeros().scale() > 1)) {
            faults.add(fault(pointer + "/q3", "常用流量大于 0、不超过 4000 m³/h，最多一位小数", "The permanent flow rate is above 0 and at most 4000 m³/h, with one decimal at most"));
        }
        verification(faults, meter, today, pointer);
        return faults;
    }

    private static void verification(List<FieldError> faults, Meter.New meter, LocalDate today, String pointer) {
        var on = meter.verifiedOn();
        if (on == null || on.isBefore(EARLIEST) || on.isAfter(today)) {
            faults.add(fault(pointer + "/verifiedOn", "填写检定日期，如 2026-05-10，不晚于今天", "Give the day of verification, such as 2026-05-10, today at the latest"));
        } else if (meter.calibre() != null && meter.validUntil() != null) {
            var last = Verification.until(on, meter.calibre(), meter.q3());
            if (meter.validUntil().isBefore(on) || meter.validUntil().isAfter(last)) {
                faults.add(fault(pointer + "/validUntil", "有效期在检定日期之后，按 JJG 162 不晚于 " + last, "The validity ends after the verification, and by JJG 162 on " + last + " at the latest"));
            }
        }
    }

    private static void text(List<FieldError> faults, String pointer, String text, int most, boolean needed, String zh, String en) {
        if (text == null ? needed : text.isBlank() || text.codePointCount(0, text.length()) > most || text.chars().anyMatch(c -> Character.isISOControl(c)) || "=+@\uFF1D\uFF0B\uFF20".indexOf(text.charAt(0)) >= 0) {
            faults.add(fault(pointer, "填写" + zh + "，不超过 " + most + " 字，不以 = + @ 开头", "Give the " + en + ", at most " + most + " characters, not beginning with = + @"));
        }
    }

    static FieldError fault(String pointer, String zh, String en) {
        return new FieldError(pointer, Text.of(zh, en));
    }
}
