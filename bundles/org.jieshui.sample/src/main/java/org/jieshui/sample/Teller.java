package org.jieshui.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.sample.SampleWork;
import org.jieshui.gis.api.PipeNetwork;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.persistence.Database;

/** Tells the stories through the door of take-over, step by step, each under a key of its own: what was done before is not done again. */
final class Teller {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Actor SELF = Actor.system("sample");
    /** In the east and in the west of the city. */
    private static final Map<String, List<String>> TEAMS = Map.of("@designer", List.of("liuwenbo", "hanxue"), "@network", List.of("caoyong", "pengjuan"),
            "@engineer", List.of("xiaojun", "tianfang"), "@meter", List.of("yuanmei", "panlei"), "@crew", List.of("lvdawei", "dingzhigang"));
    private static final Set<String> EAST = Set.of("lixia", "gaoxin", "licheng", "zhangqiu", "laiwu", "gangcheng");

    private final Cases cases;
    private final Archive archive;
    private final PipeNetwork network;
    private final Directory directory;
    private final Modules.ServiceView<SampleWork> words;
    private final Database database;
    private final Workdays days;
    private final JsonNode forms = read("forms.json");
    private final Map<String, Long> accounts = new HashMap<>();

    /** @param network null: no tap points */
    Teller(Cases cases, Archive archive, PipeNetwork network, Directory directory, Modules.ServiceView<SampleWork> words, Database database, Workdays days) {
        this.cases = cases;
        this.archive = archive;
        this.network = network;
        this.directory = directory;
        this.words = words;
        this.database = database;
        this.days = days;
        directory.departments().forEach(d -> directory.members(d.id()).forEach(p -> accounts.put(p.account(), p.id())));
    }

    static List<Story> stories() {
        var chapters = read("chapters.json");
        return StreamSupport.stream(read("cases.json").spliterator(), false).map(n -> JSON.convertValue(n, Story.class).with(chapters)).toList();
    }

    /** @throws RuntimeException where it stopped; what was done before is noted */
    void tell(Story story) {
        database.transact(h -> h.createUpdate("INSERT INTO sample.story (id, steps) VALUES (:id, 0) ON CONFLICT DO NOTHING").bind("id", story.id()).execute());
        for (int i = told(story); i < story.steps().size(); i++) {
            var caseId = database.read(h -> h.createQuery("SELECT coalesce(case_id, 0) FROM sample.story WHERE id = :id").bind("id", story.id()).mapTo(Long.class).one());
            long known = step(story, Story.Step.of(story.steps().get(i)), caseId, "sample/" + story.id() + "/" + i);
            int next = i + 1;
            database.transact(h -> h.createUpdate("UPDATE sample.story SET case_id = :case, steps = :steps WHERE id = :id").bind("case", known).bind("steps", next)
                    .bind("id", story.id()).execute());
        }
    }

    /** @return how many of its steps are told */
    int told(Story story) {
        return database.read(h -> h.createQuery("SELECT steps FROM sample.story WHERE id = :id").bind("id", story.id()).mapTo(Integer.class).findOne().orElse(0));
    }

    /** @return the case */
    private long step(Story story, Story.Step s, long caseId, String key) {
        var actor = actor(story, s.who());
        var moment = days.at(s.day(), s.time());
        return cases.at(SELF, moment, () -> switch (s.verb()) {
            case "open" -> cases.open(actor, new NewCase("single-meter", story.origin(), story.customer(), story.contact(), story.phone(), story.address(), story.district(),
                    story.values().has("approval") ? Map.of("approval", story.values().get("approval").asText()) : null), key).caseId();
            case "complete" -> onTask(caseId, s.word(0), task -> cases.complete(actor, task.id(), form(story, s, caseId, moment), key));
            case "claim" -> onTask(caseId, s.word(0), task -> cases.claim(actor, task.id(), key));
            case "send-back" -> onTask(caseId, s.word(0), task -> cases.sendBack(actor, task.id(), s.word(1), s.word(2), key));
            case "urge" -> onTask(caseId, s.word(0), task -> cases.urge(actor, task.id(), s.word(1), key));
            case "upload" -> upload(story, actor, caseId, s.word(0), s.word(1), moment);
            case "tell" -> tell(new Told(s.word(0), actor, caseId, moment, key, form(story, s, caseId, moment)));
            case "tolerate" -> {
                archive.tolerate(actor, caseId, s.word(0), s.word(1));
                yield caseId;
            }
            case "comment" -> cases.comment(actor, caseId, s.word(0), key).caseId();
            case "pause" -> cases.pause(actor, caseId, s.word(0), null, s.word(2), s.word(1).equals("-") ? List.of() : documents(caseId, s.word(1)), key).caseId();
            case "not-ready" -> cases.notReady(actor, caseId, s.word(0), key).caseId();
            case "withdraw" -> cases.withdraw(actor, caseId, s.word(0), key).caseId();
            default -> throw new IllegalArgumentException("no step " + s.verb());
        });
    }

    /** In the words of the department: {@code payments.received}. */
    private long tell(Told told) {
        var work = words.get(told.module()).orElseThrow(() -> new IllegalStateException(told.module() + " tells nothing"));
        try {
            work.tell(told);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return told.caseId();
    }

    private interface TaskStep {
        void take(TaskInfo task);
    }

    /** Does nothing when the task is no longer open: the step was taken before the start that was interrupted. */
    private long onTask(long caseId, String taskKey, TaskStep step) {
        var tasks = cases.tasks(SELF, caseId).stream().filter(t -> t.key().equals(taskKey)).toList();
        if (tasks.isEmpty()) {
            throw new IllegalStateException(taskKey + " was never opened");
        }
        tasks.stream().filter(t -> t.state() == TaskState.OPEN).forEach(step::take);
        return caseId;
    }

    /** Does nothing when the file is there: stored before the start that was interrupted. */
    private long upload(Story story, Actor actor, long caseId, String type, String name, Instant moment) {
        var fileName = name.endsWith(".jpg") ? name : (name.isEmpty() ? type : name) + ".pdf";
        if (archive.documents(caseId).stream().anyMatch(d -> d.type().equals(type) && d.fileName().equals(fileName))) {
            return caseId;
        }
        try {
            archive.store(actor, caseId, type, null, fileName, new ByteArrayInputStream(name.endsWith(".jpg") ? SamplePicture.of(name, moment) : pdf(story, caseId, type, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return caseId;
    }

    private byte[] pdf(Story story, long caseId, String type, String name) {
        var lines = List.of("Case " + cases.get(SELF, caseId).number(), "District: " + story.district(), "Water demand: " + story.values().path("demand").asText() + " m3/d",
                "Meter: DN" + story.values().path("meter").asText(), "", "Sample document. Everything in it is invented.");
        return SamplePdf.of(type.replace('-', ' ').toUpperCase(java.util.Locale.ROOT) + (name.isEmpty() ? "" : " " + story.id()), lines, type.contains("drawing") || type.contains("map"));
    }

    private List<Long> documents(long caseId, String type) {
        return archive.documents(caseId).stream().filter(d -> d.type().equals(type) && d.current()).map(d -> d.id()).toList();
    }

    private Actor actor(Story story, String who) {
        var account = who.equals("@steward") ? story.steward() : TEAMS.containsKey(who) ? TEAMS.get(who).get(EAST.contains(story.district()) ? 0 : 1) : who;
        return directory.actor(id(account)).orElseThrow(() -> new IllegalStateException(account + " is disabled"));
    }

    private long id(String account) {
        var id = accounts.get(account);
        if (id == null) {
            throw new IllegalStateException("no sample person " + account);
        }
        return id;
    }

    // ---- forms

    /** The task's or the word's; a second word names what is said differently this time, by the story or in {@code forms.json}. */
    private JsonNode form(Story story, Story.Step s, long caseId, Instant moment) {
        var form = forms.path(s.word(0)).deepCopy();
        var variant = story.values().path(s.word(1)).isObject() ? story.values().path(s.word(1)) : forms.path(s.word(0) + " " + s.word(1));
        if (form instanceof ObjectNode fields && variant instanceof ObjectNode own) {
            fields.setAll(own);
        }
        return filled(form, story, caseId, moment);
    }

    /** Every text {@code ${name}} stands for a value; what has none is left out. */
    private JsonNode filled(JsonNode template, Story story, long caseId, Instant moment) {
        if (template.isObject()) {
            ObjectNode form = JsonNodeFactory.instance.objectNode();
            template.fields().forEachRemaining(f -> {
                var value = filled(f.getValue(), story, caseId, moment);
                if (!value.isMissingNode()) {
                    form.set(f.getKey(), value);
                }
            });
            return form;
        }
        if (template.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            template.forEach(item -> list.add(filled(item, story, caseId, moment)));
            return list;
        }
        var text = template.isTextual() ? template.textValue() : "";
        return text.startsWith("${") && text.endsWith("}") ? value(text.substring(2, text.length() - 1), story, caseId, moment) : template;
    }

    private JsonNode value(String name, Story story, long caseId, Instant moment) {
        var f = JsonNodeFactory.instance;
        if (name.startsWith("person:")) {
            return f.numberNode(actor(story, name.substring(7)).id());
        }
        if (name.startsWith("document:")) {
            var ids = documents(caseId, name.substring(9));
            return ids.isEmpty() ? f.missingNode() : f.numberNode(ids.get(ids.size() - 1));
        }
        if (name.startsWith("fact:")) {
            return f.textNode(cases.get(SELF, caseId).facts().path(name.substring(5)).asText());
        }
        if (name.startsWith("day:")) {
            return f.textNode(days.after(LocalDate.ofInstant(moment, Workdays.ZONE), Integer.parseInt(name.substring(4))).toString());
        }
        return switch (name) {
            case "now" -> f.textNode(moment.toString());
            case "customer" -> f.textNode(story.customer());
            case "contact" -> f.textNode(story.contact());
            case "phone" -> f.textNode(story.phone());
            case "address" -> f.textNode(story.address());
            case "today" -> f.textNode(LocalDate.ofInstant(moment, Workdays.ZONE).toString());
            case "survey" -> {
                var when = story.values().path("survey").asText().split(" ");
                yield f.textNode(days.at(Integer.parseInt(when[0]), when[1]).toString());
            }
            case "tap" -> tap(story);
            case "measured" -> measured(story);
            default -> story.values().path(name);
        };
    }

    /** The point of the sample network's nearest pipe. */
    private JsonNode tap(Story story) {
        var at = story.values().path("at");
        if (network == null || !at.isArray()) {
            return JsonNodeFactory.instance.missingNode();
        }
        return network.around(at.get(0).asDouble(), at.get(1).asDouble(), 500).pipes().stream().findFirst()
                .<JsonNode>map(p -> JsonNodeFactory.instance.objectNode().put("x", p.footX()).put("y", p.footY()).put("pipe", p.code())).orElse(JsonNodeFactory.instance.missingNode());
    }

    /** The pipe as it was built: from the tap point as far as it was drawn. */
    private JsonNode measured(Story story) {
        var f = JsonNodeFactory.instance;
        var tap = tap(story);
        var at = story.values().path("at");
        double x = tap.path("x").asDouble(at.path(0).asDouble());
        double y = tap.path("y").asDouble(at.path(1).asDouble());
        var points = f.arrayNode();
        points.addObject().put("kind", "tap").put("x", x).put("y", y).put("depth", 1.25);
        points.addObject().put("kind", "meter").put("x", x).put("y", y + story.values().path("length").asDouble()).put("depth", 1.1);
        return points;
    }

    private static JsonNode read(String name) {
        try (var in = Teller.class.getResourceAsStream("/sample/" + name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
