package org.jieshui.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.RestSession;

/** Customer service at the counter: opens cases, comments, puts papers on file, claims and completes tasks. */
final class Client extends Clerk {

    private final String name;
    private final List<Long> cases;

    /** @param cases what all clients work on; each adds to it */
    Client(String name, RestSession session, long seed, Ledger ledger, List<Long> cases) {
        super(session, seed, ledger);
        this.name = name;
        this.cases = cases;
    }

    @Override
    void next() {
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
        var key = newKey();
        var file = new String(Work.PDF, StandardCharsets.US_ASCII).replaceFirst("\n", "\n%" + key + "\n").getBytes(StandardCharsets.US_ASCII);
        var answer = settle(session, key, "POST", "/api/documents?case=" + id + "&type=" + type, "application/pdf", file, Map.of("X-File-Name", "a.pdf"));
        if (answer.statusCode() != 201) {
            throw fault(answer);
        }
        var document = Integrator.tree(answer.body());
        ledger.stored(document.path("id").asLong(), sha256(file));
        ledger.acknowledged(key, new Ledger.Line("archive.stored", id, document.path("id").asText()));
    }

    private Optional<JsonNode> act(String path, String kind, long caseId, Map<String, ?> body) {
        var key = newKey();
        var done = ask(key, session, path, body);
        done.ifPresent(receipt -> {
            repeated += receipt.path("repeated").asBoolean() ? 1 : 0;
            ledger.acknowledged(key, new Ledger.Line(kind, caseId == 0 ? receipt.path("caseId").asLong() : caseId, receipt.path("entryId").asText()));
        });
        return done;
    }

    private long anyCase() {
        return any(new ArrayList<>(cases));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
