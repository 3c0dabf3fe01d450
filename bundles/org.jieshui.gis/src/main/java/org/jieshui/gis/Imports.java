package org.jieshui.gis;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jieshui.gis.ImportStore.Import;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Importing a network: the file is kept and previewed, people choose and look again, and what they confirm is merged in one transaction. */
@Component(service = Imports.class, configurationPid = "org.jieshui.gis")
public final class Imports {
    private static final int PART = 4 << 20;
    private static final int LONGEST_NAME = 200;

    private final Database database;
    private final Clock clock;
    private final GisStore store;
    private final ImportStore imports;
    private final long largest;
    private final CoordinateSystem home;

    @Activate
    public Imports(@Reference Database database, @Reference Clock clock, GisConfig config) {
        this.database = database;
        this.clock = clock;
        this.store = new GisStore(database);
        this.imports = new ImportStore(database);
        this.largest = config.largestFileMegabytes() * 1_000_000L;
        this.home = CoordinateSystem.of(config.plane()).filter(c -> !c.geographic())
            .orElseThrow(() -> new IllegalArgumentException("org.jieshui.gis: plane=" + config.plane() + " is no projected coordinate system that is known here"));
    }

    List<Import> newest() {
        return imports.newest(50);
    }

    Import get(long id) {
        return imports.find(id).orElseThrow(ProblemException::notFound);
    }

    Import upload(String fileName, InputStream content, ImportOptions options, long person) {
        String name = fileName == null || fileName.isBlank() ? "network" : fileName.replaceAll("\\p{Cntrl}", "").strip();
        name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        int letters = name.codePointCount(0, name.length());
        name = letters > LONGEST_NAME ? name.substring(name.offsetByCodePoints(0, letters - LONGEST_NAME)) : name;
        Path file = null;
        try {
            file = Files.createTempFile("jieshui-gis-", ".import");
            MessageDigest digest = sha256();
            List<byte[]> parts = keep(new DigestInputStream(content, digest), file);
            Path spooled = file;
            String format = NetworkFile.format(spooled);
            SourceNetwork network = read(format, () -> Files.newInputStream(spooled), options.mapping());
            NetworkFile.refuseOtherJson(network);
            long id = imports.add(name, format, Files.size(file), HexFormat.of().formatHex(digest.digest()), options, preview(network, options), parts, person,
                clock.instant());
            return get(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(file);
        }
    }

    /** The same file with other options. */
    Import again(long id, int version, ImportOptions options) {
        Import before = open(get(id), version);
        ImportPreview preview = preview(read(before, options.mapping()), options);
        return database.inTransaction(h -> {
            open(imports.lock(id), version);
            imports.again(id, options, preview);
            return get(id);
        });
    }

    Import confirm(long id, int version, long person) {
        Import before = open(get(id), version);
        SourceNetwork network = read(before, before.options().mapping());
        return database.inTransaction(h -> {
            Import now = open(imports.lock(id), version);
            ImportOptions options = now.options();
            ImportPreview.Place place = place(network, options);
            ImportPreview preview = ImportPreview.of(network, place.known() ? Placed.in(place.plane(), place.source(), network) : null, place, null);
            if (!preview.blocked().isEmpty()) {
                throw Problem.of("gis/import-blocked", 422, "还不能导入，请先按预览的提示处理", "This cannot be imported yet: deal with what the preview says")
                    .with("reasons", preview.blocked()).toException();
            }
            long networkId = options.networkId() != null ? options.networkId() : store.create(name(options, network, now), place.plane(), clock.instant());
            SourceNetwork placed = Placed.in(place.plane(), place.source(), network);
            Merge.Result result = Merge.apply(h, store, networkId, placed, options.retireMissing(), clock.instant());
            imports.end(id, "done", networkId, ImportPreview.of(network, placed, place, result), person, clock.instant());
            return get(id);
        });
    }

    void discard(long id, int version, long person) {
        database.transact(h -> {
            Import now = open(imports.lock(id), version);
            imports.end(id, "discarded", null, now.preview(), person, clock.instant());
        });
    }

    private static Import open(Import kept, int version) {
        if (!kept.state().equals("preview")) {
            throw Problem.of("gis/import-over", 409, "这次导入已经结束，请重新上传", "This import is over; upload the file again").toException();
        }
        if (kept.version() != version) {
            throw GisStore.conflict(kept.version());
        }
        return kept;
    }

    private static String name(ImportOptions options, SourceNetwork network, Import kept) {
        String name = options.name() != null && !options.name().isBlank() ? options.name() : !network.title().isBlank() ? network.title() : kept.fileName();
        return name.codePointCount(0, name.length()) > LONGEST_NAME ? name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) : name;
    }

    private ImportPreview preview(SourceNetwork network, ImportOptions options) {
        ImportPreview.Place place = place(network, options);
        if (!place.known() || !place.blocked().isEmpty()) {
            return ImportPreview.of(network, null, place, null);
        }
        SourceNetwork placed = Placed.in(place.plane(), place.source(), network);
        Merge.Result changes = database.read(h -> Merge.preview(h, options.networkId() == null ? 0 : options.networkId(), placed, options.retireMissing()));
        return ImportPreview.of(network, placed, place, changes);
    }

    private ImportPreview.Place place(SourceNetwork network, ImportOptions options) {
        CoordinateSystem existing = options.networkId() == null ? null
            : store.network(options.networkId()).orElseThrow(() -> ProblemException.invalid("/networkId", "没有此管网", "No such network")).plane();
        return ImportPreview.place(network, options, existing, home);
    }

    private SourceNetwork read(Import kept, GeoMapping mapping) {
        try {
            return read(kept.format(), () -> imports.content(kept.id()), mapping);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SourceNetwork read(String format, SourceText.Source source, GeoMapping mapping) throws IOException {
        try (BufferedReader in = SourceText.open(source)) {
            return format.equals("inp") ? InpReader.read(in) : GeoJsonReader.read(in, mapping);
        }
    }

    /** Spools the upload into a file, and compresses it into pieces for the database on the way. */
    private List<byte[]> keep(InputStream in, Path file) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        OutputStream pieces = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int from, int length) {
                part.write(b, from, length);
                if (part.size() >= PART) {
                    parts.add(part.toByteArray());
                    part.reset();
                }
            }
        };
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file); OutputStream zip = new GZIPOutputStream(pieces, 1 << 16)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                if (size > largest) {
                    throw Problem.of("too-large", 413, "文件超过 " + largest / 1_000_000 + " MB，请按区域分开导出", "The file is above " + largest / 1_000_000
                        + " MB; export it area by area").toException();
                }
                out.write(buffer, 0, n);
                zip.write(buffer, 0, n);
            }
        }
        parts.add(part.toByteArray());
        if (size == 0) {
            throw ProblemException.invalid("", "文件是空的，请重新选择", "The file is empty; choose another");
        }
        return parts;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
