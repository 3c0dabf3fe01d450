package org.jieshui.deploy;

import java.time.Instant;
import org.jieshui.platform.api.module.Module;
import org.osgi.framework.Bundle;

/**
 * One version of a module as it is installed here.
 *
 * @param module null when the bundle cannot be understood; {@code refusal} then says why
 * @param since  when it was seen to run, or to stop
 */
record Generation(String id, Bundle bundle, Module module, String refusal, boolean running, Instant since) {

    boolean eligible() {
        return running && module != null;
    }
}
