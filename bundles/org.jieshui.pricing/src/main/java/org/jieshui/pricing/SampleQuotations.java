package org.jieshui.pricing;

import java.io.IOException;
import org.jieshui.cases.api.sample.SampleModule;
import org.jieshui.cases.api.sample.SampleStep;
import org.jieshui.cases.api.sample.SampleWork;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Of an invented case: the quotation is put on file. */
@Component(service = SampleWork.class)
@SampleModule("pricing")
public class SampleQuotations implements SampleWork {

    private static final String QUOTE = "pricing.quote";

    private final QuotationResource quotations;

    @Activate
    public SampleQuotations(@Reference(service = QuotationResource.class) QuotationResource quotations) {
        this.quotations = quotations;
    }

    @Override
    public void tell(SampleStep step) throws IOException {
        if (!step.word().equals("quoted")) {
            throw new IllegalArgumentException(step.word());
        }
        if (!step.actor().may(QUOTE)) {
            throw ProblemException.forbidden(QUOTE);
        }
        quotations.file(step.actor(), step.caseId());
    }
}
