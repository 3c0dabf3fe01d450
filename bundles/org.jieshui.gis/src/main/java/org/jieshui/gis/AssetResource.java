package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Pipes, outlets, fittings, planned works and repairs, with their history (R55, R56, R58, R202). */
@Component(service = Resource.class)
@Path("gis")
@Produces(MediaType.APPLICATION_JSON)
@Permission("gis.read")
public final class AssetResource implements Resource {

    /** @param path x, y, x, y … in the plane, m; @param by the person's name, or null */
    public record PipeView(Pipe pipe, double[] path, double drawnLength, List<Outlet> outlets, List<Work> works, List<Repair> repairs, List<ChangeView> history) {
    }

    public record OutletView(Outlet outlet, List<ChangeView> history) {
    }

    public record FittingView(Fitting fitting, List<ChangeView> history) {
    }

    public record ChangeView(Instant at, String by, JsonNode changes) {
    }

    private final GisStore store;
    private final Directory directory;
    private final Clock clock;

    @Activate
    public AssetResource(@Reference Database database, @Reference Directory directory, @Reference Clock clock) {
        this.store = new GisStore(database);
        this.directory = directory;
        this.clock = clock;
    }

    /** By code. @param lacks only pipes without this attribute: what is still to be recorded */
    @GET
    @Path("pipes")
    public Page<Pipe> pipes(@QueryParam("network") long network, @QueryParam("lacks") String lacks, @QueryParam("q") String code, @QueryParam("after") String after,
            @QueryParam("limit") Integer limit) {
        int most = Rest.limit(limit);
        List<Pipe> pipes = store.pipes(network, lacks == null || lacks.isBlank() ? null : lacks, code, after, most + 1);
        boolean more = pipes.size() > most;
        return new Page<>(more ? pipes.subList(0, most) : pipes, more ? pipes.get(most - 1).code() : null);
    }

    @GET
    @Path("pipes/{id}")
    public PipeView pipe(@PathParam("id") long id) {
        Pipe pipe = store.pipe(id).orElseThrow(ProblemException::notFound);
        double[] path = store.path(id);
        return new PipeView(pipe, path, Paths.length(path), store.outletsOf(id), store.worksOn(List.of(id), today()), store.repairs(id), history("pipe", id));
    }

    @PATCH
    @Path("pipes/{id}")
    @Permission("gis.edit")
    public Pipe editPipe(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String version, JsonNode body) {
        return store.editPipe(id, Rest.version(version), Edits.read(Edits.PIPE, body, false), Rest.actor(security).id(), clock.instant());
    }

    @POST
    @Path("pipes/{id}/repairs")
    @Permission("gis.edit")
    public List<Repair> addRepair(@Context SecurityContext security, @PathParam("id") long id, JsonNode body) {
        return store.addRepair(id, Edits.read(Edits.REPAIR, body, true), Rest.actor(security).id(), clock.instant());
    }

    @GET
    @Path("outlets/{id}")
    public OutletView outlet(@PathParam("id") long id) {
        return new OutletView(store.outlet(id).orElseThrow(ProblemException::notFound), history("outlet", id));
    }

    @PATCH
    @Path("outlets/{id}")
    @Permission("gis.edit")
    public Outlet editOutlet(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String version, JsonNode body) {
        return store.editOutlet(id, Rest.version(version), Edits.read(Edits.OUTLET, body, false), Rest.actor(security).id(), clock.instant());
    }

    @GET
    @Path("fittings/{id}")
    public FittingView fitting(@PathParam("id") long id) {
        return new FittingView(store.fitting(id).orElseThrow(ProblemException::notFound), history("fitting", id));
    }

    @PATCH
    @Path("fittings/{id}")
    @Permission("gis.edit")
    public Fitting editFitting(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String version, JsonNode body) {
        return store.editFitting(id, Rest.version(version), Edits.read(Edits.FITTING, body, false), Rest.actor(security).id(), clock.instant());
    }

    @POST
    @Path("works")
    @Permission("gis.edit")
    public Work addWork(@Context SecurityContext security, JsonNode body) {
        return store.addWork(inOrder(body, Edits.read(Edits.WORK, body, true)), Rest.actor(security).id(), clock.instant());
    }

    @PATCH
    @Path("works/{id}")
    @Permission("gis.edit")
    public Work editWork(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String version, JsonNode body) {
        Work work = store.work(id).orElseThrow(ProblemException::notFound);
        Map<Edits.Field, Object> values = Edits.read(Edits.WORK, body, false);
        String starts = body.path("starts").asText(work.starts().toString());
        String ends = body.path("ends").asText(work.ends().toString());
        if (starts.compareTo(ends) > 0) {
            throw endsFirst();
        }
        return store.editWork(id, Rest.version(version), values, Rest.actor(security).id(), clock.instant());
    }

    private static Map<Edits.Field, Object> inOrder(JsonNode body, Map<Edits.Field, Object> values) {
        if (body.path("starts").asText().compareTo(body.path("ends").asText()) > 0) {
            throw endsFirst();
        }
        return values;
    }

    private static ProblemException endsFirst() {
        return ProblemException.invalid("/ends", "结束不能早于开始", "It cannot end before it starts");
    }

    private List<ChangeView> history(String entity, long id) {
        List<Change> changes = store.history(entity, id);
        Map<Long, Directory.Person> people = directory.people(changes.stream().map(Change::person).collect(Collectors.toSet()));
        return changes.stream().map(c -> new ChangeView(c.at(), people.containsKey(c.person()) ? people.get(c.person()).name() : null, c.changes())).toList();
    }

    private LocalDate today() {
        return LocalDate.now(clock.withZone(Atlases.ZONE));
    }
}
