package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Kill -9 of the platform, of PostgreSQL, of both, in turn and under load: what was acknowledged is in the journal, once; nothing else is. A killed
 * PostgreSQL comes back by itself. {@code -Dkills=20} for the full run, {@code -Dkills.seed=…} to repeat one.
 */
@ExtendWith(Shared.class)
class KillsIT {

    private static final int CLIENTS = 6;
    /** Actions settled between two kills: the load is at full speed again. */
    private static final int BETWEEN = 60;

    private final Ledger ledger = new Ledger();
    private final List<Long> cases = new CopyOnWriteArrayList<>();

    @Test
    void whatWasAcknowledgedIsInTheJournalOnce(Distribution platform) throws Exception {
        int kills = Integer.getInteger("kills", 4);
        var given = System.getProperty("kills.seed", "");
        long seed = given.isBlank() ? new Random().nextLong() : Long.parseLong(given);
        System.out.println("KillsIT: " + kills + " kills, seed " + seed);
        var random = new Random(seed);
        var run = "压测" + Long.toHexString(seed);

        var threads = Executors.newFixedThreadPool(CLIENTS);
        var clients = new ArrayList<Client>();
        var working = new ArrayList<Future<Void>>();
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Client(run + "-" + i, platform.signIn(i % 2 == 0 ? "zhoumin" : "sunlihua"), random.nextLong(), ledger, cases);
            clients.add(client);
            working.add(threads.submit(client));
        }
        try {
            for (int i = 0; i < kills; i++) {
                work(BETWEEN + random.nextInt(BETWEEN), working);
                kill(platform, i % 3);
            }
            work(BETWEEN, working);
        } finally {
            clients.forEach(Client::enough);
            threads.shutdown();
        }
        for (var client : working) {
            client.get(10, TimeUnit.MINUTES);
        }
        System.out.println("KillsIT: " + ledger.size() + " acknowledged actions on " + cases.size() + " cases");
        journalEqualsLedger(platform.signIn("zhoumin"), run);
    }

    private void work(int actions, List<Future<Void>> working) throws Exception {
        int until = ledger.size() + actions;
        await(actions + " more actions are acknowledged", () -> ledger.size() >= until || working.stream().anyMatch(Future::isDone));
        for (var client : working) {
            if (client.isDone()) {
                client.get(); // throws what went wrong
            }
        }
    }

    private static void kill(Distribution platform, int what) {
        switch (what) {
            case 0 -> {
                platform.kill();
                platform.start();
            }
            case 1 -> {
                Distribution.kill(platform.postmaster());
                await("the platform starts its database again by itself", () -> platform.status("/health/ready") == 200);
            }
            default -> {
                Distribution.kill(platform.process(), platform.postmaster());
                platform.start();
            }
        }
    }

    private void journalEqualsLedger(RestSession reader, String run) {
        assertThat(all(reader, "/api/cases?q=" + run + "&limit=200").stream().map(row -> row.path("id").asLong()))
                .as("every case that was opened, and no other").containsExactlyInAnyOrderElementsOf(cases);
        for (long id : cases) {
            var journal = all(reader, "/api/cases/" + id + "/timeline?limit=200");
            assertThat(journal.stream().map(entry -> entry.path("seq").asInt()).sorted()).as("no entry of case %s is missing in between", id)
                    .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(1, journal.size()).boxed().toList());
            assertThat(journal.stream().map(KillsIT::line)).as("the journal of case %s is what its clients wrote down", id)
                    .containsExactlyInAnyOrderElementsOf(ledger.lines().stream().filter(line -> line.caseId() == id).map(KillsIT::comparable).toList());
            noTaskTwice(reader.get("/api/cases/" + id));
            documentsAreWhole(reader, id);
        }
    }

    private static String line(JsonNode entry) {
        var data = entry.path("data");
        return switch (entry.path("kind").asText()) {
            case "archive.stored" -> "archive.stored document " + data.path("document").asText();
            case "case.commented" -> "case.commented " + entry.path("id").asText() + " " + data.path("text").asText();
            default -> entry.path("kind").asText() + " " + entry.path("id").asText();
        };
    }

    private static String comparable(Ledger.Line line) {
        return switch (line.what()) {
            case "archive.stored" -> "archive.stored document " + line.proof();
            case "case.commented" -> "case.commented " + line.entry() + " " + line.proof();
            default -> line.what() + " " + line.entry();
        };
    }

    private static void noTaskTwice(JsonNode view) {
        var seen = new HashSet<String>();
        for (var task : view.path("tasks")) {
            assertThat(seen.add(task.path("key").asText() + "/" + task.path("round").asText())).as("%s of case %s is there once", task.path("key"), task.path("caseId")).isTrue();
        }
    }

    private void documentsAreWhole(RestSession reader, long id) {
        for (var document : reader.get("/api/documents?case=" + id)) {
            var path = "/api/documents/" + document.path("id").asLong() + "/content";
            var content = reader.send("GET", path, "application/json", null, Map.of()).body();
            assertThat(document.path("sha256").asText()).isEqualTo(ledger.documents().get(document.path("id").asLong()));
            assertThat(Client.sha256(content.getBytes(java.nio.charset.StandardCharsets.US_ASCII))).as(path).isEqualTo(document.path("sha256").asText());
        }
    }

    /** All pages of a list. */
    private static List<JsonNode> all(RestSession reader, String path) {
        var items = new ArrayList<JsonNode>();
        var next = "";
        do {
            var page = reader.get(path + (next.isEmpty() ? "" : "&after=" + next));
            StreamSupport.stream(page.path("items").spliterator(), false).forEach(items::add);
            next = page.path("next").asText("").equals("null") ? "" : page.path("next").asText("");
        } while (!next.isEmpty());
        return items;
    }
}
