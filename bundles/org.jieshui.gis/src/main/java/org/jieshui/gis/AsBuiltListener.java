package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What was built and measured goes into the current network (R202); measured anew, it is corrected. What lies nowhere near the network is not taken, and the timeline says so. */
@Component(service = CaseListener.class)
@ListenerName(name = "gis.as-built", kinds = "construction.as-built", afterwards = true)
public final class AsBuiltListener implements CaseListener {
    private static final Actor SYSTEM = Actor.system("gis");
    private static final String FORM = "construction.as-built";
    /** How far from the network a measured point may lie, m. */
    private static final double BEYOND = 5_000;

    private final Cases cases;
    private final Atlases atlases;
    private final GisStore store;

    @Activate
    public AsBuiltListener(@Reference Cases cases, @Reference Atlases atlases, @Reference Database database) {
        this.cases = cases;
        this.atlases = atlases;
        this.store = new GisStore(database);
    }

    @Override
    public void on(Entry entry) {
        Optional<Atlas> atlas = atlases.current();
        Optional<JsonNode> form = cases.form(SYSTEM, entry.caseId(), FORM);
        if (atlas.isEmpty() || form.isEmpty()) {
            return; // there is no network, or it was sent back since
        }
        CaseInfo kase = cases.get(SYSTEM, entry.caseId());
        ServicePipe built = ServicePipe.of(kase.id(), kase.number(), form.get());
        long network = atlas.get().network.id();
        if (!within(atlas.get(), built.path())) {
            cases.act(SYSTEM, kase.id(), "gis.as-built-outside", act -> null);
        } else if (!store.holds(network, built)) {
            cases.act(SYSTEM, kase.id(), "gis.as-built", act -> {
                store.enter(network, built, entry.actor(), entry.at());
                act.data(Map.of("pipe", built.code()));
                return null;
            });
        }
    }

    private static boolean within(Atlas atlas, double[] path) {
        var bounds = atlas.pipes.bounds();
        bounds.expandBy(BEYOND);
        for (int i = 0; i < path.length; i += 2) {
            if (!bounds.contains(path[i], path[i + 1])) {
                return false;
            }
        }
        return true;
    }
}
