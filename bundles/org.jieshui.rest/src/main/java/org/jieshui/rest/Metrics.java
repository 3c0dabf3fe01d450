package org.jieshui.rest;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jieshui.platform.api.identity.Authenticator;
import org.jieshui.platform.api.metrics.Gauges;
import org.jieshui.platform.api.metrics.Gauges.Gauge;
import org.jieshui.platform.api.metrics.Gauges.Value;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.persistence.DatabaseStatus;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /metrics}: what the door counts, what the platform knows of itself, and what bundles tell, in Prometheus' text format. For an API token with {@code metrics.read}. */
@Component(service = Servlet.class, configurationPid = RestConfig.PID)
@HttpWhiteboardServletPattern("/metrics")
@HttpWhiteboardServletName("org.jieshui.metrics")
public final class Metrics extends HttpServlet {

    static final String PERMISSION = "metrics.read";

    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("jieshui(_[a-z0-9]+)+");
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final transient Modules modules;
    private final transient RequestFigures requests;
    private final transient Map<ServiceReference<Gauges>, Gauges> sources = new ConcurrentHashMap<>();
    private final transient LatestGauges gauges;
    private final transient PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    transient volatile DatabaseStatus database;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    transient volatile Authenticator authenticator;

    @Activate
    public Metrics(RestConfig config, @Reference Modules modules, @Reference RequestFigures requests) {
        this.modules = modules;
        this.requests = requests;
        gauges = new LatestGauges(config.metricsSeconds(), this::active);
    }

    @Deactivate
    void close() {
        gauges.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addGauges(ServiceReference<Gauges> reference, Gauges source) {
        sources.put(reference, source);
    }

    void removeGauges(ServiceReference<Gauges> reference) {
        sources.remove(reference);
    }

    /** Of two versions that run, the one that does not serve is not asked. */
    private List<Gauges> active() {
        return sources.entrySet().stream().filter(source -> isActive(source.getKey().getBundle())).map(Map.Entry::getValue).toList();
    }

    private boolean isActive(Bundle bundle) {
        return bundle != null && modules.isActive(bundle.getBundleId());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        int refusal = refusal(request);
        if (refusal != 0) {
            if (refusal == HttpServletResponse.SC_UNAUTHORIZED) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            response.setStatus(refusal);
            response.setContentType("text/plain;charset=UTF-8");
            response.getOutputStream().write("An API token with the scope metrics.read is needed: Authorization: Bearer ...\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        response.setContentType(format.getContentType());
        format.write(response.getOutputStream(), snapshots());
    }

    /** A program's token alone: no browser's session opens this. @return the status of a refusal, or 0 */
    private int refusal(HttpServletRequest request) {
        var authorization = request.getHeader("Authorization");
        var asked = authenticator;
        if (authorization == null) {
            return HttpServletResponse.SC_UNAUTHORIZED;
        }
        if (asked == null) {
            return HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        }
        try {
            return asked.authenticate(new Authenticator.Request("GET", "metrics", null, authorization, null, true))
                    .map(actor -> actor.may(PERMISSION) ? 0 : HttpServletResponse.SC_FORBIDDEN).orElse(HttpServletResponse.SC_UNAUTHORIZED);
        } catch (ProblemException e) {
            return e.problem().status();
        }
    }

    MetricSnapshots snapshots() {
        var all = new LinkedHashMap<String, MetricSnapshot>();
        requests.snapshots().forEach(snapshot -> all.put(snapshot.getMetadata().getPrometheusName(), snapshot));
        var latest = gauges.latest();
        own(latest.unreadable()).forEach(gauge -> all.put(gauge.name(), snapshot(gauge)));
        for (var gauge : latest.gauges()) {
            try {
                if (!NAME.matcher(gauge.name()).matches() || all.putIfAbsent(gauge.name(), snapshot(gauge)) != null) {
                    LOG.warn("The gauge {} is left out: its name is not of the form {}, or is taken", gauge.name(), NAME);
                }
            } catch (IllegalArgumentException e) {
                LOG.warn("The gauge {} is left out: {}", gauge.name(), e.getMessage());
            }
        }
        return new MetricSnapshots(all.values());
    }

    /** What is known without asking anybody. */
    private List<Gauge> own(int unreadable) {
        var of = Optional.ofNullable(database);
        var pool = of.map(DatabaseStatus::pool).orElse(new DatabaseStatus.Pool(0, 0, 0, 0));
        return List.of(
                new Gauge("jieshui_module_up", "1: a version of the module is active and has its tables; 0: it is stopped, refused or its migration failed.",
                        modules.installed().stream().map(id -> Value.of("module", id, Health.isUp(id, modules, database) ? 1 : 0)).toList()),
                Gauge.of("jieshui_database_up", "1: the database answered when last seen.", of.filter(status -> status.server().up()).isPresent() ? 1 : 0),
                Gauge.of("jieshui_database_restarts", "How often a dead embedded database was started again since the start.", of.map(status -> status.server().restarts()).orElse(0)),
                new Gauge("jieshui_database_connections", "Connections of the pool.", List.of(Value.of("state", "in-use", pool.inUse()), Value.of("state", "idle", pool.idle()))),
                Gauge.of("jieshui_database_connections_limit", "The most connections that there may be.", pool.limit()),
                Gauge.of("jieshui_database_waiting", "Threads that wait for a connection.", pool.waiting()),
                Gauge.of("jieshui_gauges_unreadable", "Bundles whose figures could not be had: theirs are missing here, and the log says why.", unreadable));
    }

    private static GaugeSnapshot snapshot(Gauge gauge) {
        var snapshot = GaugeSnapshot.builder().name(gauge.name()).help(gauge.help());
        gauge.values().forEach(value -> snapshot.dataPoint(GaugeDataPointSnapshot.builder().labels(labels(value)).value(value.value()).build()));
        return snapshot.build();
    }

    private static Labels labels(Value value) {
        var labels = Labels.builder();
        value.labels().forEach(labels::label);
        return labels.build();
    }
}
