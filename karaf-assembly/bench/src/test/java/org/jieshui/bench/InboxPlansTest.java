package org.jieshui.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whatever view and filter, a page of the inbox is read from an index in its order: no more rows than the page, for each walk that it is merged from. */
class InboxPlansTest {

    private static final int MOST_WALKS = 3;

    @Test
    void noPageReadsMoreThanItShows() throws Exception {
        var plans = InboxBench.plans(20_000);
        assertThat(plans).isNotEmpty().allSatisfy((query, seen) -> {
            assertThat(seen.mostRows()).as(query).isLessThanOrEqualTo(MOST_WALKS * (InboxBench.PAGE + 1));
            assertThat(seen.scanned()).as(query).doesNotContain("kase", "party", "task", "pause", "journal");
        });
    }
}
