package org.jieshui.deploy;

import java.util.List;
import org.jieshui.platform.api.metrics.Gauges;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How deployments ended, of all nodes and all time. */
@Component
public final class DeploymentGauges implements Gauges {

    private final DeploymentStore store;

    @Activate
    public DeploymentGauges(@Reference Database database) {
        store = new DeploymentStore(database);
    }

    @Override
    public List<Gauge> read() {
        return List.of(new Gauge("jieshui_deployments", "Deployments of departments by how they stand: starting, refused, running, replaced, rolled-back (by itself) or removed.",
                store.countByOutcome().entrySet().stream().map(outcome -> Value.of("outcome", outcome.getKey(), outcome.getValue())).toList()));
    }
}
