package org.jieshui.pricing;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Streaming;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** 《单表项目工程预算一费制清单》: versions, their items, Excel (R77). */
@Component(service = Resource.class)
@Path("pricing/lists")
@Produces(MediaType.APPLICATION_JSON)
@Permission("pricing.read")
public class ListResource implements Resource {

    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /** @param state draft, waiting (published, not in force yet), in-force or past */
    public record ListView(long id, int version, String title, String note, String state, LocalDate effective, int revision, int items, Instant createdAt, Instant publishedAt, String publishedBy) {}

    public record EventView(Instant at, String by, String kind, String detail) {}

    /** @param mayPublish whether the caller wrote none of it; what else it takes, the permission says */
    public record Whole(ListView list, List<Item> items, List<EventView> events, boolean mayPublish) {}

    public record NewList(String title, String note, Long copyOf) {}

    public record Naming(String title, String note) {}

    public record Items(List<Item> items, String file) {}

    public record Publication(LocalDate effective) {}

    public record Preview(List<Item> items, Differences differences) {}

    private final Lists lists;
    private final ListStore store;
    private final Directory directory;

    @Activate
    public ListResource(@Reference Lists lists, @Reference ListStore store, @Reference Directory directory) {
        this.lists = lists;
        this.store = store;
        this.directory = directory;
    }

    @GET
    @Summary("The versions of the fee list, newest first")
    public Page<ListView> list() {
        var current = store.inForce(lists.today()).map(PriceList::id).orElse(0L);
        return new Page<>(store.lists().stream().map(l -> view(l, current)).toList(), null);
    }

    @GET
    @Path("{id}")
    @Summary("A version with its items and who did what to it")
    public Whole get(@Context SecurityContext security, @PathParam("id") long id) {
        return whole(security, lists.get(id));
    }

    @POST
    @Permission("pricing.draft")
    @Summary("Begins a draft, empty or from another version")
    public Whole create(@Context SecurityContext security, NewList list) {
        var wanted = body(list);
        return whole(security, lists.create(wanted.title(), wanted.note(), wanted.copyOf(), actor(security).id()));
    }

    @PUT
    @Path("{id}")
    @Permission("pricing.draft")
    @Summary("Names a draft")
    public Whole name(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String revision, Naming naming) {
        var wanted = body(naming);
        return whole(security, lists.rename(id, revision(revision), wanted.title(), wanted.note(), actor(security).id()));
    }

    @PUT
    @Path("{id}/items")
    @Permission("pricing.draft")
    @Summary("Replaces the items of a draft")
    public Whole items(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String revision, Items items) {
        var wanted = body(items);
        if (wanted.items() == null || wanted.items().contains(null)) {
            throw ProblemException.invalid("/items", "应为清单项的列表", "Should be a list of items");
        }
        return whole(security, lists.items(id, revision(revision), wanted.items(), file(wanted.file()), actor(security).id()));
    }

    @POST
    @Path("{id}/import")
    @Consumes(MediaType.WILDCARD)
    @Permission("pricing.draft")
    @Streaming
    @Summary("Reads a workbook and says what it would change; nothing is kept until the items are sent")
    public Preview preview(@PathParam("id") long id, InputStream workbook) throws IOException {
        var before = store.items(lists.get(id).id());
        var items = Workbooks.read(workbook);
        return new Preview(items, Differences.between(before, items));
    }

    @GET
    @Path("{id}/export")
    @Produces({XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "The version as an Excel workbook, which can be imported again", answer = byte[].class)
    public Response export(@PathParam("id") long id) {
        var list = lists.get(id);
        return Response.ok(Workbooks.write(list, store.items(id)), XLSX)
                .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment("一费制清单 第" + list.version() + "版.xlsx", "fee-list-" + list.version() + ".xlsx")).build();
    }

    @POST
    @Path("{id}/publish")
    @Permission("pricing.publish")
    @Summary("Publishes a draft with the day from which it counts; by somebody who wrote none of it")
    public Whole publish(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String revision, Publication publication) {
        return whole(security, lists.publish(id, revision(revision), body(publication).effective(), actor(security).id()));
    }

    @POST
    @Path("{id}/take-back")
    @Permission("pricing.publish")
    @Summary("Makes a published version that is not in force yet a draft again")
    public Whole takeBack(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("If-Match") String revision) {
        return whole(security, lists.takeBack(id, revision(revision), actor(security).id()));
    }

    @DELETE
    @Path("{id}")
    @Permission("pricing.draft")
    @Summary("Removes a draft")
    public void remove(@PathParam("id") long id, @HeaderParam("If-Match") String revision) {
        lists.remove(id, revision(revision));
    }

    private Whole whole(SecurityContext security, PriceList list) {
        var events = store.events(list.id());
        var people = directory.people(events.stream().map(ListStore.Event::person).collect(Collectors.toSet()));
        boolean wrote = events.stream().anyMatch(e -> e.person() == actor(security).id() && Lists.WRITING.contains(e.kind()));
        return new Whole(view(list, store.inForce(lists.today()).map(PriceList::id).orElse(0L)), store.items(list.id()), events.stream()
                .map(e -> new EventView(e.at(), people.containsKey(e.person()) ? people.get(e.person()).name() : null, e.kind(), e.detail())).toList(), !wrote);
    }

    private ListView view(PriceList l, long current) {
        var state = l.draft() ? "draft" : l.effective().isAfter(lists.today()) ? "waiting" : l.id() == current ? "in-force" : "past";
        return new ListView(l.id(), l.version(), l.title(), l.note(), state, l.effective(), l.revision(), l.items(), l.createdAt(), l.publishedAt(),
                l.publishedBy() == null ? null : directory.person(l.publishedBy()).map(Directory.Person::name).orElse(null));
    }

    private static String file(String name) {
        return name == null || name.isBlank() ? null : name.length() > 200 ? name.substring(0, 200) : name;
    }

    static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }

    static <T> T body(T body) {
        if (body == null) {
            throw ProblemException.invalid("", "应为一个对象", "Should be an object");
        }
        return body;
    }

    private static int revision(String ifMatch) {
        try {
            return Integer.parseInt(ifMatch.replace("\"", "").strip());
        } catch (NullPointerException | NumberFormatException e) {
            throw ProblemException.invalid("/revision", "带上 If-Match：读到的版本号", "Send If-Match with the revision that was read");
        }
    }
}
