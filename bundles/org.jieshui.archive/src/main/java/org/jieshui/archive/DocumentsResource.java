package org.jieshui.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.archive.DocumentType;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.identity.Directory.Person;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Streaming;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Documents over HTTP. */
@Component
@Path("documents")
@Produces(MediaType.APPLICATION_JSON)
public final class DocumentsResource implements Resource {

    private static final String READ = "archive.read";

    private final ArchiveService archive;
    private final Directory directory;
    private final ReadTrace trace;

    @Activate
    public DocumentsResource(@Reference ArchiveService archive, @Reference Directory directory, @Reference AccessLog accessLog, @Reference Clock clock) {
        this.archive = archive;
        this.directory = directory;
        trace = new ReadTrace(accessLog, clock);
    }

    record Who(long id, String name) {}

    record DocumentRow(long id, long caseId, String type, Text typeName, long series, int version, boolean current, String stage, Long taskId, String fileName, String mediaType,
            boolean inline, long size, String sha256, Who uploadedBy, Instant uploadedAt, String voidReason,
            @JsonInclude(JsonInclude.Include.NON_NULL) Boolean repeated) {}

    record ToleranceRow(String type, Text typeName, String reason, Who by, Instant at) {}

    record Reason(String reason) {}

    record Tolerate(@JsonProperty("case") Long caseId, String type, String reason) {}

    @GET
    @Summary("Documents of a case, all versions")
    @Permission(READ)
    public List<DocumentRow> list(@QueryParam("case") Long caseId, @Context SecurityContext security) {
        var documents = archive.documents(actor(security), required(caseId, "/case"));
        var people = directory.people(documents.stream().map(Document::uploadedBy).collect(Collectors.toSet()));
        return documents.stream().map(document -> row(document, people)).toList();
    }

    @GET
    @Path("{id}")
    @Summary("One version of a document")
    @Permission(READ)
    public DocumentRow get(@PathParam("id") long id, @Context SecurityContext security) {
        return row(archive.readable(actor(security), id));
    }

    /** The body is the file. A file that the case already has in this place, or that was sent under the same key, is answered with what is there. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Summary(value = "Upload a document: the body is the file", answer = DocumentRow.class)
    @Permission(ArchiveService.UPLOAD)
    @Streaming
    public Response upload(@QueryParam("case") Long caseId, @QueryParam("type") String type, @QueryParam("task") Long task, @QueryParam("replaces") Long replaces,
            @HeaderParam("X-File-Name") String fileName, @HeaderParam(HttpHeaders.CONTENT_LENGTH) Long length, @HeaderParam("Idempotency-Key") String key, @Context HttpHeaders headers,
            @Context SecurityContext security, InputStream body) throws IOException {
        if (headers.getMediaType() != null && headers.getMediaType().getType().equals("multipart")) {
            throw Problem.of("malformed", 400, "请直接把文件作为请求正文发送，文件名放在 X-File-Name", "Send the file itself as the body, and its name in X-File-Name").toException();
        }
        var upload = new ArchiveService.Upload(required(caseId, "/case"), type, task, replaces, decoded(fileName), length == null ? -1 : length, key);
        var stored = archive.store(actor(security), upload, body);
        var document = stored.document();
        return Response.created(URI.create("documents/" + document.id())).entity(row(document, directory.people(Set.of(document.uploadedBy())), stored.repeated() ? true : null)).build();
    }

    @GET
    @Path("tolerated")
    @Summary("Documents that a case may lack for now")
    @Permission(READ)
    public List<ToleranceRow> tolerated(@QueryParam("case") Long caseId, @Context SecurityContext security) {
        return archive.tolerances(actor(security), required(caseId, "/case")).stream().map(this::row).toList();
    }

    @POST
    @Path("tolerate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("Let a case go on without a document for now")
    @Permission(ArchiveService.TOLERATE)
    public ToleranceRow tolerate(Tolerate body, @Context SecurityContext security) {
        if (body == null) {
            throw ProblemException.invalid("", "缺少内容", "The body is missing");
        }
        return row(archive.accept(actor(security), required(body.caseId(), "/case"), body.type(), body.reason()));
    }

    @POST
    @Path("{id}/void")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("Declare a version void")
    @Permission(ArchiveService.VOID)
    public DocumentRow declareVoid(@PathParam("id") long id, Reason body, @Context SecurityContext security) {
        archive.declareVoid(actor(security), id, body == null ? null : body.reason());
        return row(archive.readable(actor(security), id));
    }

    /**
     * The file, whole or one range of it. Nothing in it runs in the console's origin: kinds that a browser shows by itself are sandboxed, all others are saved. It leaves a
     * trace in the access log.
     */
    @GET
    @Path("{id}/content")
    @Produces(MediaType.WILDCARD)
    @Summary("The file, whole or one range")
    @Permission(READ)
    public Response content(@PathParam("id") long id, @QueryParam("download") String download, @HeaderParam("Range") String range, @HeaderParam("If-Range") String ifRange,
            @Context Request request, @Context SecurityContext security) throws IOException {
        var actor = actor(security);
        var document = archive.readable(actor, id);
        var tag = new EntityTag(document.sha256());
        var unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return safe(unchanged.tag(tag), document, download != null).build();
        }
        ByteRange part;
        try {
            part = ifRange == null || ifRange.equals("\"" + document.sha256() + "\"") ? ByteRange.of(range, document.size()).orElse(null) : null;
        } catch (ByteRange.UnsatisfiableException e) {
            return Response.status(416).header("Content-Range", "bytes */" + document.size()).build();
        }
        trace.read(actor, document);
        var whole = part == null ? new ByteRange(0, document.size() - 1) : part;
        var in = archive.content(document, whole.first());
        StreamingOutput body = out -> {
            try (in) {
                copy(in, out, whole.length());
            }
        };
        var response = Response.status(part == null ? 200 : 206).entity(body).type(document.mediaType()).tag(tag).header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CONTENT_LENGTH, whole.length());
        if (part != null) {
            response.header("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + document.size());
        }
        return safe(response, document, download != null).build();
    }

    private static Response.ResponseBuilder safe(Response.ResponseBuilder response, Document document, boolean download) {
        boolean inline = !download && Kind.ofMediaType(document.mediaType()).map(kind -> kind.inline).orElse(false);
        var plain = "document-" + document.id() + "." + FileName.extension(document.fileName()).replaceAll("[^a-z0-9]", "");
        return response.header(HttpHeaders.CONTENT_DISPOSITION, inline ? Disposition.inline(document.fileName(), plain) : Disposition.attachment(document.fileName(), plain))
                .header("Content-Security-Policy", "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        var buffer = new byte[64 * 1024];
        for (long left = length; left > 0;) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new IOException("The stored content is shorter than its record");
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }

    private DocumentRow row(Document document) {
        return row(document, directory.people(Set.of(document.uploadedBy())));
    }

    private DocumentRow row(Document document, Map<Long, Person> people) {
        return row(document, people, null);
    }

    private DocumentRow row(Document d, Map<Long, Person> people, Boolean repeated) {
        boolean inline = Kind.ofMediaType(d.mediaType()).map(kind -> kind.inline).orElse(false);
        return new DocumentRow(d.id(), d.caseId(), d.type(), typeName(d.type()), d.series(), d.version(), d.current(), d.stage(), d.taskId(), d.fileName(), d.mediaType(), inline,
                d.size(), d.sha256(), who(d.uploadedBy(), people), d.uploadedAt(), d.voidReason(), repeated);
    }

    private ToleranceRow row(Tolerance tolerance) {
        return new ToleranceRow(tolerance.type(), typeName(tolerance.type()), tolerance.reason(), who(tolerance.by(), directory.people(Set.of(tolerance.by()))), tolerance.at());
    }

    private Text typeName(String type) {
        return archive.type(type).map(DocumentType::name).orElse(Text.of(type, type));
    }

    private static Who who(long id, Map<Long, Person> people) {
        var person = people.get(id);
        return new Who(id, person == null ? null : person.name());
    }

    private static long required(Long value, String pointer) {
        if (value == null) {
            throw ProblemException.invalid(pointer, "缺少工单", "The case is missing");
        }
        return value;
    }

    private static String decoded(String name) {
        if (name == null) {
            return "";
        }
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
