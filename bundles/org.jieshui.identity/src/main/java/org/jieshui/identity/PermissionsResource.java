package org.jieshui.identity;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What modules ask of roles. */
@Component(service = Resource.class)
@Path("admin/permissions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PermissionsResource implements Resource {

    private final Roles roles;

    @Activate
    public PermissionsResource(@Reference Roles roles) {
        this.roles = roles;
    }

    @GET
    @Authenticated
    @Summary("Permissions that modules ask of roles")
    public Page<Roles.PermissionInfo> list(@Context SecurityContext security) {
        return new Page<>(roles.permissions(Bodies.actor(security)), null);
    }
}
