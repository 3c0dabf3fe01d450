package org.jieshui.identity;

import java.time.Clock;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers {@link FirstStart} once the installation is filled. Hashing the first passwords takes seconds, longer than Declarative Services waits for a
 * component that others need: so it happens on a thread of its own, and those others start when it is done.
 */
@Component(service = {})
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"org.jieshui.identity.FirstStart\"")
public class Filling {

    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

    private final Thread thread;
    private volatile ServiceRegistration<FirstStart> registration;

    @Activate
    public Filling(BundleContext bundles, @Reference Database database, @Reference Clock clock, @Reference PasswordHasher hasher) {
        thread = new Thread(() -> {
            try {
                registration = bundles.registerService(FirstStart.class, new FirstStart(bundles, database, clock, hasher), null);
            } catch (IllegalStateException e) {
                LOG.debug("the bundle was stopped meanwhile", e);
            } catch (RuntimeException e) {
                LOG.error("The installation could not be filled with its first accounts: nobody can sign in. Mend the cause and restart the bundle org.jieshui.identity", e);
            }
        }, "jieshui-first-start");
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        thread.join(10_000);
        var registered = registration;
        if (registered != null) {
            registered.unregister();
        }
    }
}
