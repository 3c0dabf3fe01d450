package org.jieshui.itests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jieshui.itests.TextFields.Field;
import org.jieshui.karaf.harness.RestSession;

/**
 * Strings into every free-text field that an operation has by the OpenAPI document, one request for all of its fields: what is taken must be read back as it was,
 * what is refused must be refused by name and for a reason that stands. Keeps account of the fields.
 */
final class Writing {

    private static final Pattern AT_MOST = Pattern.compile("(?i)(?:at most|[–-]) ?(\\d+) char");
    private static final Set<String> IDENTIFIERS = Set.of("code", "number");
    private static final Set<String> METHODS = Set.of("post", "put", "patch");

    /** One request: the fields of {@code base} that are free text are overwritten. @param read what shows the fields afterwards, given the answer */
    record Call(RestSession who, String method, String template, String path, ObjectNode base, Map<String, String> headers, Function<JsonNode, JsonNode> read) {}

    private final JsonNode document;
    private final Map<String, List<Field>> fields = new ConcurrentHashMap<>();
    private final Map<String, String> excepted;
    private final Map<String, List<String>> undescribed;
    private final Set<String> covered = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    /** @param excepted why a field is no free text. @param undescribed the fields of operations whose body the document leaves open */
    Writing(JsonNode document, Map<String, String> excepted, Map<String, List<String>> undescribed) {
        this.document = document;
        this.excepted = excepted;
        this.undescribed = undescribed;
    }

    /** What was found wrong since it was asked last. */
    List<String> wrong() {
        var all = wrong.stream().distinct().sorted().toList();
        wrong.clear();
        return all;
    }

    void wrong(String what) {
        wrong.add(what);
    }

    /** Fields that are in the document, neither written to nor excepted; and exceptions of fields that are not there any more. */
    List<String> left() {
        var all = new TreeSet<String>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().stream().filter(method -> METHODS.contains(method.getKey()))
                .forEach(method -> fields(method.getKey() + " " + path.getKey()).forEach(field -> all.add(key(method.getKey() + " " + path.getKey(), field)))));
        var left = new TreeSet<>(all);
        left.removeAll(covered);
        left.removeIf(this::isExcepted);
        excepted.keySet().stream().filter(key -> key.contains(" /") && !all.contains(key)).forEach(key -> left.add("excepted, but not there: " + key));
        return List.copyOf(left);
    }

    private List<Field> fields(String operation) {
        return fields.computeIfAbsent(upper(operation), name -> {
            if (undescribed.containsKey(name)) {
                return undescribed.get(name).stream().map(at -> new Field(at, Integer.MAX_VALUE)).toList();
            }
            var words = name.split(" ");
            var body = document.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT)).at("/requestBody/content/application~1json");
            return body.isMissingNode() ? List.of() : TextFields.of(document, body.path("schema"));
        });
    }

    private static String upper(String operation) {
        int blank = operation.indexOf(' ');
        return operation.substring(0, blank).toUpperCase(Locale.ROOT) + operation.substring(blank);
    }

    private static String key(String operation, Field field) {
        return upper(operation) + " " + field.at();
    }

    private boolean isExcepted(String key) {
        return excepted.containsKey(key) || excepted.containsKey(key.substring(key.lastIndexOf('/')));
    }

    /** A field that is written to by other means than a request of its own. */
    void covered(String operation, String at) {
        covered.add(operation + " " + at);
    }

    /** @return the answer when it was taken, with or without some of the fields; null when it was refused */
    JsonNode write(Call call, String s) {
        return write(call, field -> s);
    }

    /** @param text what goes into a field */
    JsonNode write(Call call, Function<Field, String> text) {
        var operation = call.method() + " " + call.template();
        var places = new ArrayList<Field>();
        var body = call.base().deepCopy();
        for (var field : fields(operation)) {
            if (!isExcepted(key(operation, field)) && TextFields.put(body, field.at(), value(field, text.apply(field)))) {
                places.add(field);
                covered.add(key(operation, field));
            }
        }
        if (places.isEmpty()) {
            throw new AssertionError(operation + " has no free-text field");
        }
        var answer = send(call, body);
        // what is refused is left as it was, and the rest tried again; there may be further looks behind the first
        for (int round = 0; answer.statusCode() == 422 && round < 5; round++) {
            var refused = refused(operation, answer, places, text);
            if (!places.removeIf(field -> refused.stream().anyMatch(at -> concerns(at, field))) || places.isEmpty()) {
                return null;
            }
            body = call.base().deepCopy();
            for (var field : places) {
                TextFields.put(body, field.at(), value(field, text.apply(field)));
            }
            answer = send(call, body);
        }
        if (answer.statusCode() / 100 != 2) {
            wrong.add(operation + " " + places + ": " + shown(places, text) + " answered " + answer.statusCode() + " " + answer.body());
            return null;
        }
        var tree = Integrator.tree(answer.body());
        if (call.read() != null) {
            var back = call.read().apply(tree);
            for (var field : places) {
                same(operation, field, TextFields.get(body, field.at()), back);
            }
        }
        return tree;
    }

    /** Codes and numbers are there once each. */
    private String value(Field field, String s) {
        return IDENTIFIERS.contains(field.name()) ? s + "·" + Long.toString(System.nanoTime(), 36) : s;
    }

    /** Whether an error's pointer is that of the field, or of what it is a part of. */
    private static boolean concerns(String pointer, Field field) {
        var steps = field.at().split("/");
        var known = pointer.split("/");
        return known.length > 1 && known.length <= steps.length && IntStream.range(1, known.length).allMatch(i -> steps[i].equals("*") || steps[i].equals(known[i]));
    }

    private static String shown(List<Field> places, Function<Field, String> text) {
        return places.stream().map(field -> Naughty.shown(text.apply(field))).distinct().toList().toString();
    }

    /** @return the pointers that were refused, each for a reason that stands */
    private Set<String> refused(String operation, HttpResponse<String> answer, List<Field> places, Function<Field, String> text) {
        var refused = new HashSet<String>();
        for (var error : Integrator.tree(answer.body()).path("errors")) {
            var pointer = error.path("pointer").asText();
            refused.add(pointer);
            var texts = places.stream().filter(field -> concerns(pointer, field)).map(text).toList();
            if (texts.stream().noneMatch(s -> stands(error.path("detail").asText(), s))) {
                wrong.add(operation + " " + pointer + ": " + shown(places, text) + " refused: " + error.path("detail").asText());
            }
        }
        if (refused.isEmpty()) {
            wrong.add(operation + ": " + shown(places, text) + " refused without a place: " + answer.body());
        }
        return refused;
    }

    /** Whether a refusal is one that the documents tell of: nothing written, too long, control characters in a name of one line, what cannot be stored. */
    private static boolean stands(String detail, String s) {
        if (s.isBlank()) {
            return true;
        }
        var most = AT_MOST.matcher(detail);
        if (most.find() && s.codePointCount(0, s.length()) > Integer.parseInt(most.group(1)) - 16) { // identifiers are made longer
            return true;
        }
        if (detail.contains("not beginning with = + @") && (s.codePoints().anyMatch(Character::isISOControl) || s.matches("(?s)[=+@].*"))) {
            return true;
        }
        return detail.contains("cannot be stored") ? Naughty.UNSTORABLE.contains(s) : detail.contains("no control characters") && s.codePoints().anyMatch(Character::isISOControl);
    }

    void same(String operation, Field field, String s, JsonNode back) {
        var name = field.name().equals("*") ? field.at().replaceAll(".*/(?=[^/]+/\\*$)", "").replace("/*", "") : field.name();
        var found = values(back, name);
        if (found.stream().noneMatch(value -> value.equals(s)) && !s.isBlank()) {
            wrong.add(operation + " " + field.at() + ": " + Naughty.shown(s) + " became " + found.stream().limit(3).map(Naughty::shown).toList());
        }
    }

    /** Every text under a member of that name, however deep; of a timeline's entry, what was written stands in its text. */
    private static List<String> values(JsonNode back, String name) {
        return back.findValues(name).stream().flatMap(value -> value.isContainerNode() ? java.util.stream.StreamSupport.stream(value.spliterator(), false) : java.util.stream.Stream.of(value))
                .filter(JsonNode::isValueNode).map(value -> value.isNull() ? "" : value.asText()).toList();
    }

    private static HttpResponse<String> send(Call call, JsonNode body) {
        var headers = new java.util.HashMap<>(call.headers());
        headers.put("Accept-Language", "en");
        return send(call.who(), call.method(), call.path(), body, headers);
    }

    /** Escaped, so that half a character arrives as such. */
    static HttpResponse<String> send(RestSession who, String method, String path, JsonNode body, Map<String, String> headers) {
        try {
            return who.send(method, path, "application/json", Integrator.JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(body), headers);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
