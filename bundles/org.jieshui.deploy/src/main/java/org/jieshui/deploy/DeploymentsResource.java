package org.jieshui.deploy;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.net.URI;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Streaming;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The gate over HTTP. */
@Component(service = Resource.class)
@Path("modules")
@Produces(MediaType.APPLICATION_JSON)
public final class DeploymentsResource implements Resource {

    private static final String READ = "modules.read";
    private static final String DEPLOY = "modules.deploy";
    private static final int MOST = 200;

    record Back(long to) {}

    private final Gate gate;

    @Activate
    public DeploymentsResource(@Reference Gate gate) {
        this.gate = gate;
    }

    @GET
    @Path("gate")
    @Permission(READ)
    @Summary("Whose signatures the gate trusts, and whether it takes unsigned departments")
    public Gate.Settings gate() {
        return gate.settings();
    }

    @GET
    @Path("deployments")
    @Permission(READ)
    @Summary("What was deployed, refused, rolled back and removed, newest first")
    public Page<Deployment> deployments(@QueryParam("module") String module, @QueryParam("after") String after, @QueryParam("limit") @DefaultValue("50") int asked) {
        int limit = Math.max(1, Math.min(MOST, asked));
        var rows = gate.history(module, before(after), limit + 1);
        return rows.size() <= limit ? new Page<>(rows, null) : new Page<>(rows.subList(0, limit), String.valueOf(rows.get(limit - 1).id()));
    }

    /** What was handed in, as it was: also what was refused, as long as it is kept. */
    @GET
    @Path("deployments/{id}/jar")
    @Produces("application/java-archive")
    @Permission(DEPLOY)
    @Summary("The file of a deployment, refused ones among them")
    public Response jar(@PathParam("id") long id) {
        var deployment = gate.get(id);
        var name = (deployment.bundle() == null ? "refused" : deployment.bundle() + "-" + deployment.version()) + ".jar";
        return Response.ok(gate.content(deployment)).header("Content-Disposition", "attachment; filename=\"" + name + "\"").build();
    }

    /** Answers when the new version has taken over, or when it was refused or is out again. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Permission(DEPLOY)
    @Streaming
    @Summary(value = "Deploy a department, or a new version of one: the body is the jar", answer = Gate.Answer.class)
    public Response deploy(@Context HttpHeaders headers, @Context SecurityContext security, InputStream jar) {
        if (headers.getMediaType() != null && headers.getMediaType().getType().equals("multipart")) {
            throw Problem.of("malformed", 400, "请直接把 jar 作为请求正文发送", "Send the jar itself as the body").toException();
        }
        var answer = gate.deploy(actor(security), jar);
        return answer.unchanged() ? Response.ok(answer).build() : Response.created(URI.create("modules/deployments?module=" + answer.deployment().module())).entity(answer).build();
    }

    @POST
    @Path("{module}/rollback")
    @Consumes(MediaType.APPLICATION_JSON)
    @Permission(DEPLOY)
    @Summary("Go back to an earlier deployment of a module")
    public Gate.Answer rollBack(@PathParam("module") String module, Back body, @Context SecurityContext security) {
        if (body == null || body.to() == 0) {
            throw ProblemException.invalid("/to", "请写明回到哪一次部署", "Say which deployment to go back to");
        }
        return gate.rollBack(actor(security), module, body.to());
    }

    @DELETE
    @Path("{module}")
    @Permission(DEPLOY)
    @Summary("Take away a department that was added; without confirm it says which open tasks would be parked")
    public Deployment remove(@PathParam("module") String module, @QueryParam("confirm") @DefaultValue("false") boolean confirm, @Context SecurityContext security) {
        return gate.remove(actor(security), module, confirm);
    }

    private static long before(String after) {
        try {
            return after == null || after.isEmpty() ? Long.MAX_VALUE : Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("/after", "翻页标记无效，请从第一页开始", "Not a page of this list; start from the first");
        }
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
