package org.jieshui.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.cases.api.view.CaseViews.TimelineEntry;
import org.jieshui.cases.api.view.Records;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Page;

/**
 * A closed archive as a ZIP that is understood without this system: {@code index.html} to read, {@code documents/} by stage, {@code manifest.json}, {@code journal.jsonl},
 * {@code timeline.html}, and {@code SHA256SUMS} for {@code sha256sum -c}. Sums of documents are those of the manifest, whatever is stored now: a damaged file is packed as
 * it is, a missing one is not, and the check says so. Streams; memory does not grow with the documents.
 */
final class ArchivePackage {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZONE);
    private static final int PAGE = 200;

    private final Seal seal;
    private final Manifest manifest;
    private final ContentStore store;
    private final Records records;
    private final CaseViews views;
    private final Map<String, String> sums = new LinkedHashMap<>();

    ArchivePackage(Seal seal, ContentStore store, Records records, CaseViews views) throws IOException {
        this.seal = seal;
        this.manifest = Manifest.read(seal.manifest());
        this.store = store;
        this.records = records;
        this.views = views;
    }

    void write(OutputStream out) throws IOException {
        var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        zip.setLevel(Deflater.BEST_SPEED);
        var folder = folder();
        text(zip, folder, "index.html", ArchivePages.index(seal, manifest));
        text(zip, folder, "manifest.json", seal.manifest());
        part(zip, folder, "journal.jsonl", part -> JournalLines.write(records, seal.caseId(), manifest.entries(), part));
        part(zip, folder, "timeline.html", this::timeline);
        for (var document : manifest.documents()) {
            var path = safe(document.path());
            sums.put(path, document.sha256());
            try (var in = store.open(document.sha256(), 0)) {
                copy(zip, folder + path, in);
            } catch (NoSuchFileException e) {
                // its sum is in SHA256SUMS: the check names it
            }
        }
        var lines = new StringBuilder();
        sums.forEach((path, sum) -> lines.append(sum).append("  ").append(path).append('\n'));
        zip.putNextEntry(entry(folder + "SHA256SUMS"));
        zip.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        out.flush();
    }

    /** Everything lies in one folder, so that unpacking it beside others mixes nothing. */
    private String folder() {
        return Paths.part(manifest.json().at("/case/number").asText(), "archive") + " 电子档案 v" + seal.version() + "/";
    }

    /** The manifest is checked against its digest before it is packed, and still no path of it is trusted. */
    private static String safe(String path) {
        var parts = path.split("/", -1);
        var safe = new StringBuilder("documents");
        for (int i = parts.length > 1 ? 1 : 0; i < parts.length; i++) {
            safe.append('/').append(Paths.part(parts[i], "_"));
        }
        return safe.toString();
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private void text(ZipOutputStream zip, String folder, String name, String text) throws IOException {
        part(zip, folder, name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void part(ZipOutputStream zip, String folder, String name, Writing writing) throws IOException {
        zip.putNextEntry(entry(folder + name));
        var counter = new Canonical.Counter(zip);
        writing.to(counter);
        zip.closeEntry();
        sums.put(name, counter.sha256());
    }

    private void copy(ZipOutputStream zip, String path, InputStream in) throws IOException {
        zip.putNextEntry(entry(path));
        in.transferTo(zip);
        zip.closeEntry();
    }

    private ZipEntry entry(String name) {
        var entry = new ZipEntry(name);
        entry.setExtra(unicodePath(name));
        entry.setTimeLocal(LocalDateTime.ofInstant(seal.at(), ZONE));
        return entry;
    }

    /** Info-ZIP's Unicode Path (0x7075): unzip takes the name for one in a code page of DOS without it. */
    private static byte[] unicodePath(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        var crc = new CRC32();
        crc.update(bytes);
        return ByteBuffer.allocate(9 + bytes.length).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 0x7075).putShort((short) (5 + bytes.length)).put((byte) 1).putInt((int) crc.getValue()).put(bytes).array();
    }

    /** As the page shows it, the newest first, up to the entry that the seal covers. */
    private void timeline(OutputStream out) throws IOException {
        ArchivePages.write(out, ArchivePages.timelineHead(manifest));
        String after = null;
        do {
            Page<TimelineEntry> page = views.timeline(Actor.system("archive"), seal.caseId(), after, PAGE);
            for (var entry : page.items()) {
                if (entry.seq() <= manifest.entries()) {
                    ArchivePages.write(out, ArchivePages.timelineRow(entry));
                }
            }
            after = page.next();
        } while (after != null);
        ArchivePages.write(out, ArchivePages.END);
    }

    static String when(Instant at) {
        return at == null ? "" : MINUTE.format(at);
    }
}
