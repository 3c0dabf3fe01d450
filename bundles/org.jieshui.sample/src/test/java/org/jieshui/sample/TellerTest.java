package org.jieshui.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.sample.SampleStep;
import org.jieshui.cases.api.sample.SampleWork;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All stories through the real core, with the forms as the departments have them today. */
class TellerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path BUNDLES = Path.of("..");
    private static final Set<String> MODULES = Set.of("initiation", "intake", "survey", "gis", "design", "construction", "metering", "pricing", "agreements", "payments", "visits");

    @RegisterExtension
    final TestDatabase db = TestDatabase.schema("sample", SampleCases.class).and("cases", CasesService.class);

    private final DrivenClock clock = DrivenClock.at("2026-10-14T11:00");
    private final Map<String, Actor> people = new TreeMap<>();
    private CasesFixture fixture;
    private final Map<Long, Double> received = new HashMap<>();
    private Teller teller;

    @BeforeEach
    void start() throws Exception {
        fixture = new CasesFixture(db.database("cases"), clock);
        fixture.processes().publish(Actor.system("test"), CasesFixture.shippedProcess("single-meter"));
        for (var module : MODULES) {
            var types = new HashMap<String, TaskType>();
            try (var forms = Files.list(BUNDLES.resolve("org.jieshui." + module + "/src/main/resources/forms"))) {
                forms.forEach(form -> types.put(form.getFileName().toString().replace(".json", ""), Checked.by(form)));
            }
            fixture.run(module, null, types);
        }
        long id = 100;
        for (var p : JSON.readTree(Files.readString(BUNDLES.resolve("org.jieshui.identity/src/main/resources/identity/sample.json"))).path("people")) {
            var districts = new HashSet<String>();
            p.path("districts").forEach(d -> districts.add(d.asText()));
            var department = p.path("department").asText();
            var actor = new Actor(id++, p.path("account").asText(), p.path("name").asText(), Set.of(department),
                    Set.of("tasks.work", "cases.read", "cases.open", "cases.manage"), districts, department.equals("construction-unit"), "zh-CN");
            people.put(actor.account(), actor);
            fixture.person(actor);
        }
        teller = teller();
    }

    @Test
    void everyStoryComesToItsPointAndIsToldOnce() throws Exception {
        var stories = Teller.stories();
        for (var story : stories) {
            try {
                teller.tell(story);
            } catch (ProblemException e) {
                throw new AssertionError(story.id() + " " + story.steps().get(teller.told(story)) + " " + e.problem().errors(), e);
            }
        }
        assertThat(deadline("due-soon")).isEqualTo("due-soon");
        assertThat(deadline("overdue")).isEqualTo("overdue");
        assertThat(deadline("paused")).isEqualTo("paused");
        assertThat(view("paused").pauses()).singleElement().satisfies(p -> assertThat(p.evidence()).isNotEmpty());
        assertThat(view("not-ready").kase().state()).isEqualTo(CaseState.NOT_READY.id());
        assertThat(view("withdrawn").kase().state()).isEqualTo(CaseState.WITHDRAWN.id());
        assertThat(open("fresh-application")).containsExactlyInAnyOrder("accept", "steward");
        assertThat(open("fresh-joint-review")).containsExactly("transfer");
        assertThat(open("at-survey")).contains("survey-design", "survey-network", "application");
        assertThat(open("waiting-for-findings")).contains("survey-network", "survey-engineering").doesNotContain("survey-design");
        assertThat(view("outstanding-document").documents()).filteredOn(d -> d.tolerated() != null).singleElement().satisfies(d -> assertThat(d.outstanding()).isTrue());
        assertThat(open("at-design")).containsExactly("drawing");
        assertThat(view("sent-back").tasks()).filteredOn(t -> t.task().key().equals("drawing")).extracting(t -> t.task().round()).containsExactlyInAnyOrder(1, 2);
        assertThat(view("confirmed").tasks()).filteredOn(t -> t.task().state().equals("open")).as("every department is there").noneMatch(t -> t.task().parked());
        assertThat(open("confirmed")).containsExactlyInAnyOrder("quotation", "excavation", "meter-preparation");
        assertThat(open("confirmed-yesterday")).contains("fee");
        assertThat(open("agreement-prepared")).containsExactly("commission");
        assertThat(open("agreement-delivered")).containsExactly("payment");
        assertThat(open("permit-waiting")).containsExactly("excavation");
        assertThat(open("works-going")).contains("works");
        assertThat(open("water-waiting")).containsExactlyInAnyOrder("water-on", "as-built");
        assertThat(open("visit-due")).containsExactlyInAnyOrder("visit", "as-built");
        assertThat(deadline("visit-overdue")).isEqualTo("overdue");
        assertThat(open("finished")).isEmpty();
        assertThat(open("archived")).isEmpty();
        assertThat(view("withdrawn-paid").kase().state()).isEqualTo(CaseState.WITHDRAWN.id());
        assertThat(fixture.sent).as("nobody is told of the past").isEmpty();

        long entries = entries();
        db.database().transact(h -> h.execute("UPDATE sample.story SET steps = steps - 1"));
        stories.forEach(teller()::tell);
        assertThat(entries()).as("killed before the last step of each was noted, and told again").isEqualTo(entries);
    }

    private CaseViews.CaseView view(String story) {
        return fixture.views().caseView(people.get("gaozhenhua"),
                db.database().read(h -> h.createQuery("SELECT case_id FROM sample.story WHERE id = :id").bind("id", story).mapTo(Long.class).one()));
    }

    private List<String> open(String story) {
        return view(story).tasks().stream().map(CaseViews.CaseTask::task).filter(t -> t.state().equals("open")).map(CaseViews.TaskRow::key).toList();
    }

    private String deadline(String story) {
        return view(story).clocks().get("stage").deadline().status();
    }

    private long entries() {
        return db.database("cases").read(h -> h.createQuery("SELECT count(*) FROM cases.journal").mapTo(Long.class).one());
    }

    private Teller teller() {
        var directory = (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (p, method, a) -> switch (method.getName()) {
            case "departments" -> people.values().stream().flatMap(x -> x.departments().stream()).distinct().map(d -> new Directory.Department(d, Text.of(d, d), false)).toList();
            case "members" -> people.values().stream().filter(x -> x.worksFor((String) a[0])).map(x -> new Directory.Person(x.id(), x.account(), x.displayName(), (String) a[0], true)).toList();
            case "actor" -> people.values().stream().filter(x -> a[0].equals(x.id())).findFirst();
            default -> throw new UnsupportedOperationException(method.getName());
        });
        var archive = (Archive) Proxy.newProxyInstance(Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (p, method, a) -> switch (method.getName()) {
            case "store" -> {
                fixture.has((Long) a[1], (String) a[2], 7);
                yield null;
            }
            case "documents" -> fixture.archive.documents((Long) a[0]);
            case "tolerate" -> {
                fixture.archive.tolerate((Actor) a[0], (Long) a[1], (String) a[2], (String) a[3]);
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        });
        return new Teller(fixture.cases(), archive, null, directory, words(), db.database(), new Workdays(fixture.calendar, clock.instant()));
    }

    /** The departments' own words are theirs to test; here they do what the process waits for. */
    private void told(String what, SampleStep step) {
        switch (what) {
            case "pricing.quoted" -> fixture.has(step.caseId(), "quotation", 7);
            case "payments.received" -> received.put(step.caseId(), step.form().path("share").asDouble());
            case "payments.allotted" -> {
                if (received.get(step.caseId()) >= 1) {
                    fixture.cases().tasks(step.actor(), step.caseId()).stream().filter(t -> t.key().equals("payment") && t.state() == TaskState.OPEN)
                            .forEach(t -> fixture.cases().complete(step.actor(), t.id(), JSON.createObjectNode(), step.key()));
                }
            }
            default -> assertThat(step.form().isObject()).as(what).isTrue();
        }
    }

    private Modules.ServiceView<SampleWork> words() {
        return new Modules.ServiceView<>() {
            @Override
            public Optional<SampleWork> get(String module) {
                return Optional.of(step -> told(module + "." + step.word(), step));
            }

            @Override
            public Optional<Module> module(String key) {
                return Optional.empty();
            }

            @Override
            public List<String> keys() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }

    /** A department's task type as far as its form goes; the steward is kept, because later steps act as him. */
    private record Checked(JsonSchema schema) implements TaskType {
        static Checked by(Path form) {
            try {
                return new Checked(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(JSON.readTree(Files.readString(form))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void completed(TaskContext task, JsonNode filled) {
            assertThat(schema.validate(filled)).as("%s of %s", task.task().key(), task.kase().customer()).isEmpty();
            if (task.task().key().equals("meter-preparation")) {
                task.update(CaseChange.facts(Map.of("meterSerial", "M" + task.kase().id())));
            }
            Optional.ofNullable(filled.get("steward")).ifPresent(s -> task.update(CaseChange.steward(s.asLong())));
        }
    }
}
