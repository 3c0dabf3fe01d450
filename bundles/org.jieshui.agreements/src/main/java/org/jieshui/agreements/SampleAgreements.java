package org.jieshui.agreements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.sample.SampleModule;
import org.jieshui.cases.api.sample.SampleStep;
import org.jieshui.cases.api.sample.SampleWork;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Of an invented case: its agreements are drawn up, printed, sealed, signed and delivered. The form says of which kind. */
@Component(service = SampleWork.class)
@SampleModule("agreements")
public class SampleAgreements implements SampleWork {

    private static final int COPIES = 2;

    private final Agreements agreements;
    private final AgreementStore store;
    private final DeliveryResource deliveries;

    @Activate
    public SampleAgreements(@Reference(service = Agreements.class) Agreements agreements, @Reference(service = AgreementStore.class) AgreementStore store,
            @Reference(service = DeliveryResource.class) DeliveryResource deliveries) {
        this.agreements = agreements;
        this.store = store;
        this.deliveries = deliveries;
    }

    @Override
    public void tell(SampleStep step) {
        var form = step.form();
        switch (step.word()) {
            case "drafted" -> agreements.draft(step.actor(), step.caseId(), kind(form), false, step.key());
            case "printed" -> agreements.printed(step.actor(), current(step).id(), COPIES, step.key());
            case "sealed" -> agreements.sealed(step.actor(), current(step).id(), new Agreements.Sealing(form.path("seal").asText(kind(form).seal()), COPIES, step.at(), form.path("usedBy").asText(), null), step.key());
            case "signed" -> agreements.signed(step.actor(), current(step).id(),
                    new Agreements.Signing(step.day(), form.path("customerSigner").asText(), form.path("companySigner").asText(), form.path("document").asLong(), null), step.key());
            case "delivered" -> delivered(step);
            default -> throw new IllegalArgumentException(step.word());
        }
    }

    private void delivered(SampleStep step) {
        Agreements.require(step.actor(), "agreements.deliver");
        var form = step.form();
        List<String> papers = StreamSupport.stream(form.path("papers").spliterator(), false).map(JsonNode::asText).toList();
        deliveries.add(step.actor(), step.key(), new DeliveryResource.NewDelivery(step.caseId(), papers, form.path("way").asText(), form.path("courier").asText(null), form.path("tracking").asText(null),
                form.path("receiver").asText(), step.day(), form.hasNonNull("document") ? form.get("document").asLong() : null, null));
    }

    private Agreement current(SampleStep step) {
        return store.current(step.caseId(), kind(step.form())).orElseThrow(() -> new IllegalStateException("no " + kind(step.form()).id()));
    }

    private static Kind kind(JsonNode form) {
        return Kind.of(form.path("kind").asText());
    }
}
