package org.jieshui.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;

/** The OpenAPI document. The publisher publishes it itself, since it tells what the publisher knows. */
@Path("openapi.json")
@Authenticated
public final class OpenApiResource implements Resource {

    private final Routes routes;

    OpenApiResource(Routes routes) {
        this.routes = routes;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Summary("This document, of what runs now")
    public ObjectNode get() {
        return OpenApi.document(routes.active());
    }
}
