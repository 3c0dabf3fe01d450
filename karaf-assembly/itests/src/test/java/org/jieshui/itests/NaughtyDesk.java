package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jieshui.itests.TextFields.Field;
import org.jieshui.itests.Writing.Call;
import org.jieshui.karaf.harness.RestSession;

/** Where the departments of the second half write naughty strings: each operation in turns, and several desks share the turns. */
final class NaughtyDesk {

    static final String TODAY = LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
    /** Every string into every field; else fields whose code others have too take a part of the strings. */
    static final boolean WHOLE = Boolean.getBoolean("naughty.whole");

    final Writing writing;
    final NaughtyForms forms;
    final int number;
    private final int desks;
    private final Function<String, RestSession> as;

    /** @param number of this one among the desks that do the same */
    NaughtyDesk(Writing writing, NaughtyForms forms, Function<String, RestSession> as, int number, int desks) {
        this.writing = writing;
        this.forms = forms;
        this.as = as;
        this.number = number;
        this.desks = desks;
    }

    /**
     * This desk's turns of one thing: each gives every field another text of those that it has room for; in the last, nothing of what is written can be stored.
     *
     * @param turns how many of all desks, unless every string is wanted
     * @param most  chars of the fields by their names
     */
    void turns(int turns, Map<String, Integer> most, Consumer<Function<Field, String>> write) {
        int all = WHOLE ? most.values().stream().mapToInt(room -> Naughty.texts(room).size()).max().orElseThrow() : turns;
        IntStream.range(0, all).filter(turn -> turn % desks == number).forEach(turn -> write.accept(field -> text(turn, room(most, field), elsewhere(field))));
        if (number == 0) {
            write.accept(field -> Naughty.UNSTORABLE.get(elsewhere(field) % Naughty.UNSTORABLE.size()));
        }
    }

    private static String text(int turn, int most, int elsewhere) {
        return WHOLE ? Naughty.texts(most).get((turn + elsewhere) % Naughty.texts(most).size()) : Naughty.some(turn, most, elsewhere);
    }

    /** Fields do not all hold the same at one time. */
    private static int elsewhere(Field field) {
        return field.at().hashCode() & 0xff;
    }

    /** One text for a field of a form; another at each desk. */
    String text(Field field) {
        return Naughty.packs(Math.min(field.most(), 2000)).get((number + elsewhere(field)) % Naughty.packs(Math.min(field.most(), 2000)).size());
    }

    private static int room(Map<String, Integer> most, Field field) {
        var room = most.get(field.name());
        if (room == null) {
            throw new AssertionError("how much is there room for in " + field.at());
        }
        return room;
    }

    /** @param operation as the document names it. @param ids what stands for the names in its path. @param read what shows the fields afterwards; null: the answer. @return null when it was refused */
    JsonNode write(String account, String operation, List<?> ids, ObjectNode base, Function<JsonNode, JsonNode> read, Function<Field, String> text) {
        return write(account, operation, ids, Map.of(), base, read, text);
    }

    JsonNode write(String account, String operation, List<?> ids, Map<String, String> headers, ObjectNode base, Function<JsonNode, JsonNode> read, Function<Field, String> text) {
        var words = operation.split(" ");
        return writing.write(new Call(as.apply(account), words[0], words[1], "/api" + path(words[1], ids), base, headers, read == null ? answer -> answer : read), text);
    }

    private static String path(String template, List<?> ids) {
        for (var id : ids) {
            template = template.replaceFirst("\\{[^}]+\\}", String.valueOf(id));
        }
        return template;
    }

    RestSession as(String account) {
        return as.apply(account);
    }

    JsonNode get(String account, String path) {
        return as(account).get("/api" + path);
    }

    /** Something without free text that has to be done. */
    JsonNode post(String account, String path, JsonNode body) {
        return send(account, "POST", path, body, Map.of());
    }

    JsonNode send(String account, String method, String path, JsonNode body, Map<String, String> headers) {
        var answer = Writing.send(as(account), method, "/api" + path, body, headers);
        assertThat(answer.statusCode()).as(method + " " + path + ": " + answer.body()).isEqualTo(200);
        return Integrator.tree(answer.body());
    }

    long upload(String account, long caseId, String type, String name, byte[] content) {
        var answer = as(account).send("POST", "/api/documents?case=" + caseId + "&type=" + type, "application/octet-stream", content, Map.of("X-File-Name", name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Integrator.tree(answer.body()).path("id").asLong();
    }

    JsonNode task(long caseId, String key) {
        return StreamSupport.stream(get("zhoumin", "/cases/" + caseId).path("tasks").spliterator(), false).filter(task -> task.path("key").asText().equals(key) && task.path("state").asText().equals("open"))
                .findFirst().orElseThrow(() -> new AssertionError(key + " is not open"));
    }

    /** Completes a task with naughty texts in its form; one of the desks keeps drafts of it before. @return the form */
    ObjectNode complete(String account, long caseId, String key, ObjectNode form) {
        var task = task(caseId, key);
        if (drafts(key)) {
            forms.draft(as(account), task, Naughty.alone().subList(0, WHOLE ? Naughty.alone().size() : Math.min(12, Naughty.alone().size())));
        } else {
            forms.known(task, get(account, "/tasks/" + task.path("id").asLong()));
        }
        forms.fill(key, form, this::text);
        post(account, "/tasks/" + task.path("id").asLong() + "/complete", body().set("form", form));
        var done = StreamSupport.stream(get("zhoumin", "/cases/" + caseId).path("tasks").spliterator(), false).filter(one -> one.path("key").asText().equals(key)).reduce((one, other) -> other).orElseThrow();
        forms.kept(key, form, done.path("form"));
        return form;
    }

    boolean drafts(String key) {
        return Math.floorMod(key.hashCode(), desks) == number;
    }

    /** What a department shows of a form that was completed. @param names of the form's members, each with the name that the department has for it */
    void shown(String key, JsonNode form, JsonNode back, Map<String, String> names) {
        names.forEach((name, there) -> {
            var said = new ArrayList<String>(form.findValuesAsText(name));
            said.removeAll(back.findValuesAsText(there));
            said.forEach(one -> writing.wrong(key + " with its department, " + name + ": " + Naughty.shown(one) + " is not among " + back.findValuesAsText(there).stream().map(Naughty::shown).toList()));
        });
    }

    /** Texts that the answer has under another name than the request. */
    static JsonNode named(String name, List<String> texts) {
        var named = Integrator.JSON.createObjectNode();
        texts.forEach(named.putArray(name)::add);
        return named;
    }

    static ObjectNode body(Object... members) {
        var body = Integrator.JSON.createObjectNode();
        for (int i = 0; i < members.length; i += 2) {
            body.set((String) members[i], Integrator.JSON.valueToTree(members[i + 1]));
        }
        return body;
    }
}
