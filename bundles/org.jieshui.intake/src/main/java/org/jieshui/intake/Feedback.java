package org.jieshui.intake;

import java.time.Instant;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What was fed back on a case of the not-ready file for a month (R69): each month, on each topic. @param topic one of {@link #TOPICS} */
record Feedback(long id, long caseId, YearMonth month, String topic, String text, Instant at, long by) {

    /** Progress of the planning scheme, and of building the supply pipeline. */
    static final List<String> TOPICS = List.of("planning", "pipeline");

    /** On which topics nothing was fed back for that month. */
    static List<String> missing(YearMonth month, Collection<Feedback> all) {
        return TOPICS.stream().filter(topic -> all.stream().noneMatch(f -> f.month().equals(month) && f.topic().equals(topic))).toList();
    }

    /** How many months passed without all of their feedback: from the one in which the case was put on file to the one before this. */
    static int missed(YearMonth since, YearMonth now, Collection<Feedback> all) {
        return (int) Stream.iterate(since, month -> month.isBefore(now), month -> month.plusMonths(1)).filter(month -> !missing(month, all).isEmpty()).count();
    }
}
