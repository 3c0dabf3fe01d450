package org.jieshui.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jieshui.cases.api.Processes;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the processes that this bundle brings; publishing one again does nothing. */
@Component(service = {})
public class ShippedProcesses {

    private static final Logger LOG = LoggerFactory.getLogger(ShippedProcesses.class);

    @Activate
    public ShippedProcesses(BundleContext context, @Reference Processes processes) throws IOException {
        var found = context.getBundle().findEntries("processes", "*.json", false);
        for (var url : found == null ? List.<java.net.URL>of() : java.util.Collections.list(found)) {
            try (var in = url.openStream()) {
                var published = processes.publish(Actor.system("processes"), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                published.warnings().forEach(w -> LOG.warn("Process {} version {}: {}", published.id(), published.version(), w.en()));
            }
        }
    }
}
