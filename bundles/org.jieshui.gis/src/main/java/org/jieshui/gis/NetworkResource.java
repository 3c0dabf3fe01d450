package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jieshui.gis.api.PipeNetwork;
import org.jieshui.gis.api.Surroundings;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.locationtech.jts.geom.Envelope;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Networks as the map and other pages see them. */
@Component(service = Resource.class)
@Path("gis/networks")
@Produces(MediaType.APPLICATION_JSON)
@Permission("gis.read")
public final class NetworkResource implements Resource {

    /** @param bounds minX, minY, maxX, maxY in the plane, m; null while the network is empty */
    public record NetworkView(long id, String name, String crs, boolean current, long version, Instant asOf, int pipes, double[] bounds) {
    }

    public record NetworkRow(long id, String name, String crs, boolean current, Instant asOf) {
    }

    private final Atlases atlases;
    private final Surrounding surrounding;
    private final GisStore store;
    private final Clock clock;

    @Activate
    public NetworkResource(@Reference Atlases atlases, @Reference Surrounding surrounding, @Reference Database database, @Reference Clock clock) {
        this.atlases = atlases;
        this.surrounding = surrounding;
        this.store = new GisStore(database);
        this.clock = clock;
    }

    @GET
    public List<NetworkRow> list() {
        return store.networks().stream().map(n -> new NetworkRow(n.id(), n.name(), n.plane().code(), n.current(), n.asOf())).toList();
    }

    /** The current network; 404 while there is none. */
    @GET
    @Path("current")
    public NetworkView current() {
        return view(atlases.current().orElseThrow(ProblemException::notFound));
    }

    @GET
    @Path("{id}")
    public NetworkView get(@PathParam("id") long id) {
        return view(atlases.get(id));
    }

    private static NetworkView view(Atlas atlas) {
        Network n = atlas.network;
        Envelope b = atlas.pipes.bounds();
        return new NetworkView(n.id(), n.name(), n.plane().code(), n.current(), n.version(), n.asOf(), atlas.pipes.size(),
            b.isNull() ? null : new double[] {b.getMinX(), b.getMinY(), b.getMaxX(), b.getMaxY()});
    }

    /** @param body {@code name}, and {@code current: true} to work with this network from now on */
    @PUT
    @Path("{id}")
    @Permission("gis.import")
    public NetworkView change(@PathParam("id") long id, JsonNode body) {
        store.network(id).orElseThrow(ProblemException::notFound);
        if (body != null && body.hasNonNull("name")) {
            String name = body.get("name").asText();
            if (name.isBlank() || name.codePointCount(0, name.length()) > 200) {
                throw ProblemException.invalid("/name", "1–200 字", "1–200 characters");
            }
            store.rename(id, name);
        }
        if (body != null && body.path("current").asBoolean()) {
            store.makeCurrent(id);
        }
        return view(atlases.get(id));
    }

    /** See {@link MapData}. @param box minX,minY,maxX,maxY; @param resolution m per pixel */
    @GET
    @Path("{id}/map")
    public Response map(@PathParam("id") long id, @QueryParam("box") String box, @QueryParam("resolution") double resolution, @Context Request request) {
        Envelope envelope = box(box);
        Atlas atlas = atlases.get(id);
        EntityTag tag = new EntityTag(id + "." + atlas.network.version() + "." + LocalDate.now(clock.withZone(Atlases.ZONE)));
        Response.ResponseBuilder same = request == null ? null : request.evaluatePreconditions(tag);
        if (same != null) {
            return same.build();
        }
        if (!(resolution >= 0 && Double.isFinite(resolution))) {
            throw ProblemException.invalid("/resolution", "应为每像素米数", "Should be metres per pixel");
        }
        return Response.ok(MapData.of(atlas, envelope, resolution)).tag(tag).header("Cache-Control", "private, no-cache").build();
    }

    private static Envelope box(String text) {
        try {
            double[] b = Arrays.stream(text.split(",", 5)).mapToDouble(Double::parseDouble).toArray();
            if (b.length == 4 && Arrays.stream(b).allMatch(v -> Math.abs(v) < 1e9) && b[0] < b[2] && b[1] < b[3]) {
                return new Envelope(b[0], b[2], b[1], b[3]);
            }
        } catch (NullPointerException | NumberFormatException e) {
            // refused below
        }
        throw ProblemException.invalid("/box", "应为 minX,minY,maxX,maxY", "Should be minX,minY,maxX,maxY");
    }

    @GET
    @Path("{id}/around")
    public Surroundings around(@PathParam("id") long id, @QueryParam("x") double x, @QueryParam("y") double y, @QueryParam("radius") double radius) {
        if (!(radius > 0 && radius <= PipeNetwork.LARGEST_RADIUS)) {
            throw ProblemException.invalid("/radius", "应大于 0，不超过 2000 m", "Should be above 0 and at most 2000 m");
        }
        return surrounding.around(id, x, y, radius);
    }

    /** What supplies an area (R176). @param ring x,y,x,y … of its edge, m */
    @GET
    @Path("{id}/supply")
    public Supply supply(@PathParam("id") long id, @QueryParam("ring") String ring) {
        return surrounding.supply(id, Area.parse(ring), LocalDate.now(clock.withZone(Atlases.ZONE)));
    }

    @GET
    @Path("{id}/search")
    public List<GisStore.Found> search(@PathParam("id") long id, @QueryParam("q") String text) {
        return text == null || text.isBlank() ? List.of() : store.search(id, text, 20);
    }

    @POST
    @Path("{id}/outlets")
    @Permission("gis.edit")
    public Outlet addOutlet(@Context SecurityContext security, @PathParam("id") long id, JsonNode body) {
        return store.addOutlet(id, Edits.read(Edits.OUTLET, body, true), Rest.actor(security).id(), clock.instant());
    }

    @POST
    @Path("{id}/fittings")
    @Permission("gis.edit")
    public Fitting addFitting(@Context SecurityContext security, @PathParam("id") long id, JsonNode body) {
        return store.addFitting(id, Edits.read(Edits.FITTING, body, true), Rest.actor(security).id(), clock.instant());
    }

    /** Planned works that are not over. */
    @GET
    @Path("{id}/works")
    public List<Work> works(@PathParam("id") long id) {
        return store.works(id, LocalDate.now(clock.withZone(Atlases.ZONE)));
    }
}
