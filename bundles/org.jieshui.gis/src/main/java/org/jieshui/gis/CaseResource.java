package org.jieshui.gis;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.Cases;
import org.jieshui.gis.GisStore.KeptFinding;
import org.jieshui.gis.api.TapPoint;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the network department keeps about a case: its tap point and its findings. A case that the caller may not see does not exist here either. */
@Component(service = Resource.class)
@Path("gis/cases/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("gis.read")
public final class CaseResource implements Resource {
    private final Cases cases;
    private final TapPoints tapPoints;
    private final GisStore store;

    @Activate
    public CaseResource(@Reference Cases cases, @Reference TapPoints tapPoints, @Reference Database database) {
        this.cases = cases;
        this.tapPoints = tapPoints;
        this.store = new GisStore(database);
    }

    @GET
    @Path("tap-point")
    public TapPoint tapPoint(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get(Rest.actor(security), caseId);
        return tapPoints.of(caseId).orElseThrow(ProblemException::notFound);
    }

    /** @param version {@code If-Match}: the version that was seen, 0 for none; may be left out */
    @PUT
    @Path("tap-point")
    @Permission("gis.tap")
    public TapPoint choose(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("If-Match") String version, TapPoints.Choice choice) {
        Actor actor = Rest.actor(security);
        Integer seen = version == null ? null : (Integer) Rest.version(version);
        return cases.act(actor, caseId, "gis.tap-point", act -> {
            TapPoint chosen = tapPoints.choose(caseId, choice, seen, actor.id(), act.now());
            act.data(Map.of("version", chosen.version(), "pipe", chosen.pipeCode()));
            return chosen;
        });
    }

    /** Every finding on the case, newest first. */
    @GET
    @Path("findings")
    public List<KeptFinding> findings(@Context SecurityContext security, @PathParam("case") long caseId) {
        cases.get(Rest.actor(security), caseId);
        return store.findings(caseId);
    }
}
