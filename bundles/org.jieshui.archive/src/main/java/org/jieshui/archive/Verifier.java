package org.jieshui.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jieshui.cases.api.view.Records;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;

/** Recomputes everything that a seal says from what is stored, and says what does not agree. Nothing is taken on trust but the journal's own entry. */
final class Verifier {

    private static final int PAGE = 500;

    private final ContentStore store;
    private final Records records;

    Verifier(ContentStore store, Records records) {
        this.store = store;
        this.records = records;
    }

    /** @param rows documents of the case as the database has them today */
    List<Fault> verify(Seal seal, List<Document> rows) throws IOException {
        var faults = new ArrayList<Fault>();
        var actual = Canonical.sha256(seal.manifest());
        if (!actual.equals(seal.sha256()) || !actual.equals(journaled(seal))) {
            faults.add(Fault.of("manifest-changed", null, "档案清单与流水中登记的摘要不符", "The manifest does not agree with the digest in the journal"));
        }
        Manifest manifest;
        try {
            manifest = Manifest.read(seal.manifest());
        } catch (IOException e) {
            faults.add(Fault.of("manifest-changed", null, "档案清单已无法读取", "The manifest cannot be read any more"));
            return faults;
        }
        for (var listed : manifest.documents()) {
            content(listed.id(), listed.fileName(), listed.sha256(), listed.size()).ifPresent(faults::add);
        }
        faults.addAll(records(manifest, rows));
        if (!journal(seal.caseId(), manifest.entries()).equals(manifest.journal())) {
            faults.add(Fault.of("journal-changed", null, "第 1 至 " + manifest.entries() + " 条流水有改动", "Entries 1 to " + manifest.entries() + " of the journal were changed"));
        }
        return faults;
    }

    /** Whether the stored bytes are those that were uploaded. */
    java.util.Optional<Fault> content(long id, String name, String sha256, long size) throws IOException {
        try (var in = store.open(sha256, 0)) {
            var counter = new Canonical.Counter(OutputStream.nullOutputStream());
            in.transferTo(counter);
            boolean same = counter.bytes() == size && counter.sha256().equals(sha256);
            return same ? java.util.Optional.empty() : java.util.Optional.of(Fault.of("document-changed", id, "文件内容有改动：" + name, "The content of a file was changed: " + name));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return java.util.Optional.of(Fault.of("document-missing", id, "文件不见了：" + name, "A file is missing: " + name));
        }
    }

    private static List<Fault> records(Manifest manifest, List<Document> rows) {
        var faults = new ArrayList<Fault>();
        var byId = rows.stream().collect(Collectors.toMap(Document::id, Function.identity()));
        for (var listed : manifest.documents()) {
            var row = byId.remove(listed.id());
            if (row == null) {
                faults.add(Fault.of("record-missing", listed.id(), "材料记录不见了：" + listed.fileName(), "The record of a document is missing: " + listed.fileName()));
            } else if (!agrees(listed, row)) {
                faults.add(Fault.of("record-changed", listed.id(), "材料记录有改动：" + listed.fileName(), "The record of a document was changed: " + listed.fileName()));
            }
        }
        byId.keySet().forEach(id -> faults.add(Fault.of("document-added", id, "封存后多出一份材料", "A document was added after the archive was closed")));
        return faults;
    }

    private static boolean agrees(Manifest.Listed listed, Document row) {
        return listed.sha256().equals(row.sha256()) && listed.size() == row.size() && listed.type().equals(row.type()) && listed.version() == row.version() && listed.current() == row.current()
                && listed.fileName().equals(row.fileName()) && listed.mediaType().equals(row.mediaType()) && listed.isVoid() == (row.voidReason() != null)
                && listed.at().equals(row.uploadedAt().toString());
    }

    String journal(long caseId, int entries) throws IOException {
        var counter = new Canonical.Counter(OutputStream.nullOutputStream());
        JournalLines.write(records, caseId, entries, counter);
        return counter.sha256();
    }

    /** What the journal says the manifest's digest is; empty when it has no such entry. */
    private String journaled(Seal seal) {
        int last = seal.entries();
        while (true) {
            var page = records.entries(Actor.system("archive"), seal.caseId(), last, PAGE);
            for (var entry : page) {
                if (entry.kind().equals(Closings.SEALED) && entry.data().path("version").asInt() == seal.version()) {
                    return entry.data().path("manifest").asText();
                }
                last = entry.seq();
            }
            if (page.size() < PAGE) {
                return "";
            }
        }
    }
}
