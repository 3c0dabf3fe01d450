package org.jieshui.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Idempotency: the same key of the same person gets the first answer again, and nothing is done twice. Kept for a week. */
@Component(service = Requests.class)
public class Requests {

    private static final Duration KEPT = Duration.ofDays(7);
    private static final int LONGEST = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;

    @Activate
    public Requests(@Reference Database database) {
        this.database = database;
    }

    /** @param asked what is asked for, to tell that a key is used for something else. @param work runs in the transaction; its answer is a text or a number */
    <T> T once(long person, String key, String asked, Instant now, Class<T> type, Function<Handle, T> work) {
        return database.inTransaction(h -> {
            if (key == null) {
                return work.apply(h);
            }
            checked(key);
            h.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:key, :person))").bind("key", key).bind("person", person).mapTo(String.class).list();
            var known = known(h, person, key, asked, type);
            if (known.isPresent()) {
                return known.get();
            }
            var answer = work.apply(h);
            h.createUpdate("DELETE FROM metering.request WHERE at < :old").bind("old", MeterStore.utc(now.minus(KEPT))).execute();
            h.createUpdate("INSERT INTO metering.request (person, key, asked, answer, at) VALUES (:person, :key, :asked, :answer::jsonb, :at)").bind("person", person).bind("key", key).bind("asked", asked)
                    .bind("answer", json(answer)).bind("at", MeterStore.utc(now)).execute();
            return answer;
        });
    }

    /** The answer that this key got, if it was used before. */
    <T> Optional<T> known(long person, String key, String asked, Class<T> type) {
        if (key == null) {
            return Optional.empty();
        }
        checked(key);
        return database.read(h -> known(h, person, key, asked, type));
    }

    private static <T> Optional<T> known(Handle h, long person, String key, String asked, Class<T> type) {
        return h.createQuery("SELECT asked, answer FROM metering.request WHERE person = :person AND key = :key").bind("person", person).bind("key", key).map((rs, c) -> {
            if (!rs.getString("asked").equals(asked)) {
                throw Problem.of("metering/key-reused", 409, "这个 Idempotency-Key 已用于另一个操作，请换一个", "This Idempotency-Key was used for another action; use a new one").toException();
            }
            return read(rs.getString("answer"), type);
        }).findOne();
    }

    private static void checked(String key) {
        if (key.isBlank() || key.length() > LONGEST || key.indexOf('\0') >= 0) {
            throw ProblemException.invalid("/Idempotency-Key", "键应为 1 到 " + LONGEST + " 个字符", "The key has 1 to " + LONGEST + " characters");
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
