package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.HashMap;
import org.jieshui.cases.api.sample.SampleModule;
import org.jieshui.cases.api.sample.SampleStep;
import org.jieshui.cases.api.sample.SampleWork;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Of an invented case: the permit, the conditions of entry, the works day by day with photos, what stops them, an acceptance that fails. */
@Component(service = SampleWork.class)
@SampleModule("construction")
public class SampleSite implements SampleWork {

    /** In whose name a resource is called. */
    private record As(Actor actor) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return actor;
        }

        @Override
        public boolean isUserInRole(String permission) {
            return actor.may(permission);
        }

        @Override
        public boolean isSecure() {
            return true;
        }

        @Override
        public String getAuthenticationScheme() {
            return null;
        }
    }

    private final ExcavationResource excavations;
    private final WorksResource works;
    private final AcceptanceResource acceptances;
    private final WorksStore store;
    private final ExcavationStore applications;
    private final ChecklistStore lists;

    @Activate
    public SampleSite(@Reference(service = ExcavationResource.class) ExcavationResource excavations, @Reference(service = WorksResource.class) WorksResource works,
            @Reference(service = AcceptanceResource.class) AcceptanceResource acceptances, @Reference(service = WorksStore.class) WorksStore store,
            @Reference(service = ExcavationStore.class) ExcavationStore applications, @Reference(service = ChecklistStore.class) ChecklistStore lists) {
        this.excavations = excavations;
        this.works = works;
        this.acceptances = acceptances;
        this.store = store;
        this.applications = applications;
        this.lists = lists;
    }

    @Override
    public void tell(SampleStep step) throws IOException {
        switch (step.word()) {
            case "photographed" -> photographed(step);
            case "entered" -> entered(step);
            case "stopped" -> works.stop(as(step, "construction.crew", "construction.work"), step.caseId(), step.key(), step.form(WorksResource.NewStoppage.class));
            case "resumed" -> resumed(step);
            case "reported" -> works.report(as(step, "construction.crew", "construction.work"), step.caseId(), step.key(), step.form(WorksResource.Words.class));
            default -> engineering(step, as(step, "construction.work"));
        }
    }

    private void engineering(SampleStep step, SecurityContext as) {
        switch (step.word()) {
            case "decided" -> excavations.decide(as, step.caseId(), step.form(ExcavationResource.Need.class));
            case "applied" -> excavations.apply(as, step.caseId(), step.key(), step.form(ExcavationResource.NewApplication.class));
            case "granted" -> granted(step, as);
            case "ready" -> lists.current(Checklist.ENTRY).items().forEach(item -> excavations.tick(as, step.caseId(), item.id(), new ExcavationResource.Tick(true, null)));
            case "planned" -> works.plan(as, step.caseId(), step.key(), step.form(WorksResource.Plan.class));
            case "not-passed" -> acceptances.failed(as, step.caseId(), step.key(), failed(step));
            default -> throw new IllegalArgumentException(step.word());
        }
    }

    /** The application that waits. */
    private void granted(SampleStep step, SecurityContext as) {
        var waiting = applications.applications(step.caseId()).stream().filter(Application::waiting).findFirst();
        if (waiting.isPresent()) { // otherwise it was done before
            excavations.granted(as, step.caseId(), waiting.get().id(), step.key(), step.form(ExcavationResource.Grant.class));
        }
    }

    private void photographed(SampleStep step) throws IOException {
        var name = step.form().path("name").asText();
        works.photo(as(step, "construction.crew", "construction.work"), step.caseId(), URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"), step.key(), new ByteArrayInputStream(step.file(name)));
    }

    /** With the photos that he has uploaded for it. */
    private void entered(SampleStep step) {
        var as = as(step, "construction.crew", "construction.work");
        var entry = step.form(WorksResource.NewEntry.class);
        var photos = works.unfiled(as, step.caseId()).stream().map(WorksResource.PhotoView::document).toList();
        if (store.entries(step.caseId()).stream().noneMatch(e -> e.at().equals(step.at()))) { // otherwise it was done before
            works.enter(as, step.caseId(), step.key(), new WorksResource.NewEntry(step.day(), entry.did(), entry.material(), entry.calibre(), entry.length(), entry.deviation(), photos));
        }
    }

    private void resumed(SampleStep step) {
        var as = as(step, "construction.crew", "construction.work");
        var lasting = store.stoppages(step.caseId()).stream().filter(WorksStore.Stoppage::lasts).findFirst();
        if (lasting.isPresent()) { // otherwise it was done before
            works.resume(as, step.caseId(), lasting.get().id(), step.key(), step.form(WorksResource.Words.class));
        }
    }

    /** Everything is right but what {@code wrong} names. */
    private AcceptanceResource.Failed failed(SampleStep step) {
        var form = step.form();
        var list = lists.current(Checklist.ACCEPTANCE);
        var answers = new HashMap<String, Object>();
        list.items().forEach(item -> answers.put(item.id(), item.unit() == null ? (Object) Boolean.TRUE : Double.valueOf(item.id().endsWith("drop") ? 0.01 : 0.9)));
        for (JsonNode wrong : form.path("wrong")) {
            answers.put(wrong.asText(), Boolean.FALSE);
        }
        return new AcceptanceResource.Failed(step.day(), form.path("participants").asText(), new AcceptanceResource.Result(list.version(), answers), form.path("mend").asText(), null, form.path("note").asText(null));
    }

    private static SecurityContext as(SampleStep step, String... permissions) {
        for (var permission : permissions) {
            if (step.actor().may(permission)) {
                return new As(step.actor());
            }
        }
        throw ProblemException.forbidden(permissions[0]);
    }
}
