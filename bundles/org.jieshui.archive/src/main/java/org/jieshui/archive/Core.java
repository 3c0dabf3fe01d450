package org.jieshui.archive;

import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.cases.api.view.Records;
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

    private final Late<Cases> cases;
    private final Late<Records> records;
    private final Late<CaseViews> views;

    @Activate
    public Core(BundleContext context) {
        cases = new Late<>(context, null);
        records = new Late<>(context, null);
        views = new Late<>(context, null);
    }

    /** For tests. */
    Core(Cases cases, Records records, CaseViews views) {
        this.cases = new Late<>(null, cases);
        this.records = new Late<>(null, records);
        this.views = new Late<>(null, views);
    }

    @Reference(service = Cases.class, cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void setCases(ServiceReference<Cases> found) {
        cases.set(found);
    }

    void unsetCases(ServiceReference<Cases> gone) {
        cases.unset(gone);
    }

    @Reference(service = Records.class, cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void setRecords(ServiceReference<Records> found) {
        records.set(found);
    }

    void unsetRecords(ServiceReference<Records> gone) {
        records.unset(gone);
    }

    @Reference(service = CaseViews.class, cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void setViews(ServiceReference<CaseViews> found) {
        views.set(found);
    }

    void unsetViews(ServiceReference<CaseViews> gone) {
        views.unset(gone);
    }

    Cases cases() {
        return cases.get();
    }

    Records records() {
        return records.get();
    }

    CaseViews views() {
        return views.get();
    }

    private static final class Late<T> {
        private final BundleContext context;
        private volatile ServiceReference<T> reference;
        private volatile T service;

        Late(BundleContext context, T service) {
            this.context = context;
            this.service = service;
        }

        void set(ServiceReference<T> found) {
            reference = found;
            service = null;
        }

        void unset(ServiceReference<T> gone) {
            if (gone.equals(reference)) {
                reference = null;
                service = null;
            }
        }

        T get() {
            var found = service;
            var from = reference;
            if (found == null && from != null) {
                found = context.getService(from);
                if (from == reference) {
                    service = found;
                }
            }
            if (found == null) {
                throw Problem.of("busy", 503, "工单核心正在启动，请稍后再试", "The core of the cases is starting; try again in a moment").toException();
            }
            return found;
        }
    }
}
