package org.jieshui.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jieshui.cases.rest.TasksResource;
import org.jieshui.platform.api.identity.Actor;

/**
 * The inbox's endpoint as shipped, at 20 000 and at 200 000 open cases; one department holds half of all tasks. Every view with every filter that the page offers,
 * first and deep page, for somebody of the large department, for one who works in some districts only, and for one of two departments. Both sizes take turns.
 * The plans of all queries are looked at: the most rows that a node reads must not grow.
 */
final class InboxBench {

    private static final int SMALL = 20_000;
    private static final int LARGE = 200_000;
    private static final int ROUNDS = 15;
    private static final int TIMES = 20;
    private static final int DEEP = 20;
    static final int PAGE = 20;
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    /** A query of the page; {@code after} is added per size. */
    private record Query(String name, Actor actor, String view, String department, String stage, String district) {}

    /** One installation of a size. */
    private static final class Site implements AutoCloseable {
        final Plans plans = new Plans();
        final Setup setup;
        final TasksResource resource;

        Site(int cases) throws Exception {
            setup = new Setup(plans::wrap);
            resource = new TasksResource(setup.product.cases(), setup.product.views());
            fill(setup, cases);
        }

        String page(Query q, String after) {
            try {
                var page = resource.list(as(q.actor), q.view, q.department, q.stage, q.district, after, PAGE);
                JSON.writeValueAsBytes(page);
                return page.next();
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Where the page after the twentieth begins; null: there is none. */
        String deep(Query q) {
            String after = null;
            for (int i = 0; i < DEEP; i++) {
                after = page(q, after);
                if (after == null) {
                    return null;
                }
            }
            return after;
        }

        Plans.Seen plans(Runnable work) {
            plans.watch();
            work.run();
            return plans.seen();
        }

        @Override
        public void close() {
            setup.close();
        }
    }

    private InboxBench() {}

    static void run() throws Exception {
        try (var small = new Site(SMALL); var large = new Site(LARGE)) {
            System.out.printf("%n## The inbox at %d and at %d open cases (bound: at most 1.5 times; no scan or sort that grows)%n%n"
                    + "| who, view and filters | page | ms at %d | ms at %d | ratio | most rows of a plan's node | read from end to end |%n|-|-|-|-|-|-|-|%n", SMALL, LARGE, SMALL, LARGE);
            var worst = new ArrayList<Double>();
            for (var q : queries(small.setup)) {
                worst.add(line(q.name, "first", small, large, () -> small.page(q, null), () -> large.page(q, null)));
                var near = small.deep(q);
                var far = large.deep(q);
                if (near != null && far != null) {
                    worst.add(line(q.name, "deep", small, large, () -> small.page(q, near), () -> large.page(q, far)));
                }
            }
            var clerk = small.setup.staff.get("customer-service");
            worst.add(line("counts of the tabs", "", small, large, () -> small.resource.counts(as(clerk)), () -> large.resource.counts(as(clerk))));
            System.out.printf(Locale.ROOT, "%n%d queries; ratio: median %.2f, greatest %.2f%n", worst.size(), worst.stream().sorted().toList().get(worst.size() / 2),
                    worst.stream().mapToDouble(d -> d).max().orElse(0));
        }
    }

    /** What the plans of each query read at a size: its name to what was seen. */
    static Map<String, Plans.Seen> plans(int cases) throws Exception {
        try (var site = new Site(cases)) {
            var seen = new LinkedHashMap<String, Plans.Seen>();
            for (var q : queries(site.setup)) {
                seen.put(q.name, site.plans(() -> site.page(q, null)));
            }
            return seen;
        }
    }

    private static double line(String name, String page, Site small, Site large, Runnable near, Runnable far) {
        for (int i = 0; i < 40; i++) {
            near.run();
            far.run();
        }
        var ratios = new ArrayList<Double>();
        var times = new ArrayList<double[]>();
        for (int round = 0; round < ROUNDS; round++) {
            double a = time(near);
            double b = time(far);
            ratios.add(b / a);
            times.add(new double[] {a, b});
        }
        var ratio = median(ratios.stream());
        var at = small.plans(near);
        var then = large.plans(far);
        System.out.printf(Locale.ROOT, "| %s | %s | %.2f | %.2f | %.2f | %d → %d | %s |%n", name, page, median(times.stream().map(t -> t[0])), median(times.stream().map(t -> t[1])), ratio,
                at.mostRows(), then.mostRows(), then.scanned().isEmpty() ? "–" : String.join(" ", then.scanned()));
        return ratio;
    }

    private static List<Query> queries(Setup setup) {
        var clerk = setup.staff.get("customer-service");
        var tied = new Actor(21, "tied", "tied", Set.of("customer-service"), clerk.permissions(), Set.of("lixia", "shizhong"), false, "zh-CN");
        var two = new Actor(22, "two", "two", Set.of("customer-service", "design"), clerk.permissions(), Set.of(), false, "zh-CN");
        setup.product.person(tied);
        setup.product.person(two);
        var queries = new ArrayList<Query>();
        for (var view : List.of("department", "overdue", "due-soon", "paused", "mine", "steward")) {
            queries.add(new Query("clerk: " + view, clerk, view, null, null, null));
            queries.add(new Query("clerk: " + view + ", stage", clerk, view, null, "stage-4", null));
            queries.add(new Query("clerk: " + view + ", rare district", clerk, view, null, null, "shizhong"));
            queries.add(new Query("clerk: " + view + ", stage, rare district", clerk, view, null, "stage-0", "shizhong"));
        }
        for (var view : List.of("department", "overdue", "due-soon", "paused")) {
            queries.add(new Query("two districts: " + view, tied, view, null, null, null));
            queries.add(new Query("two departments: " + view, two, view, null, null, null));
            queries.add(new Query("two departments: " + view + ", department", two, view, "design", null, null));
            queries.add(new Query("two departments: " + view + ", department, stage", two, view, "customer-service", "stage-4", null));
        }
        return queries;
    }

    private static void fill(Setup setup, int cases) throws SQLException {
        try (var owner = setup.server.owner(); var s = owner.createStatement()) {
            s.execute("INSERT INTO cases.kase (id, number, process, process_version, state, version, stage, origin, opened, district, steward, facts, stages) "
                    + "SELECT i, 'B' || i, 'bench', 1, 'open', 1, 'stage-' || (i % 10), 'application', timestamptz '2026-10-01 01:00Z' + i * interval '1 second', "
                    + "CASE WHEN i % 100 = 0 THEN 'shizhong' ELSE 'lixia' END, 1 + i % 20, '{}', jsonb_build_object('stage-' || (i % 10), jsonb_build_array('2026-10-01T01:00:00Z', null)) "
                    + "FROM generate_series(1, " + cases + ") i");
            s.execute("INSERT INTO cases.party (case_id, customer, contact, phone, address, grams) SELECT i, '济南市某某小区' || i || '期', '赵工', '138' || lpad(i::text, 8, '0'), "
                    + "'历下区旅游路 ' || i || ' 号', ARRAY['g' || i] FROM generate_series(1, " + cases + ") i");
            // a tenth each is overdue by far, due within a day, and paused; the rest is due later
            s.execute("INSERT INTO cases.task (id, case_id, key, type, stage, process, department, district, steward, round, optional, state, assignee, opened, due) "
                    + "SELECT 10000000 + i, i, (ARRAY['info-transfer','survey-cs','drawing','review','meter-prep','agreement','payment','civil-works','acceptance','water-on'])[1 + i % 10], "
                    + "'bench.x', 'stage-' || (i % 10), 'bench', CASE WHEN i % 2 = 0 THEN 'customer-service' ELSE (ARRAY['design','network','engineering','marketing','finance'])[1 + (i / 2) % 5] END, "
                    + "CASE WHEN i % 100 = 0 THEN 'shizhong' ELSE 'lixia' END, 1 + i % 20, 1, false, 'open', CASE WHEN i % 50 = 0 THEN 2 END, timestamptz '2026-10-01 01:00Z', "
                    + "CASE i / 7 % 10 WHEN 0 THEN 'infinity' WHEN 1 THEN now() + (i % 3600) * interval '1 second' WHEN 2 THEN now() - interval '1 day' - i * interval '1 second' "
                    + "ELSE now() + interval '60 days' + i * interval '1 second' END FROM generate_series(1, " + cases + ") i");
            for (var table : List.of("kase", "party", "task")) {
                s.execute("VACUUM ANALYZE cases." + table);
            }
        }
    }

    private static double time(Runnable query) {
        long start = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            query.run();
        }
        return (System.nanoTime() - start) / 1e6 / TIMES;
    }

    private static double median(java.util.stream.Stream<Double> values) {
        var sorted = values.sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static SecurityContext as(Actor actor) {
        return new SecurityContext() {
            @Override
            public Principal getUserPrincipal() {
                return actor;
            }

            @Override
            public boolean isUserInRole(String role) {
                return actor.may(role);
            }

            @Override
            public boolean isSecure() {
                return true;
            }

            @Override
            public String getAuthenticationScheme() {
                return "bench";
            }
        };
    }
}
