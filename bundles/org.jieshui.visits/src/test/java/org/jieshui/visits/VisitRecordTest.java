package org.jieshui.visits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.testkit.FakeTask;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VisitRecordTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("visits", VisitsStore.class);

    private static final Instant AT = Instant.parse("2026-10-13T02:00:00Z");
    private static final Entry VISITED = new Entry(5, 7, 3, AT, 1, null, "visits.visited", 70L, FakeTask.json("{}"));

    private final List<Paper> printed = new ArrayList<>();
    private final List<Document> kept = new ArrayList<>();
    private TaskState state = TaskState.DONE;

    @Test // R268
    void theRecordOfAVisitGoesIntoTheArchiveOnce() throws IOException {
        record().on(VISITED);
        record().on(VISITED);

        assertThat(kept).singleElement().satisfies(d -> {
            assertThat(d.type()).isEqualTo("visit-record");
            assertThat(d.taskId()).isEqualTo(70);
            assertThat(d.fileName()).isEqualTo("回访记录 JS2026-1013-01.pdf");
        });
        var values = new HashMap<String, Object>(printed.get(0).values());
        assertThat(values).containsEntry("way", "电话").containsEntry("satisfaction", "不满意").containsEntry("complaint", "路面没有恢复平整").containsEntry("department", "工程").containsEntry("at", "2026-10-13 10:00");
        assertThat(values.get("answers")).asList().contains(Map.of("question", "办理速度", "answer", "4 分（满分 5）"), Map.of("question", "您为办理跑了几趟？", "answer", "没有跑"),
                Map.of("question", "意见和建议", "answer", "—"));
    }

    @Test
    void whatWasSentBackSinceIsNotPrinted() throws IOException {
        state = TaskState.SENT_BACK;
        record().on(VISITED);
        assertThat(printed).isEmpty();
    }

    @Test
    void thePaperNamesTheChoicesAsTheFormDoes() throws IOException {
        var properties = new ObjectMapper().readTree(Path.of("src/main/resources/forms/visits.visit.json").toFile()).path("properties");
        assertThat(names(properties.path("way"))).isEqualTo(VisitRecord.WAYS);
        assertThat(names(properties.path("answeredBy"))).isEqualTo(VisitRecord.ANSWERED_BY);
        assertThat(names(properties.path("satisfaction"))).isEqualTo(VisitRecord.SATISFACTION);
    }

    private VisitRecord record() {
        var form = readForm();
        var cases = fake(Cases.class, (method, args) -> switch (method) {
            case "task" -> new TaskInfo(70, 7, "visit", "visits.visit", "visit", "customer-service", 1, false, state, null, AT, null, null, null);
            case "form" -> Optional.of(form);
            case "get" -> new CaseInfo(7, "JS2026-1013-01", "single-meter", 1, CaseState.OPEN, 3, "visit", AT, null, "山东云岭食品有限公司", null, null, "凤鸣路 17 号", "lixia", null, "application", FakeTask.json("{}"));
            default -> throw new UnsupportedOperationException(method);
        });
        var directory = fake(Directory.class, (method, args) -> switch (method) {
            case "person" -> Optional.of(new Directory.Person(1, "xuting", "徐婷", "customer-service", true));
            case "departments" -> List.of(new Directory.Department("engineering", org.jieshui.platform.api.Text.of("工程", "Engineering"), false));
            default -> throw new UnsupportedOperationException(method);
        });
        var archive = fake(Archive.class, (method, args) -> switch (method) {
            case "documents" -> List.copyOf(kept);
            case "store" -> {
                var document = new Document(1, (Long) args[1], (String) args[2], 1, 1, true, "visit", (Long) args[3], (String) args[4], "application/pdf", 1, "00", 0, AT, null);
                kept.add(document);
                yield document;
            }
            default -> throw new UnsupportedOperationException(method);
        });
        var printer = fake(Printer.class, (method, args) -> {
            printed.add((Paper) args[0]);
            return new byte[] {1};
        });
        return new VisitRecord(cases, directory, archive, printer, new VisitsStore(DB.database()));
    }

    private static JsonNode readForm() {
        try {
            return new ObjectMapper().readTree(Path.of("src/test/resources/forms/visits.visit.json").toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, String> names(JsonNode field) {
        var names = new HashMap<String, String>();
        for (int i = 0; i < field.path("enum").size(); i++) {
            names.put(field.path("enum").get(i).asText(), field.path("x-enum-names").get(i).path("zh-CN").asText());
        }
        return names;
    }

    private interface Answer {
        Object to(String method, Object[] args);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answer.to(method.getName(), args)));
    }
}
