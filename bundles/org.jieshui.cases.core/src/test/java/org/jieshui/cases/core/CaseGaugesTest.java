package org.jieshui.cases.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jieshui.cases.api.NewCase;
import org.jieshui.platform.api.metrics.Gauges.Gauge;
import org.jieshui.platform.api.metrics.Gauges.Value;
import org.junit.jupiter.api.Test;

class CaseGaugesTest extends Story {

    @Test
    void openAndOverdueTasksAreCountedByDepartment() {
        var gauges = new CaseGauges(DB.database(), clock);
        double before = value(gauges.read(), "jieshui_tasks_open", "customer-service");
        for (int i = 0; i < 3; i++) {
            open();
        }
        assertThat(value(gauges.read(), "jieshui_tasks_open", "customer-service")).isGreaterThanOrEqualTo(before + 3);
        long overdue = DB.database().read(h -> Sql.first(h.getConnection(), "SELECT count(*) FROM cases.task WHERE state = 'open' AND due <> 'infinity'", row -> row.getLong(1)).orElseThrow());
        assertThat(value(gauges.read(), "jieshui_tasks_overdue", "customer-service")).isZero();
        clock.advance(Duration.ofDays(400));
        assertThat(values(gauges.read(), "jieshui_tasks_overdue").values().stream().mapToDouble(n -> n).sum()).as("all with a limit").isEqualTo(overdue).isPositive();
    }

    @Test
    void aListenerIsAsFarBehindAsTheOldestEntryThatItHasNotPassed() {
        long id = open();
        DB.database().transact(h -> {
            Sql.update(h.getConnection(), "INSERT INTO cases.cursor (listener, tx, id, moved) SELECT 'test.behind', tx, id, at FROM cases.journal ORDER BY tx DESC, id DESC LIMIT 1");
            Sql.update(h.getConnection(), "INSERT INTO cases.parked (listener, case_id, from_seq, attempts, error) VALUES ('test.behind', ?, 1, 8, 'broken')", id);
        });
        var gauges = new CaseGauges(DB.database(), clock);
        assertThat(value(gauges.read(), "jieshui_listener_behind_entries", "test.behind")).isZero();
        assertThat(value(gauges.read(), "jieshui_listener_lag_seconds", "test.behind")).isZero();
        assertThat(value(gauges.read(), "jieshui_listener_parked_cases", "test.behind")).isEqualTo(1);

        fixture.cases().comment(service, id, "一", null);
        clock.advance(Duration.ofSeconds(90));
        fixture.cases().comment(service, id, "二", null);
        clock.advance(Duration.ofSeconds(30));
        assertThat(value(gauges.read(), "jieshui_listener_behind_entries", "test.behind")).isEqualTo(2);
        assertThat(value(gauges.read(), "jieshui_listener_lag_seconds", "test.behind")).isEqualTo(120);
    }

    private long open() {
        return fixture.cases().open(service, new NewCase("single-meter", "application", "客户", null, null, "旅游路", "lixia", null), null).caseId();
    }

    private static double value(List<Gauge> gauges, String name, String label) {
        return values(gauges, name).getOrDefault(label, 0.0);
    }

    private static Map<String, Double> values(List<Gauge> gauges, String name) {
        return gauges.stream().filter(gauge -> gauge.name().equals(name)).flatMap(gauge -> gauge.values().stream())
                .collect(Collectors.toMap(value -> value.labels().values().iterator().next(), Value::value));
    }
}
