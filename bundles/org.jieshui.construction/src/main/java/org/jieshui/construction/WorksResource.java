package org.jieshui.construction;

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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Streaming;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The works of a case: engineering gives them to a construction unit; the unit files what it does, with photos, stops and goes on, and reports that they are finished (R65, R83, R258, R262).
 * A unit is an external organisation: it sees and files works that were given to it, no others.
 */
@Component(service = {Resource.class, WorksResource.class})
@Path("construction/works/{case}")
@Produces(MediaType.APPLICATION_JSON)
@Permission("construction.read")
public class WorksResource implements Resource {

    static final String RECORD = "construction-record";
    static final String PHOTO = "construction-photo";
    private static final String WORK = "construction.work";
    private static final String CREW = "construction.crew";
    /** Why works or their acceptance stand still, of the managed list. */
    private static final Set<String> REASONS = Set.of("site-not-ready", "acceptance-not-ready", "force-majeure");
    private static final Pattern PICTURE = Pattern.compile("(?is).+\\.(jpe?g|png|webp|hei[cf]|gif|bmp|tiff?)");
    private static final int WORDS = 2000;
    private static final int MOST_PHOTOS = 30;

    public record Person(long id, String name) {}

    public record PlanView(String unit, String crew, LocalDate starts, LocalDate ends, String note, Instant at, Person by) {}

    public record ReportView(String text, Instant at, Person by) {}

    public record PhotoView(long document, LocalDateTime taken, Double latitude, Double longitude) {}

    public record EntryView(long id, LocalDate day, String did, String material, Integer calibre, BigDecimal length, String deviation, List<PhotoView> photos, Instant at, Person by) {}

    /** @param document the written notice; null: it is being made. @param paused the case was paused for it */
    public record StoppageView(long id, String number, String reason, String what, String needed, Instant began, Person by, Long document, boolean paused, Instant resumed, Person resumedBy, String outcome) {}

    /** @param permitUntil when the excavation permit ends, if that is before the works do. @param units who may be given them */
    public record WorksView(String state, PlanView plan, ReportView report, List<EntryView> entries, List<StoppageView> stoppages, LocalDate permitUntil, List<String> units, boolean mayPlan, boolean mayFile) {}

    public record Plan(String unit, String crew, LocalDate starts, LocalDate ends, String note) {}

    public record NewEntry(LocalDate day, String did, String material, Integer calibre, BigDecimal length, String deviation, List<Long> photos) {}

    /** @param began null: now */
    public record NewStoppage(String reason, String what, String needed, Instant began) {}

    public record Words(String text) {}

    private final Cases cases;
    private final Directory directory;
    private final Archive archive;
    private final Messages messages;
    private final WorksStore store;
    private final ExcavationStore excavations;
    private final Requests requests;
    private final Clock clock;

    @Activate
    public WorksResource(@Reference Cases cases, @Reference Directory directory, @Reference Archive archive, @Reference Messages messages, @Reference(service = WorksStore.class) WorksStore store,
            @Reference(service = ExcavationStore.class) ExcavationStore excavations, @Reference(service = Requests.class) Requests requests, @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.archive = archive;
        this.messages = messages;
        this.store = store;
        this.excavations = excavations;
        this.requests = requests;
        this.clock = clock;
    }

    @GET
    @Summary("The works of a case: plan, what was done, stoppages, report")
    public WorksView get(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = actor(security);
        return view(actor, seen(actor, caseId));
    }

    /** May be done ahead of the works (R65). */
    @PUT
    @Path("plan")
    @Permission(WORK)
    @Summary("Give the works to a construction unit, with crew and dates")
    public WorksView plan(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, Plan body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "plan", caseId, wanted);
        var kase = seen(actor, caseId);
        if (requests.known(asked).isPresent()) {
            return view(actor, kase);
        }
        open(kase);
        var entered = new Entered();
        var units = units(kase);
        entered.check(!units.isEmpty(), "/unit", "没有施工单位能看到本工单：先请施工单位参加查勘", "No construction unit sees the case: invite one to the survey first");
        entered.check(units.isEmpty() || wanted.unit() != null && units.contains(wanted.unit()), "/unit", "选择能看到本工单的施工单位", "Choose a construction unit that sees the case");
        var crew = entered.text("/crew", wanted.crew(), true, 200, "写明班组和负责人", "Name the crew and who leads it");
        var starts = entered.day("/starts", wanted.starts(), today().minusYears(1), today().plusYears(2), "选择开工日期", "Choose the day on which they start");
        entered.day("/ends", wanted.ends(), starts, today().plusYears(2), "完工日期不早于开工日期", "They end on a day that is not before the first");
        var note = entered.text("/note", wanted.note(), false, WORDS, "备注太长：请写短", "The note is too long: say it");
        entered.refuse();
        requests.once(cases, asked, caseId, "construction.planned", act -> {
            var phase = phase(kase);
            if (phase.equals("done") || phase.equals("acceptance")) {
                throw notInWorks();
            }
            store.stands(caseId, kase.district(), phase);
            store.plan(caseId, new Works.Plan(wanted.unit(), crew, wanted.starts(), wanted.ends(), note, act.now(), actor.id()));
            tell(directory.withPermission(wanted.unit(), CREW, kase.district()), actor, "construction.planned", kase, Text.of("派工：" + wanted.starts() + " 开工", "Works given to you: they start on " + wanted.starts()));
            act.data(Map.of("unit", wanted.unit(), "starts", wanted.starts().toString(), "ends", wanted.ends().toString()));
            return null;
        });
        return view(actor, kase);
    }

    /** The body is the file; its name comes in {@code X-File-Name}. When and where it was taken is read from it. */
    @POST
    @Path("photos")
    @Consumes(MediaType.WILDCARD)
    @Streaming
    @Summary("Upload a photo of the works, for an entry that is filed afterwards")
    public PhotoView photo(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("X-File-Name") String fileName, @HeaderParam("Idempotency-Key") String key, InputStream body) throws IOException {
        var actor = actor(security);
        var kase = seen(actor, caseId);
        var name = decoded(fileName);
        if (requests.used(Requests.asked(actor, key))) {
            // nothing is stored for what was sent before, whatever became of the case since
            return photo(caseId, requests.known(photographed(actor, key, caseId, name, Requests.digest(body))).orElseThrow(ProblemException::notFound).answer());
        }
        filing(actor, kase);
        if (!PICTURE.matcher(name).matches()) {
            throw ProblemException.invalid("", "请上传照片（JPG、PNG 等）；其他文件从“材料与档案”上传", "Upload a photo (JPG, PNG …); other files go to the case's documents");
        }
        var document = archive.store(Actor.system("construction"), caseId, PHOTO, null, name, body);
        Photo.Exif exif;
        try (var content = archive.content(document)) {
            exif = Photo.Exif.of(content);
        }
        return photo(caseId, requests.once(cases, photographed(actor, key, caseId, name, document.sha256()), caseId, "construction.photographed", act -> {
            store.photo(caseId, new Photo(document.id(), null, exif.taken(), exif.latitude(), exif.longitude(), act.now(), actor.id()));
            act.data(Map.of("document", document.id()));
            return document.id();
        }));
    }

    private static Requests.Asked photographed(Actor actor, String key, long caseId, String name, String sha256) {
        return Requests.asked(actor, key, "photo", caseId, name, sha256);
    }

    private PhotoView photo(long caseId, long document) {
        return store.photo(caseId, document).map(WorksResource::view).orElseThrow(ProblemException::notFound);
    }

    /** A dialog was closed, or the way was bad: they can still be filed. */
    @GET
    @Path("photos")
    @Summary("Photos that the caller uploaded and that belong to no entry")
    public List<PhotoView> unfiled(@Context SecurityContext security, @PathParam("case") long caseId) {
        var actor = actor(security);
        seen(actor, caseId);
        return store.photos(caseId).stream().filter(p -> p.entry() == null && p.by() == actor.id() && archive.document(p.document()).filter(d -> d.voidReason() == null).isPresent()).map(WorksResource::view).toList();
    }

    @POST
    @Path("entries")
    @Summary("File what was done on a day, with its photos")
    public WorksView enter(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, NewEntry body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "entry", caseId, wanted);
        var kase = seen(actor, caseId);
        if (requests.known(asked).isPresent()) {
            return view(actor, kase);
        }
        filing(actor, kase);
        var photos = wanted.photos() == null ? List.<Long>of() : wanted.photos();
        var entered = new Entered();
        entered.day("/day", wanted.day(), today().minusYears(1), today(), "施工日期不晚于今天", "The day does not lie in the future");
        var did = entered.text("/did", wanted.did(), true, WORDS, "写明当天做了什么", "Say what was done");
        var material = entered.text("/material", wanted.material(), false, 50, "管材写短一点", "Name the material");
        entered.check(wanted.calibre() == null || wanted.calibre() >= 10 && wanted.calibre() <= 3000, "/calibre", "公称口径在 10 到 3000 之间", "The calibre lies between 10 and 3000");
        entered.check(wanted.length() == null || wanted.length().signum() > 0 && wanted.length().compareTo(new BigDecimal("100000")) < 0 && wanted.length().scale() <= 2, "/length", "长度大于 0，最多两位小数", "The length is above 0, with at most two decimals");
        var deviation = entered.text("/deviation", wanted.deviation(), false, WORDS, "与图纸不符之处写短一点", "Say how it differs from the drawing");
        entered.check(photos.size() <= MOST_PHOTOS && photos.stream().noneMatch(Objects::isNull), "/photos", "最多 " + MOST_PHOTOS + " 张照片", "At most " + MOST_PHOTOS + " photos");
        entered.refuse();
        requests.once(cases, asked, caseId, "construction.entered", act -> {
            long id = store.add(new WorksStore.Entry(0, caseId, wanted.day(), did, material, wanted.calibre(), wanted.length(), deviation, act.now(), actor.id()));
            if (store.belong(caseId, id, new HashSet<>(photos)) != new HashSet<>(photos).size()) {
                throw ProblemException.invalid("/photos", "有照片不是本次上传的，请重新上传", "A photo was not uploaded for this; upload it again");
            }
            act.data(Map.of("entry", id, "day", wanted.day().toString(), "photos", photos.size(), "deviates", deviation != null));
            return null;
        });
        return view(actor, kase);
    }

    @DELETE
    @Path("entries/{id}")
    @Summary("Declare an entry void; it stays on file")
    public WorksView voidEntry(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key) {
        var actor = actor(security);
        var asked = Requests.asked(actor, key, "entry-void", caseId, id);
        var kase = seen(actor, caseId);
        if (requests.known(asked).isPresent()) {
            return view(actor, kase);
        }
        filing(actor, kase);
        requests.once(cases, asked, caseId, "construction.entry-void", act -> {
            if (!store.voided(caseId, id, act.now(), actor.id())) {
                throw ProblemException.notFound();
            }
            act.data(Map.of("entry", id));
            return null;
        });
        return view(actor, kase);
    }

    /** The written notice is made right after; with it as evidence the case is paused, from when the works stood still. */
    @POST
    @Path("stoppages")
    @Summary("Record that works or acceptance stand still; a numbered notice to the customer is made and the case is paused")
    public WorksView stop(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, NewStoppage body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "stoppage", caseId, wanted);
        var kase = seen(actor, caseId);
        if (requests.known(asked).isPresent()) {
            return view(actor, kase);
        }
        allowed(actor, open(kase));
        var entered = new Entered();
        entered.check(wanted.reason() != null && REASONS.contains(wanted.reason()), "/reason", "选择停工原因", "Choose why");
        var what = entered.text("/what", wanted.what(), true, WORDS, "写明现场情况", "Say what the site is like");
        var needed = entered.text("/needed", wanted.needed(), true, WORDS, "写明需要客户或有关方面做什么", "Say what has to happen");
        entered.check(wanted.began() == null || !wanted.began().isAfter(clock.instant()) && !wanted.began().isBefore(kase.opened()), "/began", "停工时间在工单建立之后、现在之前", "It began after the case was opened and not in the future");
        entered.refuse();
        requests.once(cases, asked, caseId, "construction.stopped", act -> {
            var phase = phase(kase);
            if (!phase.equals("works") && !phase.equals("acceptance")) {
                throw notInWorks();
            }
            if (store.stoppages(caseId).stream().anyMatch(WorksStore.Stoppage::lasts)) {
                throw Problem.of("construction/stopped", 409, "已登记停工，先登记复工", "They stand still already; record first that they go on").toException();
            }
            var stoppage = store.stop(new WorksStore.Stoppage(0, caseId, null, wanted.reason(), what, needed, wanted.began() == null ? act.now() : wanted.began(), act.now(), actor.id(), null, null, null, null, null));
            act.data(Map.of("stoppage", stoppage.id(), "number", stoppage.number(), "reason", stoppage.reason()));
            return null;
        });
        return view(actor, kase);
    }

    @POST
    @Path("stoppages/{id}/resume")
    @Summary("Record that they go on; so does the clock")
    public WorksView resume(@Context SecurityContext security, @PathParam("case") long caseId, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Words body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "resume", caseId, id, wanted);
        var kase = seen(actor, caseId);
        if (requests.known(asked).isPresent()) {
            return view(actor, kase);
        }
        allowed(actor, open(kase));
        var entered = new Entered();
        var outcome = entered.text("/text", wanted.text(), true, WORDS, "写明现场怎样具备了条件", "Say how the site became fit");
        entered.refuse();
        requests.once(cases, asked, caseId, "construction.resumed", act -> {
            var stoppage = store.stoppages(caseId).stream().filter(s -> s.id() == id).findFirst().orElseThrow(ProblemException::notFound);
            if (!stoppage.lasts()) {
                throw Problem.of("construction/resumed", 409, "已登记复工", "It is recorded already that they go on").toException();
            }
            store.resumed(id, act.now(), actor.id(), outcome);
            if (stoppage.pause() != null) {
                act.resume(stoppage.pause(), null);
            }
            act.data(Map.of("stoppage", id));
            return null;
        });
        return view(actor, kase);
    }

    @POST
    @Path("report")
    @Summary("Report that the works are finished")
    public WorksView report(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, Words body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "report", caseId, wanted);
        var kase = seen(actor, caseId);
        if (requests.known(asked).isPresent()) {
            return view(actor, kase);
        }
        filing(actor, kase);
        var entered = new Entered();
        var text = entered.text("/text", wanted.text(), false, WORDS, "说明太长：请写短", "It is too long: say it");
        entered.refuse();
        requests.once(cases, asked, caseId, "construction.reported", act -> {
            var works = store.works(caseId).orElseThrow(WorksResource::notInWorks);
            var missing = WorksTask.conditions(works, store.entries(caseId).size(), store.photos(caseId).stream().filter(p -> p.entry() != null).count()).stream()
                    .filter(c -> !c.met() && !c.id().equals("construction.reported")).toList();
            if (!missing.isEmpty()) {
                throw Problem.of("construction/not-finished", 409, "还不能报完工：" + missing.get(0).fix().zh(), "They cannot be reported yet: " + missing.get(0).fix().en()).toException();
            }
            store.report(caseId, new Works.Report(text, act.now(), actor.id()));
            tell(directory.withPermission("engineering", WORK, kase.district()), actor, "construction.reported", kase, Text.of("施工单位报完工，请核对", "The unit reports that the works are finished; look at them"));
            return null;
        });
        return view(actor, kase);
    }

    @POST
    @Path("report/return")
    @Permission(WORK)
    @Summary("Give the report back to the unit: something is still to be done")
    public WorksView giveBack(@Context SecurityContext security, @PathParam("case") long caseId, @HeaderParam("Idempotency-Key") String key, Words body) {
        var actor = actor(security);
        var wanted = Entered.body(body);
        var asked = Requests.asked(actor, key, "report-return", caseId, wanted);
        var kase = seen(actor, caseId);
        if (requests.known(asked).isPresent()) {
            return view(actor, kase);
        }
        filing(actor, kase);
        var entered = new Entered();
        var text = entered.text("/text", wanted.text(), true, 200, "写明还要做什么", "Say what is still to be done");
        entered.refuse();
        requests.once(cases, asked, caseId, "construction.report-returned", act -> {
            var works = store.works(caseId).filter(w -> w.report() != null).orElseThrow(() -> Problem.of("construction/not-reported", 409, "施工单位还没有报完工", "The unit has not reported yet").toException());
            store.report(caseId, null);
            tell(directory.withPermission(works.plan().unit(), CREW, kase.district()), actor, "construction.report-returned", kase, Text.of("完工退回：" + text, "Not finished yet: " + text));
            return null;
        });
        return view(actor, kase);
    }

    // ---- who may

    /** A unit sees the works that were given to it. */
    private CaseInfo seen(Actor actor, long caseId) {
        return seen(cases, store, actor, caseId);
    }

    static CaseInfo seen(Cases cases, WorksStore store, Actor actor, long caseId) {
        var kase = cases.get(actor, caseId);
        if (actor.external() && store.works(caseId).filter(w -> w.plan() != null && actor.worksFor(w.plan().unit())).isEmpty()) {
            throw ProblemException.notFound();
        }
        return kase;
    }

    private boolean may(Actor actor, long caseId) {
        return actor.may(WORK) || store.works(caseId).filter(w -> w.plan() != null && actor.may(CREW, w.plan().unit())).isPresent();
    }

    private CaseInfo allowed(Actor actor, CaseInfo kase) {
        if (!may(actor, kase.id())) {
            throw ProblemException.forbidden(CREW);
        }
        return kase;
    }

    /** Refuses whoever may not file works, and all when none are done. */
    private void filing(Actor actor, CaseInfo kase) {
        if (!phase(allowed(actor, open(kase))).equals("works")) {
            throw notInWorks();
        }
    }

    private static CaseInfo open(CaseInfo kase) {
        if (kase.state() != CaseState.OPEN) {
            throw Problem.of("construction/case-not-open", 409, "工单不在办理中，不能再登记", "The case is not open; nothing can be recorded any more").toException();
        }
        return kase;
    }

    private static ProblemException notInWorks() {
        return Problem.of("construction/not-in-works", 409, "工单不在施工环节，刷新后查看进度", "The case is not in its works; reload and see where it is").toException();
    }

    private String phase(CaseInfo kase) {
        return Phases.of(kase.state(), cases.tasks(Actor.system("construction"), kase.id())).orElse("ahead");
    }

    /** External organisations with people who file works and who see this case. */
    private List<String> units(CaseInfo kase) {
        return directory.departments().stream().filter(Directory.Department::external).map(Directory.Department::id)
                .filter(unit -> directory.withPermission(unit, CREW, null).stream().anyMatch(p -> directory.actor(p.id()).filter(a -> cases.find(a, kase.id()).isPresent()).isPresent())).toList();
    }

    private void tell(List<Directory.Person> people, Actor by, String kind, CaseInfo kase, Text subject) {
        messages.send(people.stream().map(Directory.Person::id).filter(id -> id != by.id()).distinct()
                .map(id -> new Message(id, kind, Text.of(kase.number() + " " + subject.zh(), kase.number() + " " + subject.en()), kase.id(), null)).toList());
    }

    // ---- what is shown

    private WorksView view(Actor actor, CaseInfo kase) {
        long id = kase.id();
        var phase = phase(kase);
        var row = store.works(id).orElse(new Works(id, kase.district(), phase, null, null, false, false));
        var works = new Works(id, kase.district(), phase, row.plan(), row.report(), row.begun(), row.stopped());
        var entries = store.entries(id);
        var photos = store.photos(id);
        var stoppages = store.stoppages(id);
        var ids = new HashSet<Long>();
        entries.forEach(e -> ids.add(e.by()));
        stoppages.forEach(s -> ids.addAll(s.resumedBy() == null ? List.of(s.by()) : List.of(s.by(), s.resumedBy())));
        var plan = works.plan();
        var report = works.report();
        if (plan != null) {
            ids.add(plan.by());
        }
        if (report != null) {
            ids.add(report.by());
        }
        var people = new HashMap<Long, Person>();
        directory.people(ids).forEach((person, known) -> people.put(person, new Person(person, known.name())));
        boolean alive = kase.state() == CaseState.OPEN && !works.over();
        boolean mayPlan = alive && actor.may(WORK) && !phase.equals("acceptance");
        return new WorksView(works.state(), plan == null ? null : new PlanView(plan.unit(), plan.crew(), plan.starts(), plan.ends(), plan.note(), plan.at(), people.get(plan.by())),
                report == null ? null : new ReportView(report.text(), report.at(), people.get(report.by())), entries.stream().map(e -> view(e, photos, people)).toList(),
                stoppages.stream().map(s -> view(s, people)).toList(), alive ? permitUntil(excavations.applications(id), plan, today()) : null, mayPlan ? units(kase) : List.of(), mayPlan, alive && may(actor, id));
    }

    /** When the permit ends, if that is before the works do, or has passed; otherwise null. */
    static LocalDate permitUntil(List<Application> applications, Works.Plan plan, LocalDate today) {
        var until = EntryGate.permit(applications).map(a -> a.decision().to()).orElse(null);
        var needed = plan == null || plan.ends().isBefore(today) ? today : plan.ends();
        return until != null && until.isBefore(needed) ? until : null;
    }

    private static PhotoView view(Photo p) {
        return new PhotoView(p.document(), p.taken(), p.latitude(), p.longitude());
    }

    private static EntryView view(WorksStore.Entry e, List<Photo> photos, Map<Long, Person> people) {
        return new EntryView(e.id(), e.day(), e.did(), e.material(), e.calibre(), e.length(), e.deviation(), photos.stream().filter(p -> p.entry() != null && p.entry() == e.id())
                .map(WorksResource::view).toList(), e.at(), people.get(e.by()));
    }

    private static StoppageView view(WorksStore.Stoppage s, Map<Long, Person> people) {
        return new StoppageView(s.id(), s.number(), s.reason(), s.what(), s.needed(), s.began(), people.get(s.by()), s.document(), s.pause() != null, s.resumed(), s.resumedBy() == null ? null : people.get(s.resumedBy()), s.outcome());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ExcavationTask.ZONE);
    }

    private static String decoded(String name) {
        try {
            return name == null || name.isBlank() ? "photo.jpg" : URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static Actor actor(SecurityContext security) {
        return (Actor) security.getUserPrincipal();
    }
}
