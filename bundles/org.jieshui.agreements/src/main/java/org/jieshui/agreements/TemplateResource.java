package org.jieshui.agreements;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The wording of agreements: looked at, changed by versions, previewed. */
@Component(service = Resource.class)
@Path("agreements/templates")
@Produces(MediaType.APPLICATION_JSON)
@Permission("agreements.templates")
public class TemplateResource implements Resource {

    private static final int LONGEST_NOTE = 500;

    /** @param by null: it came with the product */
    public record TemplateView(Kind kind, Text title, int version, String body, String note, Instant at, String by) {}

    public record VersionView(int version, String note, Instant at, String by) {}

    public record PlaceholderView(String name, Text text, String sample) {}

    public record Overview(List<TemplateView> templates, List<PlaceholderView> placeholders) {}

    /** @param version the version that was seen and is to be replaced. @param note what changed and why */
    public record NewTemplate(int version, String body, String note) {}

    public record Draft(String body) {}

    private final Directory directory;
    private final TemplateStore store;
    private final Clock clock;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Printer printer;

    @Activate
    public TemplateResource(@Reference Directory directory, @Reference(service = TemplateStore.class) TemplateStore store, @Reference Clock clock) {
        this.directory = directory;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("The templates in use, and what they may ask for")
    public Overview overview() {
        var placeholders = Stream.concat(Stream.of(Placeholder.values()).map(p -> new PlaceholderView(p.zh(), p.text(), p.sample())),
                Stream.of(new PlaceholderView(Wording.SIGNATURES, Text.of("双方签署处，单独占一行", "where the parties sign, a line of its own"), ""))).toList();
        return new Overview(Stream.of(Kind.values()).map(k -> view(store.current(k))).toList(), placeholders);
    }

    @GET
    @Path("{kind}/versions")
    @Summary("All versions of a template, newest first")
    public Page<VersionView> versions(@PathParam("kind") String kind) {
        var all = store.versions(kind(kind));
        var people = directory.people(all.stream().map(TemplateStore.Template::by).collect(Collectors.toSet()));
        return new Page<>(all.stream().map(t -> new VersionView(t.version(), t.note(), t.at(), people.containsKey(t.by()) ? people.get(t.by()).name() : null)).toList(), null);
    }

    @GET
    @Path("{kind}/versions/{version}")
    @Summary("A version of a template")
    public TemplateView version(@PathParam("kind") String kind, @PathParam("version") int version) {
        return view(store.version(kind(kind), version).orElseThrow(ProblemException::notFound));
    }

    /** What was drawn up before keeps its version. */
    @PUT
    @Path("{kind}")
    @Summary("Publish the next version of a template")
    public TemplateView publish(@Context SecurityContext security, @PathParam("kind") String kind, NewTemplate body) {
        var wanted = Rest.body(body);
        var of = kind(kind);
        check(wanted.body());
        if (wanted.note() != null && wanted.note().length() > LONGEST_NOTE) {
            throw ProblemException.invalid("/note", "修改说明不超过 " + LONGEST_NOTE + " 字", "The note has at most " + LONGEST_NOTE + " characters");
        }
        var now = store.current(of);
        var next = new TemplateStore.Template(of, now.version() + 1, wanted.body(), Rest.blank(wanted.note()), clock.instant(), Rest.actor(security).id());
        if (wanted.version() != now.version() || !store.add(next)) {
            throw Problem.of("agreements/template-changed", 409, "范本刚被别人改过，请看过新版再改", "Somebody else has just changed the template; look at the new version first")
                    .with("version", store.current(of).version()).toException();
        }
        return view(next);
    }

    @POST
    @Path("{kind}/preview")
    @Produces({"application/pdf", MediaType.APPLICATION_JSON})
    @Summary(value = "A text as it would be printed, with sample values; nothing is kept", answer = byte[].class)
    public Response preview(@PathParam("kind") String kind, Draft draft) {
        var of = kind(kind);
        var body = Rest.body(draft).body();
        check(body);
        return Rest.pdf(Rest.printer(printer).print(AgreementPaper.sample(of, body, LocalDate.ofInstant(clock.instant(), Rest.ZONE))), of.id() + "-preview.pdf", of.title().zh() + "（预览）.pdf", false);
    }

    private static void check(String body) {
        var errors = Wording.errors(body);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static Kind kind(String id) {
        return Kind.find(id).orElseThrow(ProblemException::notFound);
    }

    private TemplateView view(TemplateStore.Template t) {
        return new TemplateView(t.kind(), t.kind().title(), t.version(), t.body(), t.note(), t.at(), t.by() == 0 ? null : directory.people(Set.of(t.by())).values().stream().map(Directory.Person::name).findFirst().orElse("—"));
    }
}
