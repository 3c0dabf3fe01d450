package org.jieshui.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Counts failed logins per account and per source address. An attempt is counted before the password is looked at and taken back when it was right, so
 * that a thousand attempts at once get no more tries than five in a row. An account that does not exist locks like one that does.
 */
record LoginThrottle(int lockAfter, int failuresPerAddress, Duration lock) {

    /** @param until when a refused caller may try again; null: go ahead */
    record Verdict(Instant until, boolean address) {
        boolean refused() {
            return until != null;
        }
    }

    private record Counted(int failures, Instant locked) {}

    Verdict reserve(Handle h, String account, String address, Instant now) {
        var byAccount = count(h, accountKey(account), now);
        if (byAccount.locked != null || byAccount.failures > lockAfter) {
            return new Verdict(Optional.ofNullable(byAccount.locked).orElse(now.plus(lock)), false);
        }
        var byAddress = count(h, addressKey(address), now);
        if (byAddress.locked != null || byAddress.failures > failuresPerAddress) {
            takeBack(h, accountKey(account));
            return new Verdict(Optional.ofNullable(byAddress.locked).orElse(now.plus(lock)), true);
        }
        return new Verdict(null, false);
    }

    void failed(Handle h, String account, String address, Instant now) {
        lockIfFull(h, accountKey(account), lockAfter, now);
        lockIfFull(h, addressKey(address), failuresPerAddress, now);
    }

    void succeeded(Handle h, String account, String address) {
        unlock(h, account);
        takeBack(h, addressKey(address));
    }

    /** The attempt did not get as far as the password. */
    void cancelled(Handle h, String account, String address) {
        takeBack(h, accountKey(account));
        takeBack(h, addressKey(address));
    }

    void unlock(Handle h, String account) {
        h.createUpdate("DELETE FROM identity.login_throttle WHERE key = :key").bind("key", accountKey(account)).execute();
    }

    void purge(Handle h, Instant now) {
        h.createUpdate("DELETE FROM identity.login_throttle WHERE last < :before").bind("before", now.minus(lock.multipliedBy(4))).execute();
    }

    private Counted count(Handle h, byte[] key, Instant now) {
        return h.createQuery("""
                INSERT INTO identity.login_throttle AS t (key, failures, last) VALUES (:key, 1, :now)
                ON CONFLICT (key) DO UPDATE SET
                    failures = CASE WHEN t.locked <= :now OR t.last <= :since AND t.locked IS NULL THEN 1 ELSE t.failures + 1 END,
                    last = CASE WHEN t.locked > :now THEN t.last ELSE :now END,
                    locked = CASE WHEN t.locked > :now THEN t.locked END
                RETURNING failures, locked""")
                .bind("key", key).bind("now", now).bind("since", now.minus(lock))
                .map((rs, ctx) -> new Counted(rs.getInt("failures"), Sql.instant(rs, "locked"))).one();
    }

    private void lockIfFull(Handle h, byte[] key, int limit, Instant now) {
        h.createUpdate("UPDATE identity.login_throttle SET locked = :until WHERE key = :key AND failures >= :limit AND locked IS NULL")
                .bind("until", now.plus(lock)).bind("key", key).bind("limit", limit).execute();
    }

    private static void takeBack(Handle h, byte[] key) {
        h.createUpdate("UPDATE identity.login_throttle SET failures = greatest(0, failures - 1) WHERE key = :key").bind("key", key).execute();
    }

    static byte[] accountKey(String account) {
        return Tokens.sha256("account " + account.strip().toLowerCase(Locale.ROOT));
    }

    private static byte[] addressKey(String address) {
        return Tokens.sha256("address " + address);
    }
}
