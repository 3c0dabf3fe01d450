package org.jieshui.construction;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Idempotency: under the same key of the same person nothing is done twice. Kept for a week; of what was asked, a digest. */
@Component(service = Requests.class)
public class Requests {

    private static final Duration KEPT = Duration.ofDays(7);
    private static final int LONGEST = 100;

    /** @param key null: the caller does not mind doing it twice. @param digest of what is asked for, to tell that a key is used for something else */
    record Asked(Actor actor, String key, String digest) {}

    /** @param answer document of a photo, otherwise null */
    record Known(Long answer) {}

    /** Carries the first answer out of a transaction that is to change nothing. */
    private static final class Repeated extends RuntimeException {

        private final transient Known known;

        Repeated(Known known) {
            super(null, null, false, false);
            this.known = known;
        }
    }

    private final Database database;

    @Activate
    public Requests(@Reference Database database) {
        this.database = database;
    }

    static Asked asked(Actor actor, String key, Object... what) {
        if (key != null && (key.isBlank() || key.length() > LONGEST || key.indexOf('\0') >= 0)) {
            throw ProblemException.invalid("/Idempotency-Key", "键应为 1 到 " + LONGEST + " 个字符", "The key has 1 to " + LONGEST + " characters");
        }
        return new Asked(actor, key, HexFormat.of().formatHex(sha256().digest(Arrays.deepToString(what).getBytes(StandardCharsets.UTF_8))));
    }

    /** SHA-256 of a file, in hexadecimal digits as the archive writes it. */
    static String digest(InputStream file) throws IOException {
        var in = new DigestInputStream(file, sha256());
        in.transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }

    /** Whether the key was used, whatever for. */
    boolean used(Asked asked) {
        return asked.key() != null && database.read(h -> h.createQuery("SELECT 1 FROM construction.request WHERE person = :person AND key = :key").bind("person", asked.actor().id()).bind("key", asked.key())
                .mapTo(Integer.class).findOne()).isPresent();
    }

    /** What was done under this key before. */
    Optional<Known> known(Asked asked) {
        return asked.key() == null ? Optional.empty() : database.read(h -> known(h, asked));
    }

    /** As {@link Cases#act}, unless it was done before: then nothing changes. @return the answer, of the first time */
    Long once(Cases cases, Asked asked, long caseId, String kind, Cases.Act<Long> work) {
        try {
            return cases.act(asked.actor(), caseId, kind, act -> {
                if (asked.key() == null) {
                    return work.run(act);
                }
                database.transact(h -> {
                    // waits for another request under this key to end
                    boolean first = h.createUpdate("INSERT INTO construction.request (person, key, asked, at) VALUES (:person, :key, :asked, :at) ON CONFLICT DO NOTHING")
                            .bind("person", asked.actor().id()).bind("key", asked.key()).bind("asked", asked.digest()).bind("at", Rows.utc(act.now())).execute() == 1;
                    if (!first) {
                        throw new Repeated(known(h, asked).orElseThrow());
                    }
                    h.createUpdate("DELETE FROM construction.request WHERE at < :old").bind("old", Rows.utc(act.now().minus(KEPT))).execute();
                });
                var answer = work.run(act);
                database.transact(h -> h.createUpdate("UPDATE construction.request SET answer = :answer WHERE person = :person AND key = :key")
                        .bind("answer", answer).bind("person", asked.actor().id()).bind("key", asked.key()).execute());
                return answer;
            });
        } catch (Repeated repeated) {
            return repeated.known.answer();
        }
    }

    private static Optional<Known> known(Handle h, Asked asked) {
        return h.createQuery("SELECT asked, answer FROM construction.request WHERE person = :person AND key = :key").bind("person", asked.actor().id()).bind("key", asked.key()).map((rs, c) -> {
            if (!rs.getString("asked").equals(asked.digest())) {
                throw Problem.of("construction/key-reused", 409, "这个 Idempotency-Key 已用于另一个操作，请换一个", "This Idempotency-Key was used for another action; use a new one").toException();
            }
            return new Known(rs.getObject("answer", Long.class));
        }).findOne();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
