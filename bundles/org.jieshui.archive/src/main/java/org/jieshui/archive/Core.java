package org.jieshui.archive;

import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.rest.Problem;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The way to the core, found when it is needed: the core asks the archive what a case lacks, the archive asks the core who may see a case, and neither may wait for
 * the other to start.
 */
@Component(service = Core.class)
public final class Core {

    private final BundleContext context;
    private volatile ServiceReference<Cases> reference;
    private volatile Cases cases;

    @Activate
    public Core(BundleContext context) {
        this.context = context;
    }

    /** For tests. */
    Core(Cases cases) {
        this.context = null;
        this.cases = cases;
    }

    @Reference(service = Cases.class, cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void setCases(ServiceReference<Cases> found) {
        reference = found;
        cases = null;
    }

    void unsetCases(ServiceReference<Cases> gone) {
        if (gone.equals(reference)) {
            reference = null;
            cases = null;
        }
    }

    Cases cases() {
        var found = cases;
        var from = reference;
        if (found == null && from != null) {
            found = context.getService(from);
            if (from == reference) {
                cases = found;
            }
        }
        if (found == null) {
            throw Problem.of("busy", 503, "工单核心正在启动，请稍后再试", "The core of the cases is starting; try again in a moment").toException();
        }
        return found;
    }
}
