package org.jieshui.notifications;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What mails say: looked at, changed by versions, previewed. */
@Component(service = Resource.class)
@Path("notifications/mail/wording")
@Produces(MediaType.APPLICATION_JSON)
@Permission("notifications.admin")
public class MailWordingResource implements Resource {

    /** @param version 0, {@code at} and {@code by} null: it came with the product. @param shipped what did */
    record View(String language, String subject, String body, int version, Instant at, Long by, MailWording shipped) {}

    record Overview(List<View> wordings, List<String> placeholders) {}

    /** @param version the one that was seen and is to be replaced; not asked for by the preview */
    record Draft(String subject, String body, int version) {}

    private final MailWordingStore store;
    private final Clock clock;

    @Activate
    public MailWordingResource(@Reference Database database, @Reference Clock clock) {
        this.store = new MailWordingStore(database);
        this.clock = clock;
    }

    MailWordingResource(MailWordingStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("What mails say, in both languages, and what may be filled in")
    public Overview overview() {
        return new Overview(MailWording.LANGUAGES.stream().map(this::view).toList(), MailWording.PLACEHOLDERS);
    }

    @PUT
    @Path("{language}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("Changes what the mails say that are written from now on")
    public View change(@Context SecurityContext who, @PathParam("language") String language, Draft draft) {
        var wording = wording(language, draft);
        var now = store.current(language).version();
        var next = new MailWordingStore.Version(wording, now + 1, clock.instant(), ((Actor) who.getUserPrincipal()).id());
        if (draft.version() != now || !store.add(language, next)) {
            throw Problem.of("notifications/wording-changed", 409, "措辞刚被别人改过，请看过新的再改", "Somebody else has just changed the wording; look at it first").toException();
        }
        return view(language);
    }

    @POST
    @Path("{language}/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("A mail as it would go out, with sample values; nothing is kept")
    public MailTexts.Text preview(@PathParam("language") String language, Draft draft) {
        var english = language.equals("en");
        return wording(language, draft).filled(language, english ? "Li Xiaoming" : "李晓明", english ? "Survey is due today: 2026-0017" : "2026-0017 查勘今日到期", "https://jieshui.example.cn/cases/17");
    }

    private static MailWording wording(String language, Draft draft) {
        if (!MailWording.LANGUAGES.contains(language)) {
            throw ProblemException.notFound();
        }
        return (draft == null ? new MailWording(null, null) : new MailWording(draft.subject(), draft.body())).checked();
    }

    private View view(String language) {
        var v = store.current(language);
        return new View(language, v.wording().subject(), v.wording().body(), v.version(), v.at(), v.by() == 0 ? null : v.by(), MailWording.shipped(language));
    }
}
