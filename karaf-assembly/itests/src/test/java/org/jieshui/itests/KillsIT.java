package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.Distribution.Outcome;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Kill -9 of the platform, of PostgreSQL and of both, under load and while they still recover from the one before: what was acknowledged is in the journal,
 * once, and nothing else is; the books add up, and every meter is with the case that was told so. A killed PostgreSQL comes back by itself; a killed platform is started again as its operator would.
 */
@ExtendWith(Shared.class)
class KillsIT {

    private static final int CLIENTS = 6;
    /** So many cases owe deposits, and so many wait for a meter. */
    private static final int CASES = 2;
    /** Most are PostgreSQL's: the platform must live through those. A start takes longer than a recovery. */
    private static final Map<Victim, Integer> KILLS = new EnumMap<>(Map.of(Victim.POSTGRES, 16, Victim.PLATFORM, 2, Victim.BOTH, 2));
    /** One in so many comes before the one before it is recovered from. */
    private static final int SOON = 4;
    private static final int SOON_MILLIS = 3000;
    /** At most so many actions are acknowledged between two kills. */
    private static final int BETWEEN = 40;
    /** What the department notes in the same transaction when a task of this key is completed. */
    private static final Map<String, String> BESIDE = Map.of("accept", "intake.accepted", "forward", "intake.forwarded");

    private enum Victim {
        PLATFORM, POSTGRES, BOTH
    }

    private final Ledger ledger = new Ledger();
    private final List<Long> cases = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Clerk> clients = new ArrayList<>();
    private final Till till = new Till();
    private final List<Long> owing = new ArrayList<>();
    private final List<Long> waiting = new ArrayList<>();
    private final List<Future<Void>> working = new ArrayList<>();

    @Test
    void whatWasAcknowledgedIsInTheJournalOnce(Distribution platform) throws Exception {
        long seed = Long.getLong("kills.seed", System.nanoTime());
        long began = System.nanoTime();
        var random = new Random(seed);
        var run = "压测" + Long.toHexString(seed);
        var victims = new ArrayList<Victim>();
        KILLS.forEach((victim, times) -> victims.addAll(Collections.nCopies(times, victim)));
        Collections.shuffle(victims, random);
        System.out.println("KillsIT: seed " + seed + " (-Dkills.seed to repeat), " + victims);

        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(run + "-" + i, platform.signIn(i % 2 == 0 ? "zhoumin" : "sunlihua"), random.nextLong(), ledger, cases));
        }
        var sessions = new HashMap<String, RestSession>();
        Function<String, RestSession> people = account -> sessions.computeIfAbsent(account, platform::signIn); // whoever signs in often is signed out where he was first
        var money = "K" + Long.toHexString(seed);
        for (int i = 0; i < CASES; i++) {
            owing.add(open(people));
            waiting.add(atTheMeter(people));
        }
        for (int i = 0; i < 2; i++) {
            clients.add(new Cashier(money + "-" + i, people.apply("caixiuying"), people.apply("dujuan"), random.nextLong(), ledger, till, owing));
        }
        var water = new Work(people);
        long photo = SingleMeterIT.toWater(water);
        for (int i = 0; i < 2; i++) {
            clients.add(new Keeper(people.apply("yuanmei"), people.apply("xuting"), random.nextLong(), ledger, waiting, water.id(), photo));
        }
        var metered = Stream.concat(waiting.stream(), Stream.of(water.id())).toList();
        var reader = people.apply("zhoumin");
        var marketing = people.apply("yuanmei");
        platform.awaitSampleCases();
        var entries = Counted.entries(reader, metered);
        var stock = marketing.get("/api/metering/meters/summary");
        System.out.println("KillsIT: prepared after " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
        clients.forEach(client -> working.add(threads.submit(client)));
        try {
            for (var victim : victims) {
                if (random.nextInt(SOON) == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(SOON_MILLIS)));
                } else {
                    work(1 + random.nextInt(BETWEEN));
                }
                kill(platform, victim);
            }
            work(BETWEEN);
        } finally {
            clients.forEach(Clerk::enough);
            threads.shutdown();
        }
        for (var client : working) {
            client.get(5, TimeUnit.MINUTES);
        }
        platform.awaitDepartments();
        System.out.println("KillsIT: " + ledger.size() + " acknowledged actions on " + cases.size() + " cases; " + clients.stream().mapToInt(Clerk::repeated).sum()
                + " had been done when their answer was lost");
        assertThat(all(reader, "/api/cases?q=" + run + "&limit=200").stream().map(row -> row.path("id").asLong()))
                .as("every case that was opened, and no other").containsExactlyInAnyOrderElementsOf(cases);
        journalEquals(ledger, cases, reader);
        Counted.journal(reader, ledger, owing, "payments", Set.of());
        Counted.books(people.apply("caixiuying"), till, owing, money);
        Counted.journal(reader, ledger, metered, "metering", entries);
        Counted.journal(reader, ledger, List.of(water.id()), "task", entries);
        Counted.hung(reader, ledger, water.id(), entries);
        Counted.meters(marketing, ledger, metered, stock);
    }

    private static long open(Function<String, RestSession> people) {
        return new Work(people).open(Map.of("process", "single-meter", "origin", "application", "customer", "某公司", "address", "历下区旅游路 1 号", "district", "lixia"));
    }

    /** Marketing has said which meter it will be. */
    private static long atTheMeter(Function<String, RestSession> people) {
        var work = new Work(people);
        work.open(Map.of("process", "single-meter", "origin", "application", "customer", "某公司", "address", "历下区旅游路 2 号", "district", "lixia"));
        work.complete("accept");
        work.complete("steward", work.proposed("steward"));
        work.complete("forward");
        work.complete("appointment", work.appointment());
        work.complete("survey-marketing");
        return work.id();
    }

    private void work(int actions) throws Exception {
        int until = ledger.size() + actions;
        await(actions + " more actions are acknowledged", () -> ledger.size() >= until || working.stream().anyMatch(Future::isDone));
        for (var client : working) {
            if (client.isDone()) {
                client.get(); // throws what went wrong
            }
        }
    }

    // ---- killing

    private Future<Outcome> start;

    private void kill(Distribution platform, Victim victim) throws Exception {
        var platformProcess = victim == Victim.POSTGRES ? null : living(platform::process);
        var postmaster = victim == Victim.PLATFORM ? null : living(platform::postmaster);
        if (platformProcess == null) {
            Distribution.kill(postmaster);
            return;
        }
        if (postmaster == null) {
            Distribution.kill(platformProcess);
        } else {
            Distribution.kill(platformProcess, postmaster);
        }
        if (start != null) {
            start.get(); // it may have ended well before the kill, or not
        }
        start = threads.submit(() -> platform.operator("run", "--sample", "--background"));
    }

    /** The process, as soon as there is one: an earlier kill may not be recovered from. */
    private static ProcessHandle living(Supplier<ProcessHandle> process) {
        var found = new ProcessHandle[1];
        await("there is something to kill", () -> {
            try {
                found[0] = process.get();
                return found[0].isAlive();
            } catch (RuntimeException e) {
                return false; // no file, half a file, or a number of nobody
            }
        });
        return found[0];
    }

    // ---- comparing

    /** Whatever the clients were acknowledged is in the journal of their cases once, and nothing else. */
    static void journalEquals(Ledger ledger, List<Long> cases, RestSession reader) {
        var told = ledger.lines().stream().collect(Collectors.groupingBy(Ledger.Line::caseId));
        cases.parallelStream().forEach(id -> journalEquals(told.getOrDefault(id, List.of()), ledger.documents(), id, reader));
    }

    private static void journalEquals(List<Ledger.Line> told, Map<Long, String> documents, long id, RestSession reader) {
        var journal = all(reader, "/api/cases/" + id + "/timeline?limit=200");
        assertThat(journal.stream().map(entry -> entry.path("seq").asInt()).sorted()).as("no entry of case %s is missing in between", id)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, journal.size()).boxed().toList());
        assertThat(journal.stream().filter(entry -> !BESIDE.containsValue(kind(entry))).map(entry -> line(id, entry)))
                .as("the journal of case %s is what its clients wrote down", id).containsExactlyInAnyOrderElementsOf(told);
        BESIDE.forEach((task, own) -> assertThat(tasks(journal.stream().filter(entry -> kind(entry).equals(own)))).as("%s beside each completion of %s, case %s", own, task, id)
                .containsExactlyInAnyOrderElementsOf(tasks(journal.stream().filter(entry -> kind(entry).equals("task.completed") && entry.path("data").path("key").asText().equals(task)))));
        noTaskTwice(reader.get("/api/cases/" + id));
        documentsAreWhole(told, documents, reader, id);
    }

    private static String kind(JsonNode entry) {
        return entry.path("kind").asText();
    }

    private static List<Long> tasks(Stream<JsonNode> entries) {
        return entries.map(entry -> entry.path("taskId").asLong()).toList();
    }

    private static Ledger.Line line(long caseId, JsonNode entry) {
        var kind = kind(entry);
        return new Ledger.Line(kind, caseId, kind.equals("archive.stored") ? entry.path("data").path("document").asText() : entry.path("id").asText());
    }

    private static void noTaskTwice(JsonNode view) {
        var seen = new HashSet<String>();
        for (var task : view.path("tasks")) {
            assertThat(seen.add(task.path("key").asText() + "/" + task.path("round").asText())).as("%s of case %s is there once", task.path("key"), task.path("caseId")).isTrue();
        }
    }

    private static void documentsAreWhole(List<Ledger.Line> told, Map<Long, String> documents, RestSession reader, long id) {
        var stored = reader.get("/api/documents?case=" + id);
        assertThat(stored).as("documents of case %s", id).hasSize((int) told.stream().filter(line -> line.kind().equals("archive.stored")).count());
        for (var document : stored) {
            var path = "/api/documents/" + document.path("id").asLong() + "/content";
            var content = reader.send("GET", path, "application/json", null, Map.of()).body();
            assertThat(document.path("sha256").asText()).isEqualTo(documents.get(document.path("id").asLong()));
            assertThat(Client.sha256(content.getBytes(java.nio.charset.StandardCharsets.US_ASCII))).as(path).isEqualTo(document.path("sha256").asText());
        }
    }

    /** All pages of a list. */
    static List<JsonNode> all(RestSession reader, String path) {
        var items = new ArrayList<JsonNode>();
        var next = "";
        do {
            var page = reader.get(path + (next.isEmpty() ? "" : "&after=" + next));
            StreamSupport.stream(page.path("items").spliterator(), false).forEach(items::add);
            next = page.path("next").isNull() ? "" : page.path("next").asText();
        } while (!next.isEmpty());
        return items;
    }
}
