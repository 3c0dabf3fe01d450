package org.jieshui.construction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;

/** An archive in memory that keeps what is stored, and tells the core of it. */
final class KeptDocuments {

    boolean sealed;
    final List<Document> documents = new ArrayList<>();
    private final Map<Long, byte[]> contents = new HashMap<>();
    private final CasesFixture core;
    final Archive archive;

    KeptDocuments(CasesFixture core) {
        this.core = core;
        archive = (Archive) Proxy.newProxyInstance(Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (proxy, method, args) -> switch (method.getName()) {
            case "documents" -> documents.stream().filter(d -> d.caseId() == (long) args[0]).toList();
            case "document" -> Optional.ofNullable(documents.stream().filter(d -> d.id() == (long) args[0]).findFirst().orElse(null));
            case "content" -> new ByteArrayInputStream(contents.get(((Document) args[0]).id()));
            case "store" -> store((Actor) args[0], (long) args[1], (String) args[2], (Long) args[3], (String) args[4], (InputStream) args[5]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    void declareVoid(long id) {
        documents.replaceAll(d -> d.id() != id ? d : new Document(d.id(), d.caseId(), d.type(), d.series(), d.version(), d.current(), d.stage(), d.taskId(), d.fileName(), d.mediaType(), d.size(), d.sha256(), d.uploadedBy(),
                d.uploadedAt(), "拍错了"));
    }

    private Document store(Actor actor, long caseId, String type, Long task, String name, InputStream content) throws IOException {
        if (sealed) {
            throw org.jieshui.platform.api.rest.Problem.of("archive/sealed", 409, "档案已封存", "The archive is closed").toException();
        }
        long id = 500 + documents.size();
        var bytes = content.readAllBytes();
        var document = new Document(id, caseId, type, id, 1, true, "construction", task, name, name.endsWith(".pdf") ? "application/pdf" : "image/jpeg", bytes.length, Requests.digest(new ByteArrayInputStream(bytes)),
                actor.id(), core.clock.instant(), null);
        documents.add(document);
        contents.put(id, bytes);
        var ofCase = core.documents.computeIfAbsent(caseId, k -> new HashMap<>());
        var ids = new ArrayList<>(ofCase.getOrDefault(type, List.of()));
        ids.add(id);
        ofCase.put(type, ids);
        return document;
    }
}
