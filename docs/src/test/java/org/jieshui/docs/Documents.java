package org.jieshui.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The checkout as the tests of its documents see it. */
final class Documents {

    static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", "run", "run.new");

    private Documents() {}

    /** Every file of the checkout with this ending, built things left out. */
    static Set<Path> files(String ending) throws IOException {
        var found = new TreeSet<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_OURS.contains(folder.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(ending)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    static List<Path> bundles() throws IOException {
        try (var folders = Files.list(ROOT.resolve("bundles"))) {
            return folders.filter(f -> Files.exists(f.resolve("pom.xml"))).sorted().toList();
        }
    }

    static String text(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
