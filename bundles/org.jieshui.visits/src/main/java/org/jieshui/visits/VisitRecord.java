package org.jieshui.visits;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A visit was made: its record goes into the archive as PDF (R268). */
@Component(service = CaseListener.class)
@ListenerName(name = "visits.record", kinds = {"visits.visited"}, afterwards = true)
public class VisitRecord implements CaseListener {

    static final String TYPE = "visit-record";
    private static final String TEMPLATE = read("/print/visit.html");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.of("Asia/Shanghai"));
    /** As the form names them; a test compares. */
    static final Map<String, String> WAYS = Map.of("phone", "电话", "visit", "上门", "message", "短信或微信");
    static final Map<String, String> ANSWERED_BY = Map.of("customer", "客户本人", "contact", "联系人", "other", "其他人");
    static final Map<String, String> SATISFACTION = Map.of("satisfied", "满意", "fair", "基本满意", "dissatisfied", "不满意");

    private final Cases cases;
    private final Directory directory;
    private final Archive archive;
    private final Printer printer;
    private final VisitsStore store;

    @Activate
    public VisitRecord(@Reference Cases cases, @Reference Directory directory, @Reference Archive archive, @Reference Printer printer, @Reference(service = VisitsStore.class) VisitsStore store) {
        this.cases = cases;
        this.directory = directory;
        this.archive = archive;
        this.printer = printer;
        this.store = store;
    }

    @Override
    public void on(Entry entry) throws IOException {
        var system = Actor.system("visits");
        var task = cases.task(system, entry.taskId());
        var form = cases.form(system, entry.caseId(), task.type());
        boolean kept = archive.documents(entry.caseId()).stream().anyMatch(d -> d.type().equals(TYPE) && entry.taskId().equals(d.taskId()) && d.voidReason() == null);
        var kase = cases.get(system, entry.caseId());
        boolean ended = kase.state() == CaseState.CLOSED || kase.state() == CaseState.WITHDRAWN;
        if (task.state() != TaskState.DONE || form.isEmpty() || kept || ended) {
            return; // sent back since, or done before, or nothing can be added any more
        }
        var pdf = printer.print(paper(kase, form.get(), entry.actor()));
        archive.store(system, kase.id(), TYPE, entry.taskId(), "回访记录 " + kase.number() + ".pdf", new ByteArrayInputStream(pdf));
    }

    private Paper paper(CaseInfo kase, JsonNode form, long specialist) {
        var asked = store.questionnaire(form.at("/questionnaire/version").asInt()).orElseThrow();
        var values = new HashMap<String, Object>();
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("version", asked.version());
        values.put("at", MINUTE.format(Instant.parse(form.path("visitedAt").asText())));
        values.put("specialist", directory.person(specialist).map(Directory.Person::name).orElse("—"));
        values.put("way", WAYS.get(form.path("way").asText()));
        values.put("answeredBy", ANSWERED_BY.get(form.path("answeredBy").asText()));
        values.put("answers", asked.questions().stream().map(q -> Map.of("question", q.text().zh(), "answer", answer(q, form.at("/questionnaire/answers/" + q.id())))).toList());
        values.put("satisfaction", SATISFACTION.get(form.path("satisfaction").asText()));
        values.put("complaint", form.path("complaint").asText(null));
        values.put("department", department(form.path("department").asText("")));
        values.put("note", form.path("note").asText(null));
        return new Paper(TEMPLATE, values, "回访记录 " + kase.number(), "zh-CN", Paper.Missing.MARK);
    }

    private static String answer(Question question, JsonNode answer) {
        if (answer.isMissingNode() || answer.isNull()) {
            return "—";
        }
        return switch (question.kind()) {
            case "score" -> answer.asInt() + " 分（满分 " + Question.BEST_SCORE + "）";
            case "choice" -> question.options().stream().filter(o -> o.id().equals(answer.asText())).map(o -> o.text().zh()).findFirst().orElse("—");
            default -> answer.asText();
        };
    }

    private String department(String id) {
        return directory.departments().stream().filter(d -> d.id().equals(id)).map(d -> d.name().zh()).findFirst().orElse(id);
    }

    private static String read(String resource) {
        try (var in = VisitRecord.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
