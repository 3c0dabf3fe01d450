package org.jieshui.cases.rest;

import static org.jieshui.cases.rest.TasksResource.actor;
import static org.jieshui.cases.rest.TasksResource.blank;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.cases.api.view.CaseViews.Ref;
import org.jieshui.cases.api.view.Exports;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Csv;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The inbox and the list of cases as files that a spreadsheet opens, in the caller's language; they leave a trace in the access log. */
@Component(service = Resource.class)
@Path("exports")
@Produces("text/csv;charset=utf-8")
@Permission("cases.export")
public class ExportsResource implements Resource {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Shanghai"));
    private static final Map<String, Text> STATES = Map.of("open", Text.of("办理中", "Open"), "not-ready", Text.of("暂不具备条件建档", "Not-ready file"),
            "withdrawn", Text.of("已撤回", "Withdrawn"), "closed", Text.of("已结案", "Closed"));

    private final Exports exports;
    private final Directory directory;

    @Activate
    public ExportsResource(@Reference Exports exports, @Reference Directory directory) {
        this.exports = exports;
        this.directory = directory;
    }

    @GET
    @Path("tasks")
    @Summary("The inbox under the same filters as CSV, at most 20 000 rows")
    public Response tasks(@Context SecurityContext who, @QueryParam("view") @DefaultValue("department") String view, @QueryParam("department") String department,
            @QueryParam("stage") String stage, @QueryParam("district") String district) {
        var words = new Words(actor(who));
        var pages = exports.tasks(actor(who), new CaseViews.TaskQuery(view, blank(department), blank(stage), blank(district), null, 0));
        return file("tasks", words, pages, List.of(Text.of("工单号", "Case"), Text.of("客户", "Customer"), Text.of("地址", "Address"), Text.of("分区", "District"), Text.of("任务", "Task"),
                Text.of("部门", "Department"), Text.of("环节", "Stage"), Text.of("签收人", "Claimed by"), Text.of("客户管家", "Steward"), Text.of("时限", "Time left"), Text.of("截止时间", "Due"),
                Text.of("模块", "Module")), r -> new String[] {r.number(), r.customer(), r.address(), words.district(r.district()), words.of(r.name()), words.of(r.departmentName()), words.of(r.stageName()),
                    name(r.assignee()), name(r.steward()), words.of(r.deadline().label()), time(r.deadline().at()), r.parked() ? words.of(Text.of("停运，已停放", "Not running, parked")) : ""});
    }

    @GET
    @Path("cases")
    @Summary("The list of cases under the same filters as CSV, at most 20 000 rows")
    public Response cases(@Context SecurityContext who, @QueryParam("q") String q, @QueryParam("process") String process, @QueryParam("state") String state, @QueryParam("stage") String stage,
            @QueryParam("district") String district, @QueryParam("steward") Long steward) {
        var words = new Words(actor(who));
        var pages = exports.cases(actor(who), new CaseViews.CaseQuery(q, blank(process), blank(state), blank(stage), blank(district), steward, null, 0));
        return file("cases", words, pages, List.of(Text.of("工单号", "Case"), Text.of("客户", "Customer"), Text.of("地址", "Address"), Text.of("分区", "District"), Text.of("流程", "Process"),
                Text.of("状态", "State"), Text.of("环节", "Stage"), Text.of("客户管家", "Steward"), Text.of("环节时限", "Stage, time left"), Text.of("截止时间", "Due"), Text.of("建立时间", "Opened"),
                Text.of("结束时间", "Ended")), r -> new String[] {r.number(), r.customer(), r.address(), words.district(r.district()), words.of(r.processName()),
                    words.of(STATES.getOrDefault(r.state(), Text.of(r.state(), r.state()))), words.of(r.stageName()), name(r.steward()), words.of(r.deadline().label()), time(r.deadline().at()),
                    time(r.opened()), time(r.closed())});
    }

    private <T> Response file(String name, Words words, Iterator<List<T>> pages, List<Text> head, Function<T, String[]> cells) {
        StreamingOutput body = out -> {
            var csv = new Csv(out);
            csv.line(head.stream().map(words::of).toArray(String[]::new));
            int rows = 0;
            while (pages.hasNext()) {
                for (var row : pages.next()) {
                    csv.line(cells.apply(row));
                    rows++;
                }
            }
            end(csv, words, rows);
        };
        return Response.ok(body).header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=" + name + ".csv").header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static void end(Csv csv, Words words, int rows) throws IOException {
        if (rows == Exports.MOST) {
            csv.line(words.of(Text.of("最多导出 " + Exports.MOST + " 行，到此为止；请缩小筛选范围再导出其余", "No more than " + Exports.MOST + " rows are exported; narrow the filters to get the others")));
        }
        csv.flush();
    }

    private static String name(Ref person) {
        return person == null ? "" : person.name();
    }

    private static String time(Instant at) {
        return at == null ? "" : TIME.format(at);
    }

    /** In the caller's language. */
    private final class Words {
        private final boolean english;
        private final Map<String, Text> districts = directory.districts().stream().collect(Collectors.toMap(Directory.District::id, Directory.District::name));

        Words(Actor actor) {
            english = "en".equals(actor.language());
        }

        String of(Text text) {
            return text == null ? "" : english ? text.en() : text.zh();
        }

        String district(String id) {
            return id == null ? "" : of(districts.getOrDefault(id, Text.of(id, id)));
        }
    }
}
