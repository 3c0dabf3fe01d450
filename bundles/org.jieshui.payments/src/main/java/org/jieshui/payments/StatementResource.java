package org.jieshui.payments;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Streaming;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Bank statements: looked at first, imported when confirmed. The same line again books nothing: its serial is known. */
@Component(service = {Resource.class, StatementResource.class})
@Path("payments/statements")
@Produces(MediaType.APPLICATION_JSON)
@Permission(Rest.WORK)
public class StatementResource implements Resource {

    private static final int LATEST = 50;

    /** @param importedBefore when the very same file was imported, or null */
    public record Preview(Statements.Parsed statement, int known, Instant importedBefore) {}

    public record StatementRow(PaymentsStore.Statement statement, String by) {}

    private final Database database;
    private final Directory directory;
    private final Books books;
    private final PaymentsStore store;
    private final Clock clock;

    @Activate
    public StatementResource(@Reference Database database, @Reference Directory directory, @Reference Books books, @Reference PaymentsStore store, @Reference Clock clock) {
        this.database = database;
        this.directory = directory;
        this.books = books;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Permission(Rest.BOOKS)
    @Summary("The latest statements that were imported")
    public Page<StatementRow> list() {
        var all = store.statements(LATEST);
        var people = directory.people(all.stream().map(PaymentsStore.Statement::person).collect(Collectors.toSet()));
        return new Page<>(all.stream().map(s -> new StatementRow(s, Rest.name(people, s.person()))).toList(), null);
    }

    @POST
    @Path("preview")
    @Consumes(MediaType.WILDCARD)
    @Streaming
    @Summary("Reads a statement and says what it would book, accounts masked; nothing is kept")
    public Preview preview(@QueryParam("mapping") String mapping, InputStream file) throws IOException {
        var bytes = Grid.bytes(file);
        var parsed = compared(Statements.parse(Grid.read(bytes), Rest.blank(mapping), today()));
        var lines = parsed.lines().stream().map(l -> new Statements.Line(l.row(), l.serial(), l.receivedOn(), l.amount(), l.payer(), Rest.masked(l.payerAccount()), l.remark(), l.known())).toList();
        var shown = new Statements.Parsed(parsed.encoding(), parsed.headings(), parsed.mapping(), parsed.missing(), lines, parsed.faults(), parsed.outgoing(), parsed.skipped());
        return new Preview(shown, (int) parsed.lines().stream().filter(Statements.Line::known).count(), store.importedBefore(sha256(bytes)).orElse(null));
    }

    /** With what is booked: the same money is known, other money under its serial is a fault. */
    private Statements.Parsed compared(Statements.Parsed parsed) {
        var known = store.known(parsed.lines().stream().map(Statements.Line::serial).toList());
        var lines = new ArrayList<Statements.Line>();
        var faults = new ArrayList<>(parsed.faults());
        for (var l : parsed.lines()) {
            var booked = known.get(l.serial());
            if (booked != null && !booked.same(l.receivedOn(), l.amount())) {
                faults.add(new Statements.Fault(l.row(), "serial", Text.of("流水号已登记过，但日期或金额不同，请核对", "The serial is booked already with another day or sum; check it")));
            } else {
                lines.add(new Statements.Line(l.row(), l.serial(), l.receivedOn(), l.amount(), l.payer(), l.payerAccount(), l.remark(), booked != null));
            }
        }
        faults.sort(Comparator.comparingInt(Statements.Fault::row));
        return new Statements.Parsed(parsed.encoding(), parsed.headings(), parsed.mapping(), parsed.missing(), lines, faults, parsed.outgoing(), parsed.skipped());
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Streaming
    @Summary("Imports the sound lines of a statement whose serials are not known yet")
    public StatementRow book(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, @HeaderParam("X-File-Name") String fileName, @QueryParam("mapping") String mapping,
            InputStream file) throws IOException {
        var actor = Rest.actor(security);
        var bytes = Grid.bytes(file);
        var read = Statements.parse(Grid.read(bytes), Rest.blank(mapping), today());
        sound(read);
        var sha = sha256(bytes);
        var digest = Rest.digest("statement", sha, read.mapping());
        var now = clock.instant();
        long id = Rest.once(store, actor, Rest.key(key), digest, () -> database.inTransaction(h -> {
            var parsed = compared(read);
            sound(parsed);
            var lines = parsed.lines().stream().map(l -> new Books.Incoming(l.serial(), l.receivedOn(), l.amount(), l.payer(), l.payerAccount(), l.remark())).toList();
            int faulty = (int) parsed.faults().stream().map(Statements.Fault::row).distinct().count();
            long made = store.statement(name(fileName), sha, faulty, now, actor.id());
            int booked = books.receiveNew(lines, made, now, actor.id());
            store.counted(made, booked, lines.size() - booked);
            store.remember(actor.id(), key, digest, made, now);
            return made;
        }));
        return new StatementRow(store.statement(id).orElseThrow(ProblemException::notFound), actor.displayName());
    }

    private static void sound(Statements.Parsed parsed) {
        if (!parsed.missing().isEmpty() || parsed.lines().isEmpty()) {
            throw Problems.statement("没有可导入的行：先对应各列，改正有错的行", "No line can be imported: say which column is what and correct the faulty rows");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Books.ZONE);
    }

    private static String name(String header) {
        try {
            var name = header == null ? "" : URLDecoder.decode(header, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}/\\\\]", " ").strip();
            return name.isEmpty() ? "—" : name.substring(0, Math.min(200, name.length()));
        } catch (IllegalArgumentException e) {
            return "—";
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
