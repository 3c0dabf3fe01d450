package org.jieshui.construction;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The works that the caller may see: what is planned, running, stopped, to be accepted. A construction unit sees those that were given to it. */
@Component(service = Resource.class)
@Path("construction")
@Produces(MediaType.APPLICATION_JSON)
@Permission("construction.read")
public class WorksListResource implements Resource {

    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    static final Map<String, Text> STATES = Map.of("to-plan", Text.of("待派工", "To be given"), "planned", Text.of("已派工", "Planned"), "running", Text.of("施工中", "Running"), "stopped", Text.of("停工", "Stopped"),
            "reported", Text.of("已报完工", "Reported finished"), "to-accept", Text.of("待验收", "To be accepted"), "accepted", Text.of("已验收", "Accepted"), "ended", Text.of("已终止", "Ended before"));
    /** Pages of the store that are looked through for one page of what the caller may see. */
    private static final int MOST_ROUNDS = 10;
    private static final int PAGE = 200;
    private static final int MOST_ROWS = 5000;

    /** @param late the planned end has passed and they are not reported finished. @param permitUntil when the excavation permit ends, if that is before the works do */
    public record WorksRow(long caseId, String number, String customer, String address, String district, String state, String unit, String crew, LocalDate starts, LocalDate ends, boolean late, LocalDate permitUntil) {}

    private final Cases cases;
    private final Directory directory;
    private final AccessLog accessLog;
    private final WorksStore store;
    private final ExcavationStore excavations;
    private final Clock clock;

    @Activate
    public WorksListResource(@Reference Cases cases, @Reference Directory directory, @Reference AccessLog accessLog, @Reference(service = WorksStore.class) WorksStore store,
            @Reference(service = ExcavationStore.class) ExcavationStore excavations, @Reference Clock clock) {
        this.cases = cases;
        this.directory = directory;
        this.accessLog = accessLog;
        this.store = store;
        this.excavations = excavations;
        this.clock = clock;
    }

    @GET
    @Path("works")
    @Summary("Works, those that end first first; without a state those that are not over")
    public Page<WorksRow> list(@Context SecurityContext security, @QueryParam("state") String state, @QueryParam("unit") String unit, @QueryParam("district") String district, @QueryParam("after") String after,
            @QueryParam("limit") int limit) {
        return page((Actor) security.getUserPrincipal(), filter(security, state, unit, district), place(after), limit < 1 ? 50 : Math.min(limit, PAGE));
    }

    @GET
    @Path("works-export")
    @Produces({XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "The same as an Excel workbook, at most 5 000 rows; leaves a trace", answer = byte[].class)
    public Response export(@Context SecurityContext security, @QueryParam("state") String state, @QueryParam("unit") String unit, @QueryParam("district") String district) {
        var actor = (Actor) security.getUserPrincipal();
        var filter = filter(security, state, unit, district);
        var rows = new ArrayList<WorksRow>();
        String after = null;
        do {
            var page = page(actor, filter, place(after), PAGE);
            rows.addAll(page.items());
            after = page.next();
        } while (after != null && rows.size() < MOST_ROWS);
        accessLog.read(actor, "construction.export", rows.stream().map(r -> "case/" + r.caseId()).toList(), Set.of("customer", "address"));
        return Response.ok(workbook(rows, "en".equals(actor.language())), XLSX).header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment("施工.xlsx", "works.xlsx")).build();
    }

    private WorksStore.Filter filter(SecurityContext security, String state, String unit, String district) {
        var actor = (Actor) security.getUserPrincipal();
        var wanted = blank(state);
        if (wanted != null && !STATES.containsKey(wanted)) {
            throw ProblemException.invalid("/state", "没有这种状态", "There is no such state");
        }
        return new WorksStore.Filter(wanted, blank(unit), blank(district), actor.external() ? actor.departments() : null);
    }

    private Page<WorksRow> page(Actor actor, WorksStore.Filter filter, WorksStore.Place after, int most) {
        var seen = new HashMap<Long, CaseInfo>();
        var found = new ArrayList<Works>();
        var place = after;
        boolean more = true;
        for (int round = 0; more && round < MOST_ROUNDS && found.size() < most; round++) {
            var rows = store.page(filter, place, most + 1);
            more = rows.size() > most;
            var page = rows.subList(0, Math.min(most, rows.size()));
            seen.putAll(cases.visible(actor, page.stream().map(Works::caseId).collect(Collectors.toSet())));
            for (var row : page) {
                if (found.size() == most) {
                    more = true;
                    break;
                }
                place = new WorksStore.Place(row.plan() == null ? WorksStore.NEVER : row.plan().ends(), row.caseId());
                if (seen.containsKey(row.caseId())) {
                    found.add(row);
                }
            }
        }
        var today = LocalDate.ofInstant(clock.instant(), ExcavationTask.ZONE);
        return new Page<>(found.stream().map(w -> row(w, seen.get(w.caseId()), today)).toList(), more && place != null ? place.ends() + "_" + place.caseId() : null);
    }

    private WorksRow row(Works w, CaseInfo kase, LocalDate today) {
        var plan = w.plan();
        boolean late = plan != null && plan.ends().isBefore(today) && w.report() == null && !w.over() && !w.phase().equals("acceptance");
        return new WorksRow(w.caseId(), kase.number(), kase.customer(), kase.address(), kase.district(), w.state(), plan == null ? null : plan.unit(), plan == null ? null : plan.crew(), plan == null ? null : plan.starts(),
                plan == null ? null : plan.ends(), late, w.over() ? null : WorksResource.permitUntil(excavations.applications(w.caseId()), plan, today));
    }

    private byte[] workbook(List<WorksRow> rows, boolean english) {
        var heads = List.of(Text.of("工单号", "Case"), Text.of("客户", "Customer"), Text.of("地址", "Address"), Text.of("分区", "District"), Text.of("状态", "State"), Text.of("施工单位", "Unit"), Text.of("班组", "Crew"),
                Text.of("计划开工", "Starts"), Text.of("计划完工", "Ends"), Text.of("刨掘许可到期", "Permit until"));
        var districts = directory.districts().stream().collect(Collectors.toMap(Directory.District::id, Directory.District::name));
        var units = directory.departments().stream().collect(Collectors.toMap(Directory.Department::id, Directory.Department::name));
        var out = new ByteArrayOutputStream();
        try (var book = new Workbook(out, "Jieshui", "1.0")) {
            var sheet = book.newWorksheet(english ? "Works" : "施工");
            for (int c = 0; c < heads.size(); c++) {
                sheet.value(0, c, in(heads.get(c), english));
                sheet.style(0, c).bold().fillColor("DCE9EF").set();
                sheet.width(c, c == 1 || c == 2 ? 30 : 16);
            }
            sheet.freezePane(0, 1);
            for (int i = 0; i < rows.size(); i++) {
                var r = rows.get(i);
                var cells = new String[] {r.number(), r.customer(), r.address(), r.district() == null ? null : in(districts.getOrDefault(r.district(), Text.of(r.district(), r.district())), english),
                    in(STATES.get(r.state()), english), r.unit() == null ? null : in(units.getOrDefault(r.unit(), Text.of(r.unit(), r.unit())), english), r.crew(), text(r.starts()), text(r.ends()), text(r.permitUntil())};
                for (int c = 0; c < cells.length; c++) {
                    if (cells[c] != null) {
                        sheet.value(i + 1, c, cells[c]);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String in(Text text, boolean english) {
        return english ? text.en() : text.zh();
    }

    private static String text(LocalDate day) {
        return day == null ? null : day.toString();
    }

    private static WorksStore.Place place(String after) {
        if (blank(after) == null) {
            return null;
        }
        try {
            var parts = after.strip().split("_", 2);
            return new WorksStore.Place(LocalDate.parse(parts[0]), Long.parseLong(parts[1]));
        } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw ProblemException.invalid("/after", "翻页标记不对，请从第一页重来", "That is no place in this list; start at the first page");
        }
    }

    private static String blank(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
