package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jieshui.karaf.harness.RestSession;

/**
 * Works without a pause while things are killed around it. Every action has a key; when no answer comes, or one that says “later”, it is sent again with the
 * same key until it is settled: acknowledged, and written down, or refused.
 */
abstract class Clerk implements Callable<Void> {

    private static final Set<String> JSON_TYPES = Set.of("application/json", "application/problem+json");

    final RestSession session;
    final Random random;
    final Ledger ledger;
    int settled;
    /** How often the last request was sent before it was settled. */
    int sent;
    volatile int repeated;
    /** What was answered, or not, before a request was settled. */
    final Queue<String> setbacks = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    Clerk(RestSession session, long seed, Ledger ledger) {
        this.session = session;
        this.random = new Random(seed);
        this.ledger = ledger;
    }

    void enough() {
        enough = true;
    }

    /** How often the answer had been lost though the action was done. */
    int repeated() {
        return repeated;
    }

    @Override
    public Void call() {
        while (!enough) {
            next();
            settled++;
        }
        return null;
    }

    /** One thing of those that it does. */
    abstract void next();

    /** An action; nothing when others were quicker, which is as good an answer as any. */
    Optional<JsonNode> ask(String key, RestSession who, String path, Map<String, ?> body) {
        var answer = settle(who, key, "POST", path, "application/json", bytes(body), Map.of());
        if (answer.statusCode() == 409) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw fault(answer);
        }
        return Optional.of(Integrator.tree(answer.body()));
    }

    JsonNode read(String path) {
        var answer = settle(session, UUID.randomUUID().toString(), "GET", path, "application/json", null, Map.of());
        if (answer.statusCode() != 200) {
            throw fault(answer);
        }
        return Integrator.tree(answer.body());
    }

    static AssertionError fault(HttpResponse<String> answer) {
        return new AssertionError(answer.request().method() + " " + answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }

    /** Sends until somebody who can tell has answered: not the connection's end, not “later”, not a web server whose platform is still being put up behind it. */
    HttpResponse<String> settle(RestSession who, String key, String method, String path, String type, byte[] body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("Idempotency-Key", key);
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(7); // longer than a start may take where others build
        for (sent = 1; true; sent++) {
            var last = "";
            try {
                var answer = who.send(method, path, type, body, all);
                if (answer.statusCode() != 503 && JSON_TYPES.contains(answer.headers().firstValue("Content-Type").orElse("").split(";")[0])) {
                    return answer;
                }
                last = answer.statusCode() + " " + answer.body();
            } catch (UncheckedIOException e) {
                last = e.toString(); // nobody knows whether it was done
            }
            setbacks.add(method + " " + path + ": " + last);
            if (System.nanoTime() > patience) {
                throw new AssertionError(method + " " + path + " was not served for 7 minutes, last " + last);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    static byte[] bytes(Object body) {
        return Integrator.JSON.valueToTree(body).toString().getBytes(StandardCharsets.UTF_8);
    }
}
