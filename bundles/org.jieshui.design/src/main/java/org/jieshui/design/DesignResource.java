package org.jieshui.design;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jieshui.cases.api.Cases;
import org.jieshui.design.DesignStore.Signed;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who signed which versions of the drawings. */
@Component(service = Resource.class)
@Path("design")
@Produces(MediaType.APPLICATION_JSON)
@Permission("design.read")
public class DesignResource implements Resource {

    public record SignOffView(int version, Instant at, String by, String drawer, String opinion, List<Signed> documents) {}

    private final Cases cases;
    private final Directory directory;
    private final DesignStore store;

    @Activate
    public DesignResource(@Reference Cases cases, @Reference Directory directory, @Reference(service = DesignStore.class) DesignStore store) {
        this.cases = cases;
        this.directory = directory;
        this.store = store;
    }

    @GET
    @Path("sign-offs/{case}")
    @Summary("Who signed which versions of the drawings, newest first")
    public Page<SignOffView> signOffs(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get((Actor) security.getUserPrincipal(), caseId);
        var signOffs = store.signOffs(caseId);
        var people = directory.people(new HashSet<>(signOffs.stream().flatMap(s -> Stream.of(s.person(), s.drawer()).filter(id -> id != null)).toList()));
        return new Page<>(signOffs.stream().map(s -> new SignOffView(s.version(), s.at(), people.containsKey(s.person()) ? people.get(s.person()).name() : null,
                s.drawer() != null && people.containsKey(s.drawer()) ? people.get(s.drawer()).name() : null, s.opinion(), s.documents())).toList(), null);
    }
}
