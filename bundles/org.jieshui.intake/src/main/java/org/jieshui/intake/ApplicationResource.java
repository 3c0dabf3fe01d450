package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** 《用水申请表》 as PDF (R8, R18, R43), before and after it is filled in. */
@Component(service = Resource.class)
@Path("intake/applications")
@Permission("intake.work")
public class ApplicationResource implements Resource {

    private static final String TYPE = "intake.application";
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Shanghai"));

    private final Cases cases;
    private final CaseViews views;
    private final Directory directory;
    private final AccessLog accessLog;
    private final Clock clock;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Printer printer;

    @Activate
    public ApplicationResource(@Reference Cases cases, @Reference CaseViews views, @Reference Directory directory, @Reference AccessLog accessLog, @Reference Clock clock) {
        this.cases = cases;
        this.views = views;
        this.directory = directory;
        this.accessLog = accessLog;
        this.clock = clock;
    }

    /** It holds personal data: reading it leaves a trace; the phone number is whole for those who may see it whole. */
    @GET
    @Path("{case}")
    @Produces({"application/pdf", "application/json"})
    @Summary(value = "The water-use application form as PDF, filled in as far as it is known", answer = byte[].class)
    public Response sheet(@Context SecurityContext security, @PathParam("case") long caseId, @QueryParam("download") String download) {
        var actor = (Actor) security.getUserPrincipal();
        var kase = cases.get(actor, caseId);
        var available = printer;
        if (available == null) {
            throw Problem.of("intake/printer-away", 503, "打印服务没有运行，稍后再试", "The printing service is not running; try again later").with("retryAfter", 30).toException();
        }
        var done = cases.form(actor, caseId, TYPE);
        var steward = kase.steward() == null ? null : directory.person(kase.steward()).map(Directory.Person::name).orElse(null);
        var printed = "打印：" + actor.displayName() + " " + MINUTE.format(clock.instant());
        var pdf = available.print(ApplicationSheet.of(kase, done.orElseGet(() -> begun(actor, kase)), steward, printed, done.isPresent(), actor.may("cases.personal")));
        accessLog.read(actor, TYPE, "case/" + caseId, "applicant", "contact", "phone", "address");
        var name = "用水申请表 " + kase.number() + ".pdf";
        var plain = "application-" + kase.number() + ".pdf";
        return Response.ok(pdf, "application/pdf").header(HttpHeaders.CONTENT_DISPOSITION, download == null ? Disposition.inline(name, plain) : Disposition.attachment(name, plain)).build();
    }

    /** What was typed so far, or what is known of the case. */
    private JsonNode begun(Actor actor, CaseInfo kase) {
        return cases.tasks(actor, kase.id()).stream().filter(t -> t.type().equals(TYPE) && t.state() == TaskState.OPEN).map(TaskInfo::id).findFirst()
                .map(id -> views.task(actor, id)).filter(CaseViews.TaskView::mayWork).map(CaseViews.TaskView::data)
                .orElseGet(() -> ApplicationTask.known(kase, cases.form(actor, kase.id(), "intake.accept")));
    }
}
