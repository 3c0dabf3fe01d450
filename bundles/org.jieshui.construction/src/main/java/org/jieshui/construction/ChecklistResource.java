package org.jieshui.construction;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The lists that administrators keep: entry conditions (R80), and what is looked at when works are accepted (R83). */
@Component(service = Resource.class)
@Path("construction/checklists/{kind}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("construction.read")
public class ChecklistResource implements Resource {

    private final Directory directory;
    private final ChecklistStore store;
    private final Clock clock;

    /** @param by name of who published it; null: it came with the product */
    public record ListView(String kind, int version, List<Checklist.Item> items, Instant at, String by) {}

    /** @param version the version that was seen and is to be replaced */
    public record NewList(int version, List<Checklist.Item> items) {}

    @Activate
    public ChecklistResource(@Reference Directory directory, @Reference(service = ChecklistStore.class) ChecklistStore store, @Reference Clock clock) {
        this.directory = directory;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("A list as it counts now: entry or acceptance")
    public ListView current(@PathParam("kind") String kind) {
        return view(store.current(known(kind)));
    }

    @GET
    @Path("{version}")
    @Summary("An earlier version of a list")
    public ListView version(@PathParam("kind") String kind, @PathParam("version") int version) {
        return view(store.version(known(kind), version).orElseThrow(ProblemException::notFound));
    }

    /** Entry conditions count at once for every case whose excavation task is open; what was ticked stays ticked. An acceptance that was recorded keeps its version. */
    @PUT
    @Permission("construction.lists")
    @Summary("Publish a new version of a list")
    public ListView publish(@Context SecurityContext security, @PathParam("kind") String kind, NewList body) {
        var errors = Checklist.errors(known(kind), body == null ? null : body.items());
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        var now = store.current(kind);
        var next = new Checklist(kind, now.version() + 1, body.items(), clock.instant(), ((Actor) security.getUserPrincipal()).id());
        if (body.version() != now.version() || !store.add(next)) {
            throw Problem.of("construction/list-changed", 409, "清单刚被别人改过，请看过新版再改", "Somebody else has just changed the list; look at the new version first").with("version", store.current(kind).version()).toException();
        }
        return view(next);
    }

    private static String known(String kind) {
        if (!Checklist.KINDS.contains(kind)) {
            throw ProblemException.notFound();
        }
        return kind;
    }

    private ListView view(Checklist list) {
        return new ListView(list.kind(), list.version(), list.items(), list.at(), list.by() == 0 ? null : directory.person(list.by()).map(Directory.Person::name).orElse("—"));
    }
}
