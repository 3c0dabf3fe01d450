package org.jieshui.payments;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** 账目核对: the sums, added up anew at every look, and what does not fit. */
@Component(service = Resource.class)
@Path("payments/check")
@Produces(MediaType.APPLICATION_JSON)
@Permission(Rest.BOOKS)
public class CheckResource implements Resource {

    /** @param number of the case, where the caller may see it */
    public record Found(CheckStore.Finding finding, String number) {}

    /** @param balanced transfers and ledger each add up, and nothing was found */
    public record Check(Instant at, boolean balanced, CheckStore.Sums transfers, CheckStore.Sums ledger, List<CheckStore.Month> months, List<CheckStore.Numbers> receipts, List<Found> findings) {}

    private final Cases cases;
    private final CheckStore store;
    private final Clock clock;

    @Activate
    public CheckResource(@Reference Cases cases, @Reference CheckStore store, @Reference Clock clock) {
        this.cases = cases;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("Adds the books up anew and names what does not fit")
    public Check check(@Context SecurityContext security) {
        var transfers = store.transfers();
        var ledger = store.ledger();
        var findings = store.findings();
        var seen = cases.visible(Rest.actor(security), findings.stream().map(CheckStore.Finding::caseId).filter(Objects::nonNull).collect(Collectors.toSet()));
        return new Check(clock.instant(), findings.isEmpty() && transfers.adds() && ledger.adds(), transfers, ledger, store.months(), store.receipts(),
                findings.stream().map(f -> new Found(f, f.caseId() == null || !seen.containsKey(f.caseId()) ? null : seen.get(f.caseId()).number())).toList());
    }
}
