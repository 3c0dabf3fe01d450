package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.karaf.harness.Distribution.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jieshui.itests.probe.Probe;
import org.jieshui.karaf.harness.Distribution;
import org.jieshui.karaf.harness.RestSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Constants;

/**
 * One department is updated again and again on two nodes while people complete its tasks, read its pages and send large files; and while the platform is killed. Short here;
 * {@code -Dupdates=100 -Dkills=20 -Dnodes.options=-XX:TieredStopAtLevel=1} is the whole of it (docs/operations). That option: the virtual machine keeps no profiles then, which would be in
 * the metaspace and grow as code warms up, and the metaspace tells of classes alone.
 */
@TestMethodOrder(OrderAnnotation.class)
@ExtendWith(Gated.class)
class UpdatesIT {

    private static final int UPDATES = Integer.getInteger("updates", 1);
    private static final int KILLS = Integer.getInteger("kills", 0);
    private static final int CLIENTS = 8;
    private static final int READERS = 4;
    private static final int LARGE = 50 * 1024 * 1024;
    /** What the platform holds is told after each so many updates; the last time is compared with the first. */
    private static final int EVERY = 10;
    /** What is done before the first update, so that classes and profiles of most that is done after it are there. */
    private static final int WARM_ACTIONS = 15_000;
    /** What the gate's log says at the boundaries of an update. */
    private static final List<String> PHASES = KILLS > 0 ? List.of("is installed", "may begin", "is started", "is healthy", "has taken over", "runs, deployment") : List.of("has taken over");
    private static final double MOST_LONGER = 3;
    private static final String MODULE = "intake";

    /** @param at when it was sent. @param took both of {@link System#nanoTime} */
    private record Request(long at, long took) {}

    private static Distribution first;
    private static Distribution second;
    private static Signed signed;
    private static Path shipped;
    private static List<Integer> probes;
    private static int database;
    private static int version = 100;

    @BeforeAll
    static void start(Gated.Nodes nodes) throws IOException {
        first = nodes.first();
        signed = nodes.signed();
        probes = nodes.probes();
        shipped = nodes.shipped(MODULE);
        first.configure("org.jieshui.deploy.cfg", "watchSeconds", "1");
        first.awaitSampleCases();
        second = nodes.second();
        database = nodes.database();
        if (versions(first, "probe").isEmpty()) {
            var watcher = Files.write(signed.folder().resolve("probe.jar"), TinyBundles.bundle().symbolicName("org.jieshui.itests.probe").addClass(Probe.class).activator(Probe.class)
                    .setHeader("Jieshui-Module", "probe").setHeader("Bundle-ManifestVersion", "2").setHeader("Bundle-Version", "1.0.0")
                    .setHeader(Constants.IMPORT_PACKAGE, "org.osgi.framework, org.osgi.framework.namespace, org.osgi.framework.wiring").build(TinyBundles.rawBuilder()).readAllBytes());
            deploy(signed.by("it", watcher));
        }
        await("the probe on both nodes", () -> Stream.of(first, second).allMatch(node -> versions(node, "probe").equals(List.of("1.0.0 active"))));
    }

    @Test
    @Order(1)
    void aDepartmentIsUpdatedOnBothNodesAndNobodyNotices() throws Exception {
        var random = new Random(7);
        var ledger = new Ledger();
        var cases = new CopyOnWriteArrayList<Long>();
        var clients = new ArrayList<Client>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client("更新" + i, node(i).signIn(i % 2 == 0 ? "zhoumin" : "sunlihua"), random.nextLong(), ledger, cases));
        }
        var failed = new ConcurrentLinkedQueue<String>();
        var requests = new ConcurrentLinkedQueue<Request>();
        var readers = new ArrayList<Reader>();
        for (int i = 0; i < READERS; i++) {
            readers.add(new Reader(node(i).signIn("zhoumin"), failed, requests));
        }
        var threads = Executors.newCachedThreadPool();
        var all = new ArrayList<Future<?>>();
        clients.forEach(client -> all.add(threads.submit(client)));
        readers.forEach(reader -> all.add(threads.submit(reader)));
        int warm = UPDATES >= EVERY ? WARM_ACTIONS : 1;
        while (ledger.size() < warm && all.stream().noneMatch(Future::isDone)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        long drawer = new Work(first::signIn).open(Map.of("process", "single-meter", "origin", "application", "customer", "某公司", "address", "历下区旅游路 3 号", "district", "lixia"));
        var uploads = new Uploads(first.signIn("zhoumin"), drawer, failed);
        all.add(threads.submit(uploads));
        for (int probe : probes) {
            ask(probe, "events");
            ask(probe, "services");
        }
        var updates = new ArrayList<long[]>();
        var rests = new ArrayList<long[]>();
        var facts = new ArrayList<List<Facts>>();
        try {
            for (int i = 0; i < UPDATES; i++) {
                long began = System.nanoTime();
                var current = "0.1." + ++version;
                deploy(signed.by("it", signed.variant(shipped, current, Map.of(), Map.of())));
                for (var node : List.of(first, second)) {
                    await(current + " alone on " + node.address(), () -> versions(node).equals(List.of(current + " active")));
                }
                long ended = System.nanoTime();
                updates.add(new long[] {began, ended});
                LockSupport.parkNanos(UPDATES >= EVERY ? ended - began : 0);
                rests.add(new long[] {ended, System.nanoTime()});
                for (var one : all) {
                    if (one.isDone()) {
                        one.get(); // throws what went wrong
                    }
                }
                assertThat(failed).isEmpty();
                if ((i + 1) % EVERY == 0) {
                    facts.add(facts());
                    System.out.println("UpdatesIT: after update " + (i + 1) + " " + facts.get(facts.size() - 1));
                }
            }
        } finally {
            clients.forEach(Clerk::enough);
            readers.forEach(Reader::enough);
            uploads.enough();
            threads.shutdown();
        }
        for (var one : all) {
            one.get(5, TimeUnit.MINUTES);
        }
        double ratio = ratio(updates, rests, requests);
        System.out.println("UpdatesIT: " + UPDATES + " updates on two nodes; " + ledger.size() + " acknowledged actions on " + cases.size() + " cases, " + requests.size() + " pages read, " + uploads.sent
                + " files of 50 MB; failed: " + (failed.size() + clients.stream().mapToInt(client -> client.setbacks.size()).sum()));
        clients.forEach(client -> assertThat(client.setbacks).isEmpty());
        assertThat(failed).isEmpty();
        assertThat(clients.stream().mapToInt(Clerk::repeated).sum()).as("done twice").isZero();
        KillsIT.journalEquals(ledger, cases, first.signIn("zhoumin"));
        for (int probe : probes) {
            assertThat(ask(probe, "events")).as("no other bundle").contains("started org.jieshui." + MODULE).allMatch(event -> event.endsWith("org.jieshui." + MODULE));
            assertThat(ask(probe, "services")).as("nothing elsewhere was made anew").isNotEmpty().allMatch(service -> service.startsWith("org.jieshui." + MODULE + " "));
        }
        if (facts.isEmpty()) {
            return; // too short for figures
        }
        assertThat(ratio).as("how much longer a page takes during an update").isLessThanOrEqualTo(MOST_LONGER);
        for (int node = 0; node < 2; node++) {
            facts.get(facts.size() - 1).get(node).isNoMoreThan(facts.get(0).get(node));
        }
    }

    private static Distribution node(int i) {
        return i % 2 == 0 ? first : second;
    }

    private static double ratio(List<long[]> updates, List<long[]> rests, Queue<Request> requests) {
        double during = p99(updates, requests);
        double between = p99(rests, requests);
        System.out.printf("UpdatesIT: p99 of a page while updating %.0f ms, at rest %.0f ms, ratio %.2f%n", during, between, during / between);
        return during / between;
    }

    private static List<Facts> facts() throws IOException {
        return List.of(Facts.of(first.process(), database), Facts.of(second.process(), database));
    }

    private static double p99(List<long[]> windows, Queue<Request> requests) {
        var all = requests.stream().filter(request -> windows.stream().anyMatch(w -> request.at >= w[0] && request.at < w[1])).flatMapToLong(request -> LongStream.of(request.took)).sorted().toArray();
        return all.length == 0 ? Double.NaN : all[(int) Math.min(all.length - 1L, Math.round(all.length * 0.99))] / 1e6;
    }

    /** At every boundary of an update, and at moments that nobody chose. */
    @Test
    @Order(2)
    void whateverIsCutOffOneOfTheTwoRunsWhole() throws Exception {
        second.stop();
        deploy(signed.by("it", signed.variant(shipped, "0.1." + ++version, Map.of(), Map.of())));
        long seed = Long.getLong("kills.seed", System.nanoTime());
        System.out.println("UpdatesIT: seed " + seed + " (-Dkills.seed to repeat)");
        var random = new Random(seed);
        for (var phase : PHASES) {
            cutOff(() -> awaitLog(phase));
        }
        for (int i = 0; i < KILLS; i++) {
            long after = (long) (random.nextDouble() * TimeUnit.SECONDS.toNanos(4));
            cutOff(() -> LockSupport.parkNanos(after));
        }
    }

    private void cutOff(Runnable until) throws Exception {
        await("the one before is settled", () -> versions(first).size() == 1);
        var before = versions(first).get(0).split(" ")[0];
        var fresh = "0.1." + ++version;
        var jar = signed.by("it", signed.variant(shipped, fresh, Map.of(), Map.of()));
        var operator = first.signIn("sysadmin");
        var deploying = new Thread(() -> {
            try {
                operator.send("POST", "/api/modules", "application/java-archive", jar, Map.of());
            } catch (RuntimeException e) {
                // cut off, as it is meant to be
            }
        });
        deploying.start();
        until.run();
        first.kill();
        deploying.join();
        first.start();

        await("one of the two runs", () -> versions(first).size() == 1 && versions(first).get(0).endsWith(" active"));
        var runs = versions(first).get(0).split(" ")[0];
        assertThat(runs).isIn(before, fresh);
        assertThat(first.signIn("zhoumin").send("GET", "/api/tasks?limit=1", "application/json", null, Map.of()).statusCode()).isEqualTo(200);
        var history = first.signIn("sysadmin").get("/api/modules/deployments?module=" + MODULE + "&limit=50").path("items");
        assertThat(outcome(history, runs)).isEqualTo("running");
        if (!runs.equals(fresh) && !outcome(history, fresh).isEmpty()) {
            assertThat(outcome(history, fresh)).isEqualTo("rolled-back");
            assertThat(history.path(0).path("reason").path("code").asText()).isEqualTo("interrupted");
        }
        System.out.println("UpdatesIT: cut off, " + runs + " of " + before + " and " + fresh + " runs");
    }

    private static String outcome(JsonNode history, String version) {
        return StreamSupport.stream(history.spliterator(), false).filter(row -> row.path("version").asText().equals(version)).map(row -> row.path("outcome").asText()).findFirst().orElse("");
    }

    /** At once: the next boundary is milliseconds away. */
    private static void awaitLog(String words) {
        var wanted = "0.1." + version + " " + words;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        try (var log = new RandomAccessFile(first.home().resolve("data/log/jieshui.log").toFile(), "r")) {
            log.seek(Math.max(0, log.length() - 64 * 1024));
            var said = new StringBuilder();
            while (said.indexOf(wanted) < 0) {
                assertThat(System.nanoTime()).as("the log says " + wanted).isLessThan(end);
                var more = new byte[(int) (log.length() - log.getFilePointer())];
                log.readFully(more);
                said.append(new String(more, StandardCharsets.UTF_8));
                LockSupport.parkNanos(more.length == 0 ? TimeUnit.MICROSECONDS.toNanos(100) : 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- helpers

    private static void deploy(byte[] jar) {
        var answer = first.signIn("sysadmin").send("POST", "/api/modules", "application/java-archive", jar, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static List<String> versions(Distribution node) {
        return versions(node, MODULE);
    }

    private static List<String> versions(Distribution node, String module) {
        var rows = node.signIn("sysadmin").get("/api/modules");
        return StreamSupport.stream(rows.spliterator(), false).filter(row -> row.path("id").asText().equals(module)).map(row -> row.path("version").asText() + " " + row.path("state").asText()).toList();
    }

    private static List<String> ask(int probe, String question) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), probe)) {
            socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** Somebody on the department's pages: which they are, their script, a list. */
    private static final class Reader implements Runnable {
        private final RestSession session;
        private final Queue<String> failed;
        private final Queue<Request> requests;
        private volatile boolean enough;

        Reader(RestSession session, Queue<String> failed, Queue<Request> requests) {
            this.session = session;
            this.failed = failed;
            this.requests = requests;
        }

        void enough() {
            enough = true;
        }

        @Override
        public void run() {
            while (!enough) {
                var modules = read("/api/console/modules");
                var entry = modules == null ? null : StreamSupport.stream(Integrator.tree(modules).spliterator(), false).filter(one -> one.path("module").asText().equals(MODULE)).findFirst().orElse(null);
                if (entry == null) {
                    failed.add("the department is not there");
                    return;
                }
                read(entry.path("entry").asText());
                read("/api/intake/not-ready");
            }
        }

        private String read(String path) {
            long at = System.nanoTime();
            try {
                var answer = session.send("GET", path, "application/json", null, Map.of());
                requests.add(new Request(at, System.nanoTime() - at));
                if (answer.statusCode() != 200) {
                    failed.add(path + " " + answer.statusCode() + " " + answer.body());
                }
                return answer.body();
            } catch (RuntimeException e) {
                failed.add(path + " " + e);
                return null;
            }
        }
    }

    /** One large file after the other. */
    private static final class Uploads implements Runnable {
        private final RestSession session;
        private final long caseId;
        private final Queue<String> failed;
        private volatile boolean enough;
        private volatile int sent;

        Uploads(RestSession session, long caseId, Queue<String> failed) {
            this.session = session;
            this.caseId = caseId;
            this.failed = failed;
        }

        void enough() {
            enough = true;
        }

        @Override
        public void run() {
            var file = ("%PDF-1.4\n%" + "x".repeat(LARGE) + new String(Work.PDF, StandardCharsets.US_ASCII).substring("%PDF-1.4".length())).getBytes(StandardCharsets.US_ASCII);
            while (!enough) {
                file[20] = (byte) ('a' + sent % 26);
                file[21] = (byte) ('a' + sent / 26 % 26);
                try {
                    var answer = session.send("POST", "/api/documents?case=" + caseId + "&type=application", "application/pdf", file, Map.of("X-File-Name", "large.pdf"));
                    if (answer.statusCode() != 201) {
                        failed.add("upload " + answer.statusCode() + " " + answer.body());
                        return;
                    }
                } catch (RuntimeException e) {
                    failed.add("upload " + e);
                }
                sent++;
            }
        }
    }
}
