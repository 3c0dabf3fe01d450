package org.jieshui.visits;

import jakarta.ws.rs.GET;
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
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a customer is asked on the return visit (R87). */
@Component(service = Resource.class)
@Path("visits/questionnaire")
@Produces(MediaType.APPLICATION_JSON)
@Permission("visits.read")
public class QuestionnaireResource implements Resource {

    private final Directory directory;
    private final VisitsStore store;
    private final Clock clock;

    /** @param by name of who published it; null: it came with the product */
    public record QuestionnaireView(int version, List<Question> questions, Instant at, String by) {}

    /** @param version the version that was seen and is to be replaced */
    public record NewQuestionnaire(int version, List<Question> questions) {}

    @Activate
    public QuestionnaireResource(@Reference Directory directory, @Reference(service = VisitsStore.class) VisitsStore store, @Reference Clock clock) {
        this.directory = directory;
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Summary("The questionnaire that is asked now")
    public QuestionnaireView current() {
        return view(store.questionnaire());
    }

    @GET
    @Path("{version}")
    @Summary("An earlier questionnaire, with which a visit was asked")
    public QuestionnaireView version(@PathParam("version") int version) {
        return view(store.questionnaire(version).orElseThrow(ProblemException::notFound));
    }

    /** Visits that were begun keep what they were asked with. */
    @PUT
    @Permission("visits.questionnaire")
    @Summary("Publish a new version of the questionnaire")
    public QuestionnaireView publish(@Context SecurityContext security, NewQuestionnaire body) {
        var actor = (Actor) security.getUserPrincipal();
        var errors = Question.errors(body == null ? null : body.questions());
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        var now = store.questionnaire();
        var next = new VisitsStore.Questionnaire(now.version() + 1, body.questions(), clock.instant(), actor.id());
        if (body.version() != now.version() || !store.add(next)) {
            throw Problem.of("visits/questionnaire-changed", 409, "问卷刚被别人改过，请看过新版再改", "Somebody else has just changed the questionnaire; look at the new version first")
                    .with("version", store.questionnaire().version()).toException();
        }
        return view(next);
    }

    private QuestionnaireView view(VisitsStore.Questionnaire q) {
        return new QuestionnaireView(q.version(), q.questions(), q.at(), q.by() == 0 ? null : directory.person(q.by()).map(Directory.Person::name).orElse("—"));
    }
}
