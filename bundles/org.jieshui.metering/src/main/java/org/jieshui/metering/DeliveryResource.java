package org.jieshui.metering;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Streaming;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Deliveries of meters from Excel or CSV: read, looked at, confirmed. */
@Component(service = Resource.class)
@Path("metering/imports")
@Produces(MediaType.APPLICATION_JSON)
@Permission("metering.stock")
public class DeliveryResource implements Resource {

    private static final int SHOWN = 20;

    /** @param good meters that can be taken in; {@code calibres}: how many of each calibre; {@code first}: some of them. @param faults what is wrong with the other rows. @param added null while it is not confirmed */
    public record ImportView(long id, String file, int total, int good, Map<Integer, Long> calibres, List<Meter.New> first, List<Delivery.Fault> faults, Instant confirmedAt, Integer added) {}

    /** @param skipFaulty takes in the good rows although others have faults */
    public record Confirmation(Boolean skipFaulty) {}

    private final MeterStore store;
    private final DeliveryStore deliveries;
    private final Requests requests;
    private final Clock clock;

    @Activate
    public DeliveryResource(@Reference MeterStore store, @Reference DeliveryStore deliveries, @Reference Requests requests, @Reference Clock clock) {
        this.store = store;
        this.deliveries = deliveries;
        this.requests = requests;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Streaming
    @Summary("Reads a delivery from .xlsx or CSV and says what can be taken in; nothing counts until it is confirmed")
    public ImportView read(@Context SecurityContext security, @HeaderParam("X-File-Name") String fileName, InputStream file) throws IOException {
        var now = clock.instant();
        var delivery = Delivery.of(Sheets.read(file), LocalDate.ofInstant(now, Meters.ZONE), store::bySerial);
        return view(deliveries.find(deliveries.add(name(fileName), delivery, now, Rest.actor(security).id())).orElseThrow());
    }

    @GET
    @Path("{id}")
    @Summary("A delivery that was read")
    public ImportView get(@PathParam("id") long id) {
        return view(deliveries.find(id).orElseThrow(ProblemException::notFound));
    }

    /** Confirmed again it answers what it did. Somebody may have taken in one of the meters meanwhile: then nothing is taken in, and the answer says which. */
    @POST
    @Path("{id}/confirm")
    @Summary("Takes the meters of a delivery into the stock")
    public ImportView confirm(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Confirmation body) {
        boolean skip = body != null && Boolean.TRUE.equals(body.skipFaulty());
        long person = Rest.actor(security).id();
        try {
            requests.once(person, key, "confirm " + id + " " + skip, clock.instant(), Integer.class, h -> {
                var stored = deliveries.lock(h, id).orElseThrow(ProblemException::notFound);
                if (stored.confirmedAt() != null) {
                    return stored.added();
                }
                var good = stored.delivery().good();
                var taken = store.bySerial(good.stream().map(Meter.New::serial).toList());
                if (!skip && (!stored.delivery().faults().isEmpty() || !taken.isEmpty())) {
                    throw changed(taken.values().stream().map(Delivery::where).toList());
                }
                var fresh = good.stream().filter(m -> !taken.containsKey(m.serial())).toList();
                store.add(h, fresh, id, clock.instant(), person);
                deliveries.confirmed(h, id, clock.instant(), person, fresh.size());
                return fresh.size();
            });
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                throw changed(List.of());
            }
            throw e;
        }
        return get(id);
    }

    private static ProblemException changed(List<org.jieshui.platform.api.Text> taken) {
        return Problem.of("metering/faulty", 409, "有行不能入库" + (taken.isEmpty() ? "" : "：" + taken.get(0).zh()) + "。改好文件重新导入，或选择只入库无误的行",
                "Some rows cannot be taken in" + (taken.isEmpty() ? "" : ": " + taken.get(0).en()) + ". Correct the file and import it again, or take in only the rows without fault").toException();
    }

    private static ImportView view(DeliveryStore.Stored s) {
        var good = s.delivery().good();
        return new ImportView(s.id(), s.file(), s.delivery().total(), good.size(), good.stream().collect(Collectors.groupingBy(Meter.New::calibre, TreeMap::new, Collectors.counting())),
                good.stream().limit(SHOWN).toList(), s.delivery().faults(), s.confirmedAt(), s.added());
    }

    private static String name(String header) {
        try {
            var name = header == null ? "" : URLDecoder.decode(header, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}/\\\\]", "").strip();
            return name.isEmpty() ? "file" : name.substring(0, Math.min(name.length(), 200));
        } catch (IllegalArgumentException e) {
            return "file";
        }
    }
}
