package org.jieshui.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.view.CaseViews.TaskQuery;
import org.jieshui.platform.api.identity.Actor;

/** The inbox as shipped, at 20 000 and at 200 000 open cases; one department holds half of all tasks. Every filter offered, first and deep page. */
final class InboxBench {

    private InboxBench() {}

    static void run() throws Exception {
        var small = figures(20_000);
        var large = figures(200_000);
        System.out.printf("%n## The inbox (bound: at most 1.5 times from 20 000 to 200 000 open cases)%n%n| query | p50 ms at 20 000 | p50 ms at 200 000 | ratio |%n|-|-|-|-|%n");
        small.forEach((name, ms) -> System.out.printf("| %s | %.2f | %.2f | %.2f |%n", name, ms, large.get(name), large.get(name) / ms));
    }

    private static Map<String, Double> figures(int cases) throws Exception {
        try (var setup = new Setup(false)) {
            try (var owner = setup.server.owner(); var s = owner.createStatement()) {
                s.execute("INSERT INTO cases.kase (id, number, process, process_version, state, version, stage, origin, opened, district, steward, facts, stages) "
                        + "SELECT i, 'B' || i, 'bench', 1, 'open', 1, 'stage-' || (i % 10), 'application', timestamptz '2026-10-01 01:00Z' + i * interval '1 second', "
                        + "CASE WHEN i % 100 = 0 THEN 'shizhong' ELSE 'lixia' END, i % 20, '{}', jsonb_build_object('stage-' || (i % 10), jsonb_build_array('2026-10-01T01:00:00Z', null)) "
                        + "FROM generate_series(1, " + cases + ") i");
                s.execute("INSERT INTO cases.party (case_id, customer, contact, phone, address, grams) SELECT i, '济南市某某小区' || i || '期', '赵工', '138' || lpad(i::text, 8, '0'), "
                        + "'历下区旅游路 ' || i || ' 号', ARRAY['g' || i] FROM generate_series(1, " + cases + ") i");
                s.execute("INSERT INTO cases.task (id, case_id, key, type, stage, process, department, district, steward, round, optional, state, assignee, opened, due) "
                        + "SELECT 10000000 + i, i, (ARRAY['info-transfer','survey-cs','drawing','review','meter-prep','agreement','payment','civil-works','acceptance','water-on'])[1 + i % 10], "
                        + "'bench.x', 'stage-' || (i % 10), 'bench', CASE WHEN i % 2 = 0 THEN 'customer-service' ELSE (ARRAY['design','network','engineering','marketing','finance'])[1 + (i / 2) % 5] END, "
                        + "CASE WHEN i % 100 = 0 THEN 'shizhong' ELSE 'lixia' END, i % 20, 1, false, 'open', CASE WHEN i % 500 = 0 THEN 2 END, timestamptz '2026-10-01 01:00Z', "
                        + "CASE WHEN i % 7 = 0 THEN 'infinity' ELSE timestamptz '2026-09-01 01:00Z' + (i * 7919 % " + cases + ") * interval '30 seconds' END FROM generate_series(1, " + cases + ") i");
                s.execute("VACUUM ANALYZE cases.kase");
                s.execute("VACUUM ANALYZE cases.party");
                s.execute("VACUUM ANALYZE cases.task");
            }
            var clerk = setup.staff.get("customer-service");
            var queries = new LinkedHashMap<String, TaskQuery>();
            for (var view : List.of("department", "overdue", "due-soon", "paused", "mine", "steward")) {
                queries.put(view, query(view, null, null));
            }
            queries.put("department, stage", query("department", "stage-4", null));
            queries.put("department, rare district", query("department", null, "shizhong"));
            queries.put("department, stage, rare district", query("department", "stage-0", "shizhong"));
            queries.put("overdue, stage", query("overdue", "stage-4", null));
            queries.put("overdue, rare district", query("overdue", null, "shizhong"));
            var figures = new LinkedHashMap<String, Double>();
            queries.forEach((name, q) -> {
                figures.put(name + ", first page", p50(setup, clerk, q));
                var deep = deep(setup, clerk, q);
                if (deep != null) {
                    figures.put(name + ", deep page", p50(setup, clerk, deep));
                }
            });
            figures.put("counts", time(() -> setup.product.views().counts(clerk)));
            return figures;
        }
    }

    private static TaskQuery query(String view, String stage, String district) {
        return new TaskQuery(view, null, null, stage, district, null, null, 50);
    }

    /** The page after the twentieth, if there is one. */
    private static TaskQuery deep(Setup setup, Actor actor, TaskQuery q) {
        String after = null;
        for (int i = 0; i < 20; i++) {
            after = setup.product.views().tasks(actor, at(q, after)).next();
            if (after == null) {
                return null;
            }
        }
        return at(q, after);
    }

    private static TaskQuery at(TaskQuery q, String after) {
        return new TaskQuery(q.view(), q.process(), q.department(), q.stage(), q.district(), q.type(), after, q.limit());
    }

    private static double p50(Setup setup, Actor actor, TaskQuery q) {
        return time(() -> setup.product.views().tasks(actor, q));
    }

    private static double time(Runnable query) {
        for (int i = 0; i < 40; i++) {
            query.run();
        }
        var times = new ArrayList<Long>();
        for (int i = 0; i < 60; i++) {
            long start = System.nanoTime();
            query.run();
            times.add(System.nanoTime() - start);
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow() / 1e6;
    }
}
