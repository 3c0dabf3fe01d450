package org.jieshui.identity;

import java.time.Clock;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.UntilDone;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Offers {@link FirstStart} once the installation is filled. Hashing the first passwords takes seconds, longer than Declarative Services waits for a
 * component that others need, and the database may end meanwhile: so it happens on a thread of its own until it is done, and those others start then.
 */
@Component(service = {})
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"org.jieshui.identity.FirstStart\"")
public class Filling {

    private final UntilDone work;
    private volatile ServiceRegistration<FirstStart> registration;

    @Activate
    public Filling(BundleContext bundles, @Reference Database database, @Reference Clock clock, @Reference PasswordHasher hasher) {
        work = UntilDone.start("jieshui-first-start",
                () -> registration = bundles.registerService(FirstStart.class, new FirstStart(bundles, database, clock, hasher), null));
    }

    @Deactivate
    void deactivate() {
        work.close();
        var registered = registration;
        if (registered != null) {
            registered.unregister();
        }
    }
}
