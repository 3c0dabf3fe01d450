package org.jieshui.gis;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jieshui.gis.ImportStore.Import;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Imports of networks: upload and preview, other options, confirm or discard. */
@Component(service = Resource.class)
@Path("gis/imports")
@Produces(MediaType.APPLICATION_JSON)
@Permission("gis.import")
public final class ImportResource implements Resource {
    private static final int MOST_PROPERTIES = 50;

    private final Imports imports;

    @Activate
    public ImportResource(@Reference Imports imports) {
        this.imports = imports;
    }

    @GET
    public List<Import> list() {
        return imports.newest();
    }

    @GET
    @Path("{id}")
    public Import get(@PathParam("id") long id) {
        return imports.get(id);
    }

    /** Fields that a GeoJSON property may be mapped to. */
    @GET
    @Path("fields")
    public Set<String> fields() {
        return GeoJsonReader.FIELDS.keySet();
    }

    /** @param content the file itself; @param fileName percent-encoded UTF-8; @param network the network to update, none: a new one */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Import upload(@Context SecurityContext security, @HeaderParam("X-File-Name") String fileName, @QueryParam("network") Long network, InputStream content) {
        ImportOptions options = new ImportOptions(network, null, null, null, false, GeoMapping.AUTOMATIC);
        return imports.upload(decoded(fileName), content, options, Rest.actor(security).id());
    }

    private static String decoded(String name) {
        try {
            return name == null ? null : URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("/X-File-Name", "文件名应按 UTF-8 百分号编码", "The file name should be percent-encoded UTF-8");
        }
    }

    @PUT
    @Path("{id}")
    public Import again(@PathParam("id") long id, @HeaderParam("If-Match") String version, ImportOptions options) {
        if (options == null) {
            throw ProblemException.invalid("", "应为一个对象", "Should be an object");
        }
        if (options.mapping().properties().size() > MOST_PROPERTIES || !GeoJsonReader.FIELDS.keySet().containsAll(options.mapping().properties().keySet())) {
            throw ProblemException.invalid("/mapping/properties", "只能对应已有的属性", "Only known fields can be mapped");
        }
        return imports.again(id, Rest.version(version), options);
    }

    @POST
    @Path("{id}/confirm")
    public Import confirm(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String version) {
        return imports.confirm(id, Rest.version(version), Rest.actor(security).id());
    }

    @DELETE
    @Path("{id}")
    public void discard(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String version) {
        imports.discard(id, Rest.version(version), Rest.actor(security).id());
    }
}
