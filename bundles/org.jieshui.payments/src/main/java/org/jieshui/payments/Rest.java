package org.jieshui.payments;

import jakarta.ws.rs.core.SecurityContext;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.ProblemException;

/** What the resources share. */
final class Rest {

    static final String READ = "payments.read";
    static final String BOOKS = "payments.books";
    static final String WORK = "payments.work";
    static final String APPROVE = "payments.approve";
    private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);

    private Rest() {}

    static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }

    static <T> T body(T body) {
        if (body == null) {
            throw ProblemException.invalid("", "应为一个对象", "Should be an object");
        }
        return body;
    }

    static String blank(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** @return as it was sent */
    static String text(String pointer, String value, int longest, String zh, String en) {
        var text = value == null || value.isBlank() ? null : value;
        if (text == null || text.codePointCount(0, text.length()) > longest) {
            throw ProblemException.invalid(pointer, zh + "，不超过 " + longest + " 字", en + ", at most " + longest + " characters");
        }
        return text;
    }

    static String optional(String pointer, String value, int longest) {
        return blank(value) == null ? null : text(pointer, value, longest, "写短些", "Make it shorter");
    }

    static BigDecimal sum(String pointer, String value) {
        return Money.of(blank(value)).orElseThrow(() -> ProblemException.invalid(pointer, "填写大于 0 的金额，最多两位小数，不带千分号", "Give a sum above nothing with at most two decimals and no separators"));
    }

    /** A day that is not after today. */
    static LocalDate day(String pointer, String value, LocalDate today) {
        try {
            var day = LocalDate.parse(String.valueOf(blank(value)));
            if (!day.isAfter(today) && !day.isBefore(FIRST)) {
                return day;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw ProblemException.invalid(pointer, "填写日期，如 2026-10-13，不晚于今天", "Give a day such as 2026-10-13, not after today");
    }

    static LocalDate dayOrNull(String pointer, String value) {
        try {
            return blank(value) == null ? null : LocalDate.parse(blank(value));
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(pointer, "日期写成 2026-10-13 的样子", "Write the day like 2026-10-13");
        }
    }

    static Long place(String after) {
        try {
            return blank(after) == null ? null : Long.valueOf(after);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("/after", "翻页标记不对，请从第一页重来", "That is no place in this list; start at the first page");
        }
    }

    /** A bank account as lists show it: its last four characters, of a short one none. The whole one is shown of one record, with a trace (architecture, rule 9). */
    static String masked(String account) {
        if (account == null) {
            return null;
        }
        var plain = account.replaceAll("\\s", "");
        return plain.length() < 8 ? "****" : "****" + plain.substring(plain.length() - 4);
    }

    static String name(Map<Long, Directory.Person> people, Long id) {
        return id == null || !people.containsKey(id) ? null : people.get(id).name();
    }

    /** Every writing that books something takes a key, so that a repetition after a lost answer books nothing twice. */
    static String key(String key) {
        if (key == null || key.isBlank() || key.length() > 100) {
            throw ProblemException.invalid("/Idempotency-Key", "带上 Idempotency-Key：1 到 100 个字符，重发时用同一个", "Send an Idempotency-Key of 1 to 100 characters, the same one when you send it again");
        }
        return key;
    }

    static String digest(Object... request) {
        var text = new StringBuilder();
        for (var part : request) {
            var one = String.valueOf(part);
            text.append(one.length()).append(':').append(one);
        }
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** @param work does it and remembers the key in its transaction; of two at the same moment one finds what the other did */
    static long once(PaymentsStore store, Actor actor, String key, String digest, LongSupplier work) {
        var before = store.done(actor.id(), key, digest);
        if (before.isPresent()) {
            return before.get();
        }
        try {
            return work.getAsLong();
        } catch (RuntimeException e) {
            // whatever this one ran into: when another did the same under this key meanwhile, its result is the answer
            return store.done(actor.id(), key, digest).orElseThrow(() -> e);
        }
    }
}
