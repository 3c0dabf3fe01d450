package org.jieshui.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The open corpus of test data beside the checkout or above it: {@code shared/data}. Where it is not there, tests make files of their own, and say so. */
public final class Corpus {

    private static final Optional<Path> FOLDER = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent).map(above -> above.resolve("shared/data"))
            .filter(Files::isDirectory).findFirst();

    private Corpus() {}

    /** @param path in {@code shared/data}; empty, and said so, when it is not there */
    public static Optional<byte[]> file(String path) {
        var found = FOLDER.map(folder -> folder.resolve(path)).filter(Files::isRegularFile);
        if (found.isEmpty()) {
            System.out.println("shared/data/" + path + " is not there: not tried");
        }
        return found.map(file -> {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
