package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What was built of a case, as measured, beside what was planned and drawn (R198–R200). */
@Component(service = {Resource.class, AsBuiltResource.class})
@Path("construction/as-built/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("construction.read")
public class AsBuiltResource implements Resource {

    public record Person(long id, String name) {}

    /** {@link Comparison.Line} and whether it lies within what is allowed. */
    public record Line(String what, BigDecimal planned, BigDecimal built, BigDecimal difference, BigDecimal allowed, boolean within) {}

    /**
     * @param measured the form of {@code construction.as-built}
     * @param receipt  document of the hand-over; null until it is made
     * @param revoked  sent back since
     */
    public record AsBuiltView(long id, JsonNode measured, List<Line> lines, Instant at, Person by, Long receipt, boolean revoked) {}

    private final Cases cases;
    private final Directory directory;
    private final Archive archive;
    private final AsBuiltStore store;
    private final WorksStore works;

    @Activate
    public AsBuiltResource(@Reference Cases cases, @Reference Directory directory, @Reference Archive archive, @Reference(service = AsBuiltStore.class) AsBuiltStore store, @Reference(service = WorksStore.class) WorksStore works) {
        this.cases = cases;
        this.directory = directory;
        this.archive = archive;
        this.store = store;
        this.works = works;
    }

    @GET
    @Summary("What was built of a case as measured, held against plan and drawings; the newest first")
    public List<AsBuiltView> list(@Context SecurityContext security, @PathParam("case") long caseId) {
        WorksResource.seen(cases, works, (Actor) security.getUserPrincipal(), caseId);
        var all = store.all(caseId);
        var people = directory.people(all.stream().map(AsBuilt::by).collect(Collectors.toSet()));
        var receipts = all.isEmpty() ? List.<Document>of() : archive.documents(caseId).stream().filter(d -> d.type().equals(AsBuiltReceipt.TYPE) && d.voidReason() == null).toList();
        return all.stream().map(a -> new AsBuiltView(a.id(), a.measured(), a.compared().stream().map(l -> new Line(l.what(), l.planned(), l.built(), l.difference(), l.allowed(), l.within())).toList(), a.at(),
                people.containsKey(a.by()) ? new Person(a.by(), people.get(a.by()).name()) : null,
                receipts.stream().filter(d -> d.taskId() != null && d.taskId() == a.task()).map(Document::id).findFirst().orElse(null), a.voided() != null)).toList();
    }
}
