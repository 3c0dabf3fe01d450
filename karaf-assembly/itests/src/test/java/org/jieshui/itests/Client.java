package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.RestSession;

/**
 * Works without a pause while things are killed around it. Every action has a key; when no answer comes, or one that says “later”, it is sent again with the
 * same key until it is settled: acknowledged, and written down, or refused.
 */
final class Client implements Callable<Void> {

    private static final Set<String> JSON_TYPES = Set.of("application/json", "application/problem+json");

    private final String name;
    private final RestSession session;
    private final Random random;
    private final Ledger ledger;
    private final List<Long> cases;
    private volatile boolean enough;
    private int settled;
    private volatile int repeated;

    /** @param cases what all clients work on; each adds to it */
    Client(String name, RestSession session, long seed, Ledger ledger, List<Long> cases) {
        this.name = name;
        this.session = session;
        this.random = new Random(seed);
        this.ledger = ledger;
        this.cases = cases;
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
            int dice = random.nextInt(100);
            if (cases.isEmpty() || dice < 6) {
                open();
            } else if (dice < 40) {
                comment();
            } else if (dice < 60) {
                upload();
            } else {
                work();
            }
            settled++;
        }
        return null;
    }

    private void open() {
        act("/api/cases", "case.opened", 0, Map.of("process", "single-meter", "origin", "application", "customer", name + " 第" + settled + "户", "address", "历下区旅游路 " + settled + " 号", "district", "lixia"))
                .ifPresent(receipt -> cases.add(receipt.path("caseId").asLong()));
    }

    private void comment() {
        long id = anyCase();
        act("/api/cases/" + id + "/comment", "case.commented", id, Map.of("text", "第" + settled + "次回访"));
    }

    /** Claims, gives back or completes whatever is open: often the same as another client. */
    private void work() {
        long id = anyCase();
        var open = StreamSupport.stream(read("/api/cases/" + id).path("tasks").spliterator(), false).filter(task -> task.path("state").asText().equals("open"))
                .filter(task -> List.of("intake.accept", "intake.steward", "intake.forward").contains(task.path("type").asText())).toList();
        if (open.isEmpty()) {
            return;
        }
        var task = open.get(random.nextInt(open.size()));
        var path = "/api/tasks/" + task.path("id").asLong();
        switch (random.nextInt(4)) {
            case 0 -> act(path + "/claim", "task.claimed", id, Map.of());
            case 1 -> act(path + "/release", "task.released", id, Map.of());
            default -> act(path + "/complete", "task.completed", id, Map.of("form", form(task)));
        }
    }

    private JsonNode form(JsonNode task) {
        var type = task.path("type").asText();
        return type.equals("intake.steward") ? read("/api/tasks/" + task.path("id").asLong()).path("data") : Forms.example(type);
    }

    /** A file is its own key: what the case already has is answered with what is there. */
    private void upload() {
        long id = anyCase();
        var type = random.nextBoolean() ? "survey-record" : "application";
        var key = UUID.randomUUID().toString();
        var file = new String(Work.PDF, StandardCharsets.US_ASCII).replaceFirst("\n", "\n%" + key + "\n").getBytes(StandardCharsets.US_ASCII);
        var answer = settle(key, "POST", "/api/documents?case=" + id + "&type=" + type, "application/pdf", file, Map.of("X-File-Name", "a.pdf"));
        if (answer.statusCode() != 201) {
            throw fault(answer);
        }
        var document = Integrator.tree(answer.body());
        ledger.stored(document.path("id").asLong(), sha256(file));
        ledger.acknowledged(key, new Ledger.Line("archive.stored", id, document.path("id").asText()));
    }

    /** An action; nothing when others were quicker, which is as good an answer as any. */
    private Optional<JsonNode> act(String path, String kind, long caseId, Map<String, ?> body) {
        var key = UUID.randomUUID().toString();
        var answer = settle(key, "POST", path, "application/json", bytes(body), Map.of());
        if (answer.statusCode() == 409) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw fault(answer);
        }
        var receipt = Integrator.tree(answer.body());
        repeated += receipt.path("repeated").asBoolean() ? 1 : 0;
        ledger.acknowledged(key, new Ledger.Line(kind, caseId == 0 ? receipt.path("caseId").asLong() : caseId, receipt.path("entryId").asText()));
        return Optional.of(receipt);
    }

    private JsonNode read(String path) {
        var answer = settle(UUID.randomUUID().toString(), "GET", path, "application/json", null, Map.of());
        if (answer.statusCode() != 200) {
            throw fault(answer);
        }
        return Integrator.tree(answer.body());
    }

    private static AssertionError fault(HttpResponse<String> answer) {
        return new AssertionError(answer.request().method() + " " + answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }

    /** Sends until somebody who can tell has answered: not the connection's end, not “later”, not a web server whose platform is still being put up behind it. */
    private HttpResponse<String> settle(String key, String method, String path, String type, byte[] body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("Idempotency-Key", key);
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (true) {
            var last = "";
            try {
                var answer = session.send(method, path, type, body, all);
                if (answer.statusCode() != 503 && JSON_TYPES.contains(answer.headers().firstValue("Content-Type").orElse("").split(";")[0])) {
                    return answer;
                }
                last = answer.statusCode() + " " + answer.body();
            } catch (UncheckedIOException e) {
                last = e.toString(); // nobody knows whether it was done
            }
            if (System.nanoTime() > patience) {
                throw new AssertionError(method + " " + path + " was not served for 4 minutes, last " + last);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private long anyCase() {
        var known = new ArrayList<>(cases);
        return known.get(random.nextInt(known.size()));
    }

    private static byte[] bytes(Object body) {
        return Integrator.JSON.valueToTree(body).toString().getBytes(StandardCharsets.UTF_8);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
