package org.jieshui.deploy;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.persistence.UntilDone;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gate does unasked: what was deployed is brought back at a start, other nodes are followed, new versions are watched. */
@Component(service = {}, immediate = true)
public final class GateKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(GateKeeper.class);
    /** How soon another node's deployment is seen. */
    private static final int FOLLOW_SECONDS = 3;
    private static final int LOOK_MILLIS = 500;

    private final ScheduledExecutorService unasked = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "jieshui-gate");
        thread.setDaemon(true);
        return thread;
    });
    private final UntilDone restoring;

    @Activate
    public GateKeeper(@Reference Gate gate) {
        restoring = UntilDone.start("jieshui-gate-restoring", () -> {
            gate.restore();
            unasked.scheduleWithFixedDelay(() -> safely(gate::follow), FOLLOW_SECONDS, FOLLOW_SECONDS, TimeUnit.SECONDS);
            unasked.scheduleWithFixedDelay(() -> safely(gate::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    @Deactivate
    void deactivate() {
        unasked.shutdown();
        restoring.close();
    }

    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.debug("Not now; soon again", e);
        }
    }
}
