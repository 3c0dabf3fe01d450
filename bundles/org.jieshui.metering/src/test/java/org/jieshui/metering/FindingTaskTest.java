package org.jieshui.metering;

import static org.assertj.core.api.Assertions.assertThat;

import org.jieshui.testkit.FakeTask;
import org.junit.jupiter.api.Test;

class FindingTaskTest {

    private final FakeTask task = FakeTask.of("metering.finding", "marketing").filed("design.finding", "{'meterCalibre': 80, 'meterWell': '东门北侧', 'length': 30}");

    @Test // R67
    void startsFromWhatDesignFound() {
        assertThat(new FindingTask().prefill(task)).isEqualTo(FakeTask.json("{'meterCalibre': 80, 'meterWell': '东门北侧'}"));
    }

    @Test
    void sentBackItStartsFromItself() {
        assertThat(new FindingTask().prefill(task.filedBefore("{'meterCalibre': 50}"))).isEmpty();
    }
}
