package org.jieshui.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.Actor;

/** A task completed: statements, commits, write-ahead log, size, throughput and CPU beside the floor's. */
final class CompletionBench {

    private static final int TASKS = 18;

    private interface Driver {
        /** Opens a case and completes all its tasks; adds the nanoseconds of each completion. */
        void oneCase(long n, Random random, List<Long> times) throws Exception;
    }

    private record Result(double perSecond, double cpuMillis, double p50, double p99) {}

    private CompletionBench() {}

    static void run() throws Exception {
        counts();
        ratios();
    }

    private static void counts() throws Exception {
        try (var setup = new Setup(true)) {
            cases(product(setup), 1, 30);
            long statements = 0;
            long commits = 0;
            long most = 0;
            int completions = 0;
            var random = new Random(1);
            for (int i = 0; i < 20; i++) {
                long id = setup.product.cases().open(setup.staff.get("customer-service"), setup.newCase(i), null).caseId();
                for (var task = next(setup, id); task != null; task = next(setup, id)) {
                    setup.counting.reset();
                    setup.product.cases().complete(setup.actor(task), task.id(), Setup.form(random), UUID.randomUUID().toString());
                    statements += setup.counting.executions.get();
                    most = Math.max(most, setup.counting.executions.get());
                    commits += setup.counting.commits.get();
                    completions++;
                }
            }
            System.out.printf("%n## A completion: SQL executions and commits (bound: at most 10, exactly 1)%n%n| SQL executions, mean | most | commits |%n|-|-|-|%n| %.2f | %d | %.2f |%n",
                    statements / (double) completions, most, commits / (double) completions);
        }
    }

    private static org.jieshui.cases.api.TaskInfo next(Setup setup, long caseId) {
        return setup.product.cases().tasks(Actor.system("bench"), caseId).stream().filter(t -> t.state() == TaskState.OPEN).findFirst().orElse(null);
    }

    private static void ratios() throws Exception {
        try (var setup = new Setup(false)) {
            cases(product(setup), 4, 400);
            cases(floor(setup), 4, 400);
            // write-ahead log: full-page images are off on this server
            long wal = wal(setup);
            int n = 100;
            cases(product(setup), 1, n);
            double perCompletion = (wal(setup) - wal) / 1024.0 / (n * TASKS);
            System.out.printf("%n## Write-ahead log, cases opened included (bound: at most 4 KB a completion)%n%n| KB per completion |%n|-|%n| %.2f |%n", perCompletion);
            System.out.printf("%n## Beside the floor, alternated (bounds: throughput at least 0.4, CPU at most 2.5)%n%n"
                    + "| threads | floor/s | product/s | ratio (median of 5) | floor CPU ms | product CPU ms | CPU ratio | floor p50 ms | product p50 ms | product p99 ms |%n|-|-|-|-|-|-|-|-|-|-|%n");
            for (int threads : new int[] {1, 8}) {
                var ratios = new ArrayList<Double>();
                var cpu = new ArrayList<Double>();
                Result f = null;
                Result p = null;
                for (int round = 0; round < 5; round++) {
                    f = measure(setup, floor(setup), threads, 150, "floor");
                    p = measure(setup, product(setup), threads, 150, "product");
                    ratios.add(p.perSecond() / f.perSecond());
                    cpu.add(p.cpuMillis() / f.cpuMillis());
                }
                System.out.printf("| %d | %.0f | %.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n", threads, f.perSecond(), p.perSecond(), median(ratios), f.cpuMillis(), p.cpuMillis(),
                        median(cpu), f.p50(), p.p50(), p.p99());
            }
            size(setup);
        }
    }

    private static void size(Setup setup) throws Exception {
        try (var owner = setup.server.owner(); var s = owner.createStatement()) {
            for (var table : List.of("kase", "party", "task", "task_form", "journal", "idempotency", "draft", "pause")) {
                s.execute("VACUUM FULL cases." + table);
            }
            long cases = one(owner, "SELECT count(*) FROM cases.kase");
            long bytes = one(owner, "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'cases' AND c.relkind = 'r'");
            System.out.printf("%n## Size of a finished case, all tables and indexes of the core after vacuum (bound: 25 KB)%n%n| cases | KB per case |%n|-|-|%n| %d | %.1f |%n%n| table | KB per case |%n|-|-|%n",
                    cases, bytes / 1024.0 / cases);
            try (var rows = s.executeQuery("SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'cases' AND c.relkind = 'r' "
                    + "ORDER BY 2 DESC LIMIT 8")) {
                while (rows.next()) {
                    System.out.printf("| %s | %.2f |%n", rows.getString(1), rows.getLong(2) / 1024.0 / cases);
                }
            }
        }
    }

    /** Four siblings at the same instant: no failure, no retry, the join fires once. */
    static void siblings() throws Exception {
        try (var setup = new Setup(false)) {
            cases(product(setup), 2, 40);
            int failed = 0;
            int joins = 0;
            int n = 200;
            var random = new Random(1);
            var pool = Executors.newFixedThreadPool(4);
            var chief = setup.staff.get("chief-engineer");
            for (int i = 0; i < n; i++) {
                long id = setup.product.cases().open(setup.staff.get("customer-service"), setup.newCase(i), null).caseId();
                setup.product.cases().complete(chief, setup.product.open(chief, id, "info-transfer").id(), Setup.form(random), null);
                var tasks = setup.product.cases().tasks(chief, id).stream().filter(t -> t.state() == TaskState.OPEN).toList();
                var barrier = new CyclicBarrier(4);
                var futures = new ArrayList<Future<Integer>>();
                for (var task : tasks) {
                    futures.add(pool.submit(() -> {
                        barrier.await();
                        return setup.product.cases().complete(setup.actor(task), task.id(), Setup.form(new Random()), UUID.randomUUID().toString()).opened().size();
                    }));
                }
                for (var future : futures) {
                    try {
                        joins += future.get() > 0 ? 1 : 0;
                    } catch (Exception e) {
                        failed++;
                    }
                }
            }
            pool.shutdown();
            System.out.printf("%n## Four sibling tasks completed at the same instant%n%n| cases | completions | failed first tries | joins |%n|-|-|-|-|%n| %d | %d | %d | %d |%n", n, n * 4, failed, joins);
        }
    }

    private static Driver product(Setup setup) {
        return (n, random, times) -> {
            long id = setup.product.cases().open(setup.staff.get("customer-service"), setup.newCase(n), UUID.randomUUID().toString()).caseId();
            int done = 0;
            List<org.jieshui.cases.api.TaskInfo> open;
            while (!(open = setup.product.cases().tasks(Actor.system("bench"), id).stream().filter(t -> t.state() == TaskState.OPEN).toList()).isEmpty()) {
                for (var task : open) {
                    var form = Setup.form(random);
                    var key = UUID.randomUUID().toString();
                    long start = System.nanoTime();
                    setup.product.cases().complete(setup.actor(task), task.id(), form, key);
                    times.add(System.nanoTime() - start);
                    done++;
                }
            }
            check(done);
        };
    }

    private static Driver floor(Setup setup) {
        return (n, random, times) -> {
            long id = setup.floor.open(Setup.form(random).toString());
            int done = 0;
            List<Floor.Task> open;
            while (!(open = setup.floor.openTasks(id)).isEmpty()) {
                for (var task : open) {
                    var form = Setup.form(random).toString();
                    long start = System.nanoTime();
                    setup.floor.complete(id, task.id(), form);
                    times.add(System.nanoTime() - start);
                    done++;
                }
            }
            check(done);
        };
    }

    private static void check(int done) {
        if (done != TASKS) {
            throw new IllegalStateException("a case had " + done + " tasks");
        }
    }

    private static Result measure(Setup setup, Driver driver, int threads, int n, String pool) throws Exception {
        double cpu = cpu(setup, pool);
        long start = System.nanoTime();
        long[] times = cases(driver, threads, n);
        double seconds = times.length == 0 ? 1 : Arrays.stream(times).sum() / 1e9 / threads;
        double wall = (System.nanoTime() - start) / 1e9;
        cpu = cpu(setup, pool) - cpu;
        return new Result(times.length / Math.min(seconds, wall), cpu * 1000 / times.length, times[times.length / 2] / 1e6, times[(int) (times.length * .99)] / 1e6);
    }

    private static long[] cases(Driver driver, int threads, int n) throws Exception {
        var left = new AtomicInteger(n);
        var pool = Executors.newFixedThreadPool(threads);
        var calls = new ArrayList<Callable<List<Long>>>();
        for (int t = 0; t < threads; t++) {
            calls.add(() -> {
                var times = new ArrayList<Long>();
                var random = new Random();
                for (int i = left.getAndDecrement(); i > 0; i = left.getAndDecrement()) {
                    driver.oneCase(i, random, times);
                }
                return times;
            });
        }
        var all = new ArrayList<Long>();
        for (var future : pool.invokeAll(calls)) {
            all.addAll(future.get());
        }
        pool.shutdown();
        return all.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Seconds of CPU of this process and of the pool's server processes. */
    private static double cpu(Setup setup, String pool) throws Exception {
        double seconds = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
        try (var app = setup.server.app(); var s = app.prepareStatement("SELECT pid FROM pg_stat_activity WHERE application_name = ?")) {
            s.setString(1, pool);
            try (var rows = s.executeQuery()) {
                while (rows.next()) {
                    var stat = Files.readString(Path.of("/proc/" + rows.getInt(1) + "/stat")).replaceFirst(".*\\) ", "").split(" ");
                    seconds += (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / 100.0;
                }
            }
        }
        return seconds;
    }

    private static long wal(Setup setup) throws SQLException {
        try (var owner = setup.server.owner()) {
            return one(owner, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        }
    }

    private static long one(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement(); var row = s.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
