package org.jieshui.platform.api.metrics;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Figures of a bundle for {@code /metrics}: whoever offers one as a service is asked at each scrape, but at most once in some seconds, on one thread that serves no request. Only active
 * generations are asked.
 */
@ConsumerType
@FunctionalInterface
public interface Gauges {

    /** What is so now. It may ask the database, by an index; what fails is left out of the answer, and said so in the log. */
    List<Gauge> read();

    /**
     * A figure that goes up and down.
     *
     * @param name {@code jieshui_} and words with underscores between them, the unit last: {@code jieshui_listener_lag_seconds}
     * @param help what it says, in a sentence
     */
    record Gauge(String name, String help, List<Value> values) {
        public static Gauge of(String name, String help, double value) {
            return new Gauge(name, help, List.of(new Value(Map.of(), value)));
        }
    }

    /** @param labels few, each with few values: departments, outcomes, states. Never a person, a case, an id or a text that somebody wrote */
    record Value(Map<String, String> labels, double value) {
        public static Value of(String label, String is, double value) {
            return new Value(Map.of(label, is), value);
        }
    }
}
