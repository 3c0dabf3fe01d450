package org.jieshui.archive;

import jakarta.ws.rs.Consumes;
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
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.DocumentType;
import org.jieshui.platform.api.archive.Standing;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Csv;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Closed archives over HTTP (R196, R269). */
@Component(service = Resource.class)
@Path("archives")
@Produces(MediaType.APPLICATION_JSON)
public final class ArchivesResource implements Resource {

    private static final String READ = "archive.read";
    private static final String EXPORT = "archive.export";
    private static final Set<String> STATES = Set.of("waiting", "incomplete", "ready", "sealed", "broken", "all");
    private static final Map<String, Text> STATE_NAMES = Map.of("incomplete", Text.of("缺材料", "Incomplete"), "ready", Text.of("可归档", "Ready"), "sealed", Text.of("已封存", "Closed"),
            "broken", Text.of("核验不符", "Broken"));
    private static final int PAGE = 200;
    /** No more rows than this in a file; who wants others narrows the filters. */
    private static final int MOST = 20_000;

    private final Closings closings;
    private final ArchiveService archive;
    private final Core core;
    private final Directory directory;
    private final AccessLog accessLog;

    @Activate
    public ArchivesResource(@Reference Closings closings, @Reference ArchiveService archive, @Reference Core core, @Reference Directory directory, @Reference AccessLog accessLog) {
        this.closings = closings;
        this.archive = archive;
        this.core = core;
        this.directory = directory;
        this.accessLog = accessLog;
    }

    public record Who(long id, String name) {}

    public record Named(String type, Text name) {}

    /** @param sha256 of the manifest */
    public record SealRow(int version, Instant at, Who by, String sha256, int documents, int entries, Instant reopenedAt, Who reopenedBy, String reopenReason) {}

    /** @param state {@code incomplete}, {@code ready}, {@code sealed} or {@code broken} */
    public record Row(long caseId, String number, String customer, String address, String district, Instant finished, String state, List<Named> missing, SealRow seal) {}

    /** @param waived why the archive does without it, or null */
    public record Need(String type, Text name, String stage, boolean present, String waived, Who waivedBy) {}

    public record Check(int version, Instant at, Who by, List<FaultRow> faults) {}

    public record FaultRow(String kind, Long document, Text text) {}

    /** @param state {@code open} while work is left, {@code ended} for withdrawn cases, {@code incomplete}, {@code ready}, {@code sealed}, {@code broken} */
    public record Detail(long caseId, String number, String state, List<Need> needs, List<SealRow> seals, Check verification) {}

    public record Waive(String type, String reason) {}

    public record Reason(String reason) {}

    @GET
    @Summary("Finished cases and how their archives stand, by case")
    @Permission(Closings.SEAL)
    public Page<Row> list(@Context SecurityContext security, @QueryParam("state") String state, @QueryParam("district") String district, @QueryParam("after") String after, @QueryParam("limit") int limit) {
        var found = closings.list(actor(security), state(state), blank(district), place(after), limit < 1 ? 50 : Math.min(limit, PAGE));
        return new Page<>(found.rows().stream().map(this::row).toList(), found.next() == null ? null : String.valueOf(found.next()));
    }

    @GET
    @Path("list")
    @Produces("text/csv;charset=utf-8")
    @Summary("The same list as CSV, at most 20 000 rows")
    @Permission(Closings.SEAL)
    public Response file(@Context SecurityContext security, @QueryParam("state") String state, @QueryParam("district") String district) {
        var actor = actor(security);
        var asked = state(state);
        boolean english = "en".equals(actor.language());
        StreamingOutput body = out -> {
            var csv = new Csv(out);
            var districts = directory.districts().stream().collect(Collectors.toMap(Directory.District::id, Directory.District::name));
            csv.line(english ? new String[] {"Case", "Customer", "Address", "District", "Finished", "State", "Missing", "Closed", "SHA-256 of the manifest"}
                    : new String[] {"工单号", "客户", "地址", "分区", "办完时间", "状态", "缺少的材料", "封存时间", "清单 SHA-256"});
            Long after = null;
            int rows = 0;
            do {
                var found = closings.list(actor, asked, blank(district), after, PAGE);
                for (var listed : found.rows()) {
                    var row = row(listed);
                    csv.line(row.number(), row.customer(), row.address(), row.district() == null ? "" : say(english, districts.getOrDefault(row.district(), Text.of(row.district(), row.district()))), ArchivePackage.when(row.finished()), say(english, STATE_NAMES.get(row.state())),
                            String.join(english ? ", " : "、", row.missing().stream().map(n -> say(english, n.name())).toList()), row.seal() == null ? "" : ArchivePackage.when(row.seal().at()),
                            row.seal() == null ? "" : row.seal().sha256());
                }
                accessLog.read(actor, "archive.list", found.rows().stream().map(l -> "case/" + l.row().caseId()).toList(), Set.of("customer", "address"));
                rows += found.rows().size();
                after = found.next();
            } while (after != null && rows < MOST);
            csv.flush();
        };
        return Response.ok(body).header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=archives.csv").header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    @GET
    @Path("{case}")
    @Summary("How the archive of a case stands: what it needs, its seals, the last verification")
    @Permission(READ)
    public Detail get(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = own(security);
        var detail = closings.detail(actor, caseId);
        var standing = archive.standing(caseId, detail.wanted().documents().keySet());
        return new Detail(caseId, detail.kase().number(), detail.state(), standing.values().stream().map(s -> need(s, detail.wanted().documents().get(s.type()))).toList(),
                detail.seals().stream().map(this::seal).toList(), detail.verification().map(this::check).orElse(null));
    }

    @POST
    @Path("{case}/waive")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("The archive does without a document of this type, for a reason")
    @Permission(Closings.WAIVE)
    public Detail waive(@Context SecurityContext security, @PathParam("case") long caseId, Waive body) {
        closings.waive(own(security), caseId, body == null ? null : body.type(), body == null ? null : body.reason());
        return get(security, caseId);
    }

    @POST
    @Path("{case}/seal")
    @Summary("Close the archive of a finished case; closes the case too where that is still open")
    @Permission(Closings.SEAL)
    public Detail seal(@Context SecurityContext security, @PathParam("case") long caseId) throws IOException {
        closings.seal(own(security), caseId);
        return get(security, caseId);
    }

    @POST
    @Path("{case}/reopen")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("Reopen a closed archive; the old manifest is kept")
    @Permission(Closings.REOPEN)
    public Detail reopen(@Context SecurityContext security, @PathParam("case") long caseId, Reason body) {
        closings.reopen(own(security), caseId, body == null ? null : body.reason());
        return get(security, caseId);
    }

    @POST
    @Path("{case}/verify")
    @Summary("Recompute every digest of a closed archive from what is stored")
    @Permission(Closings.VERIFY)
    public Check verify(@Context SecurityContext security, @PathParam("case") long caseId) throws IOException {
        return check(closings.verify(own(security), caseId));
    }

    /** {@code OK <number>}, or {@code BROKEN <number> <what>}; the last line is {@code END <broken>/<all>}: without it the run was cut off. */
    @POST
    @Path("verify")
    @Produces("text/plain;charset=utf-8")
    @Summary("Verify every closed archive that the caller may see: a line for each as it is done")
    @Permission(Closings.VERIFY)
    public Response verifyAll(@Context SecurityContext security) {
        var actor = actor(security);
        StreamingOutput body = out -> {
            var counts = new int[2];
            closings.verifyAll(actor, (kase, found) -> {
                counts[0] += found.faults().isEmpty() ? 0 : 1;
                counts[1]++;
                var what = found.faults().stream().map(f -> f.kind() + (f.document() == null ? "" : " " + f.document())).collect(Collectors.joining(", "));
                ArchivePages.write(out, (found.faults().isEmpty() ? "OK " + kase.number() : "BROKEN " + kase.number() + " " + what) + "\n");
                out.flush();
            });
            ArchivePages.write(out, "END " + counts[0] + "/" + counts[1] + "\n");
        };
        return Response.ok(body).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    @GET
    @Path("{case}/manifest")
    @Summary("The manifest of a closed archive, as its digest was taken; without a version the newest")
    @Permission(EXPORT)
    public Response manifest(@Context SecurityContext security, @PathParam("case") long caseId, @QueryParam("version") Integer version) {
        var actor = own(security);
        var seal = closings.seal(actor, caseId, version);
        accessLog.read(actor, "archive.manifest", "case/" + caseId, "manifest");
        return Response.ok(seal.manifest().getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    @GET
    @Path("{case}/package")
    @Produces("application/zip")
    @Summary("A closed archive as a ZIP that is read and checked without this system; without a version the newest")
    @Permission(EXPORT)
    public Response export(@Context SecurityContext security, @PathParam("case") long caseId, @QueryParam("version") Integer version) throws IOException {
        var actor = own(security);
        var seal = closings.seal(actor, caseId, version);
        var bundle = archive.pack(seal, core);
        accessLog.read(actor, "archive.package", "case/" + caseId, "content");
        var name = bundle.number() + " 电子档案 v" + seal.version() + ".zip";
        StreamingOutput body = bundle.zip()::write;
        return Response.ok(body).header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(name, "archive-" + caseId + "-v" + seal.version() + ".zip")).build();
    }

    private Row row(Closings.Listed listed) {
        var kase = listed.kase();
        return new Row(kase.id(), kase.number(), kase.customer(), kase.address(), kase.district(), listed.row().finished(), listed.row().state(),
                listed.row().missing().stream().map(type -> new Named(type, typeName(type))).toList(), listed.seal() == null ? null : seal(listed.seal()));
    }

    private Need need(Standing s, String stage) {
        return new Need(s.type(), typeName(s.type()), stage, s.present(), s.waiver() == null ? null : s.waiver().reason(), s.waiver() == null ? null : who(s.waiver().by()));
    }

    private SealRow seal(Seal s) {
        return new SealRow(s.version(), s.at(), who(s.by()), s.sha256(), s.documents(), s.entries(), s.reopenedAt(), s.reopenedBy() == null ? null : who(s.reopenedBy()), s.reopenReason());
    }

    private Check check(ClosingStore.Verification v) {
        return new Check(v.version(), v.at(), who(v.by()), v.faults().stream().map(f -> new FaultRow(f.kind(), f.document(), f.text())).toList());
    }

    private Text typeName(String type) {
        return archive.type(type).map(DocumentType::name).orElse(Text.of(type, type));
    }

    private Who who(long id) {
        return new Who(id, directory.people(new HashSet<>(Set.of(id))).values().stream().findFirst().map(Directory.Person::name).orElse(null));
    }

    private static String say(boolean english, Text text) {
        return english ? text.en() : text.zh();
    }

    private static String state(String state) {
        var asked = blank(state) == null ? "waiting" : state;
        if (!STATES.contains(asked)) {
            throw ProblemException.invalid("/state", "状态应是 waiting、incomplete、ready、sealed、broken 或 all", "The state is waiting, incomplete, ready, sealed, broken or all");
        }
        return asked;
    }

    private static Long place(String after) {
        try {
            return blank(after) == null ? null : Long.valueOf(after);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid("/after", "翻页标记不对，请从第一页重来", "That is no place in this list; start at the first page");
        }
    }

    private static String blank(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** What an archive holds is none of other organisations' business, whatever they may see of the case. */
    private static Actor own(SecurityContext security) {
        var actor = actor(security);
        if (actor.external()) {
            throw ProblemException.notFound();
        }
        return actor;
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
