package org.jieshui.archive;

import java.io.IOException;
import org.jieshui.cases.api.sample.SampleModule;
import org.jieshui.cases.api.sample.SampleStep;
import org.jieshui.cases.api.sample.SampleWork;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Of an invented case: its archive is closed, and verified. */
@Component(service = SampleWork.class)
@SampleModule("archive")
public class SampleArchives implements SampleWork {

    private final Closings closings;

    @Activate
    public SampleArchives(@Reference(service = Closings.class) Closings closings) {
        this.closings = closings;
    }

    @Override
    public void tell(SampleStep step) throws IOException {
        switch (step.word()) {
            case "sealed" -> {
                if (closings.detail(step.actor(), step.caseId()).seals().isEmpty()) { // otherwise it was done before
                    closings.seal(step.actor(), step.caseId());
                }
            }
            case "verified" -> closings.verify(step.actor(), step.caseId());
            default -> throw new IllegalArgumentException(step.word());
        }
    }
}
