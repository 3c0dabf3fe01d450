package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tokens for programs: security administration. */
@Component(service = Resource.class)
@Path("admin/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TokensResource implements Resource {

    private final ApiTokens tokens;

    @Activate
    public TokensResource(@Reference ApiTokens tokens) {
        this.tokens = tokens;
    }

    @GET
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("API tokens")
    public Page<ApiTokens.ApiToken> list(@Context SecurityContext security) {
        return new Page<>(tokens.list(Bodies.actor(security)), null);
    }

    @POST
    @Permission(Post.SECURITY_PERMISSION)
    @Summary(value = "Make an API token; its secret is told once", answer = ApiTokens.WithSecret.class)
    public Response create(ApiTokens.NewToken body, @Context SecurityContext security) {
        return Response.status(Response.Status.CREATED).entity(tokens.create(Bodies.actor(security), Bodies.required(body))).build();
    }

    @DELETE
    @Path("{id}")
    @Permission(Post.SECURITY_PERMISSION)
    @Summary("Revoke an API token")
    public Response revoke(@PathParam("id") long id, @Context SecurityContext security) {
        tokens.revoke(Bodies.actor(security), id);
        return Response.noContent().build();
    }
}
