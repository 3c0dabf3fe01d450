package org.jieshui.rest;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Requests to {@code /api} by module, counted and timed. Never by path or by who sent them. */
@Component(service = RequestFigures.class)
public final class RequestFigures {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = Counter.builder().name("jieshui_http_requests").help("Requests to /api by module (none: no module serves the path), method and class of the answer's status.")
            .labelNames("module", "method", "status").withoutExemplars().register(registry);
    private final Histogram latencies = Histogram.builder().name("jieshui_http_request_seconds").help("How long requests to /api took, by module; of event streams, until they were open.")
            .labelNames("module").classicOnly().classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10).withoutExemplars().register(registry);

    /** @param module empty: no module serves the path */
    void served(Optional<String> module, String method, int status, long nanos) {
        var of = module.orElse("none");
        // what somebody sends as a method is no label
        requests.labelValues(of, METHODS.contains(method) ? method : "other", status / 100 + "xx").inc();
        latencies.labelValues(of).observe(nanos / NANOS);
    }

    MetricSnapshots snapshots() {
        return registry.scrape();
    }
}
