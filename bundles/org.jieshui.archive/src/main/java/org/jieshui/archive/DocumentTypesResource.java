package org.jieshui.archive;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jieshui.platform.api.archive.DocumentType;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The types of documents, found by any of their names. */
@Component
@Path("document-types")
@Produces(MediaType.APPLICATION_JSON)
public final class DocumentTypesResource implements Resource {

    private final ArchiveService archive;

    @Activate
    public DocumentTypesResource(@Reference ArchiveService archive) {
        this.archive = archive;
    }

    @GET
    @Authenticated
    @Summary("Types of documents, found by any of their names")
    public List<DocumentType> list(@QueryParam("q") String q) {
        return q == null || q.isBlank() ? archive.types() : archive.search(q.strip());
    }
}
