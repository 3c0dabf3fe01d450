package org.jieshui.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.view.CaseViews.CaseView;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.archive.DocumentType;
import org.jieshui.platform.api.identity.Directory;

/**
 * What a closed archive holds, as canonical JSON that explains itself: the case, every document with its digest, what was waived, and how far the journal goes. Names stand beside
 * ids, so that it can be read without the system it comes from. README shows an example.
 */
final class Manifest {

    static final String FORMAT = "jieshui-archive/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a document of a manifest is to those who check and pack it. @param path its place in the exported package */
    record Listed(long id, String type, String typeName, int version, boolean current, String fileName, String mediaType, long size, String sha256, boolean isVoid, String by, String at, String stage,
            String path) {}

    /** @param voids reason, by whom and when, by document id. @param journal its digest; @param last number of its last entry */
    record Content(CaseInfo kase, CaseView view, List<Document> documents, Map<Long, ArchiveStore.Voided> voids, List<Tolerance> waivers, List<Tolerance> tolerances, String journal, int last) {}

    private final JsonNode json;

    private Manifest(JsonNode json) {
        this.json = json;
    }

    /** @param seal when, by whom and which version; its manifest is not looked at. @param before the seal that this one replaces, or null */
    static String write(Content c, Seal seal, Seal before, Directory directory, ArchiveService archive) throws IOException {
        var people = new People(c, seal, before, directory);
        var root = JsonNodeFactory.instance.objectNode().put("format", FORMAT).put("version", seal.version());
        root.set("sealed", people.by(seal.by(), seal.at()));
        if (before == null) {
            root.putNull("replaces");
        } else {
            var replaced = root.putObject("replaces").put("version", before.version()).put("sha256", before.sha256()).put("reason", before.reopenReason());
            replaced.set("reopened", people.by(before.reopenedBy(), before.reopenedAt()));
        }
        kase(root.putObject("case"), c, people, directory);
        var stages = root.putArray("stages");
        c.view().rail().forEach(stage -> stages.addObject().put("id", stage.id()).put("name", stage.name().zh()));
        var documents = root.putArray("documents");
        c.documents().forEach(d -> document(documents.addObject(), d, c, people, archive));
        decisions(root.putArray("waivers"), c.waivers(), people, archive);
        decisions(root.putArray("tolerated"), c.tolerances(), people, archive);
        root.putObject("journal").put("entries", c.last()).put("sha256", c.journal()).put("file", "journal.jsonl");
        return Canonical.json(root);
    }

    private static void kase(ObjectNode kase, Content c, People people, Directory directory) {
        var k = c.kase();
        kase.put("id", k.id()).put("number", k.number()).put("customer", k.customer()).put("address", k.address()).put("origin", k.origin()).put("opened", k.opened().toString())
                .put("closed", String.valueOf(k.closed())).put("steward", k.steward() == null ? null : people.name(k.steward()));
        kase.putObject("process").put("id", k.process()).put("version", k.processVersion()).put("name", c.view().kase().processName().zh());
        kase.put("district", k.district() == null ? null : directory.districts().stream().filter(d -> d.id().equals(k.district())).map(d -> d.name().zh()).findFirst().orElse(k.district()));
        kase.set("facts", k.facts());
    }

    private static void document(ObjectNode node, Document d, Content c, People people, ArchiveService archive) {
        var stage = c.view().rail().stream().filter(s -> s.id().equals(d.stage())).findFirst();
        var task = c.view().tasks().stream().map(t -> t.task()).filter(t -> d.taskId() != null && t.id() == d.taskId()).findFirst();
        node.put("id", d.id()).put("type", d.type()).put("typeName", typeName(archive, d.type())).put("series", d.series()).put("version", d.version()).put("current", d.current())
                .put("stage", d.stage()).put("fileName", d.fileName()).put("mediaType", d.mediaType()).put("size", d.size()).put("sha256", d.sha256());
        node.set("uploaded", people.by(d.uploadedBy(), d.uploadedAt()));
        node.put("task", task.map(t -> t.name().zh()).orElse(null));
        var isVoid = c.voids().get(d.id());
        if (isVoid == null) {
            node.putNull("void");
        } else {
            node.set("void", people.by(isVoid.by(), isVoid.at()).put("reason", d.voidReason()));
        }
        node.put("path", Paths.document(stage.map(s -> s.index() + 1).orElse(0), stage.map(s -> s.name().zh()).orElse("其他"), d));
    }

    private static void decisions(ArrayNode list, List<Tolerance> decisions, People people, ArchiveService archive) {
        decisions.forEach(w -> list.add(people.by(w.by(), w.at()).put("type", w.type()).put("typeName", typeName(archive, w.type())).put("reason", w.reason())));
    }

    private static String typeName(ArchiveService archive, String type) {
        return archive.type(type).map(DocumentType::name).map(Text::zh).orElse(type);
    }

    /** @throws IOException when the text is no manifest */
    static Manifest read(String text) throws IOException {
        var json = JSON.readTree(text);
        if (!json.path("format").asText().equals(FORMAT) || !json.path("documents").isArray()) {
            throw new IOException("no manifest of " + FORMAT);
        }
        return new Manifest(json);
    }

    JsonNode json() {
        return json;
    }

    int entries() {
        return json.at("/journal/entries").asInt();
    }

    String journal() {
        return json.at("/journal/sha256").asText();
    }

    List<Listed> documents() {
        return java.util.stream.StreamSupport.stream(json.path("documents").spliterator(), false).map(d -> new Listed(d.path("id").asLong(), d.path("type").asText(), d.path("typeName").asText(),
                d.path("version").asInt(), d.path("current").asBoolean(), d.path("fileName").asText(), d.path("mediaType").asText(), d.path("size").asLong(), d.path("sha256").asText(),
                d.path("void").isObject(), d.at("/uploaded/name").asText(), d.at("/uploaded/at").asText(), d.path("stage").asText(), d.path("path").asText())).toList();
    }

    /** Names of those who did something, looked up at once. */
    private static final class People {
        private final Map<Long, Directory.Person> people;

        People(Content c, Seal seal, Seal before, Directory directory) {
            var ids = new HashSet<Long>();
            c.documents().forEach(d -> ids.add(d.uploadedBy()));
            c.voids().values().forEach(v -> ids.add(v.by()));
            Stream.concat(c.waivers().stream(), c.tolerances().stream()).forEach(w -> ids.add(w.by()));
            ids.add(seal.by());
            Optional.ofNullable(c.kase().steward()).ifPresent(ids::add);
            if (before != null) {
                ids.add(before.reopenedBy());
            }
            people = directory.people(ids);
        }

        String name(long id) {
            return id == 0 ? "系统" : people.containsKey(id) ? people.get(id).name() : "";
        }

        ObjectNode by(long id, java.time.Instant at) {
            return JsonNodeFactory.instance.objectNode().put("id", id).put("name", name(id)).put("department", people.containsKey(id) ? people.get(id).department() : null).put("at", at.toString());
        }
    }
}
