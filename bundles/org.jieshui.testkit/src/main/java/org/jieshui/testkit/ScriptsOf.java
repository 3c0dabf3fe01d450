package org.jieshui.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jieshui.persistence.migrations.Scripts;

/** The folder {@code db} of the module that a class comes from: a folder of classes or a jar. */
final class ScriptsOf {

    private ScriptsOf() {}

    static Scripts module(Class<?> anchor) {
        try {
            Path place = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                return folder(anchor, place.resolve("db"));
            }
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                return folder(anchor, jar.getPath("db"));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scripts folder(Class<?> anchor, Path db) throws IOException {
        if (!Files.isDirectory(db)) {
            throw new IllegalArgumentException("The module of " + anchor.getName() + " has no folder src/main/resources/db");
        }
        Map<String, String> byName = new HashMap<>();
        try (Stream<Path> files = Files.list(db)) {
            for (Path file : files.filter(f -> f.getFileName().toString().endsWith(".sql")).toList()) {
                byName.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return Scripts.of(byName);
    }
}
