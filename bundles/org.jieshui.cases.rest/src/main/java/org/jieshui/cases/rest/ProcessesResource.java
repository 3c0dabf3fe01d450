package org.jieshui.cases.rest;

import static org.jieshui.cases.rest.TasksResource.actor;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jieshui.cases.api.Processes;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Published processes. */
@Component(service = Resource.class)
@Path("processes")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
public class ProcessesResource implements Resource {

    private final Processes processes;

    @Activate
    public ProcessesResource(@Reference Processes processes) {
        this.processes = processes;
    }

    @GET
    public List<Processes.Published> list() {
        return processes.all();
    }

    @GET
    @Path("{id}/versions")
    public List<Processes.Published> versions(@PathParam("id") String id) {
        return processes.versions(id);
    }

    @GET
    @Path("{id}/versions/{version}")
    public JsonNode definition(@PathParam("id") String id, @PathParam("version") int version) {
        return processes.definition(id, version).orElseThrow(ProblemException::notFound);
    }

    /** The body is the definition itself, as text, so that errors can name its lines. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Permission("cases.publish")
    public Processes.Published publish(@Context SecurityContext who, String definition) {
        return processes.publish(actor(who), definition);
    }
}
