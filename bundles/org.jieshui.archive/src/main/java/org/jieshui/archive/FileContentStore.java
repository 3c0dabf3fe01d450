package org.jieshui.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents as files, in 65 536 folders by the first four digits of the digest. Several nodes may share the folder.
 */
final class FileContentStore implements ContentStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileContentStore.class);
    private static final FileAttribute<?> OWNER_ONLY_FOLDER = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    /** An upload that has not grown for so long was abandoned by a crash: while one is received its file is written to. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path folder;
    private final Path incoming;

    FileContentStore(Path folder) throws IOException {
        this.folder = folder;
        incoming = folder.resolve("incoming");
        Files.createDirectories(incoming, OWNER_ONLY_FOLDER);
        removeAbandoned();
    }

    @Override
    public Path receive() throws IOException {
        return Files.createTempFile(incoming, "upload-", ".part", OWNER_ONLY_FILE);
    }

    @Override
    public void keep(Path received, String sha256) throws IOException {
        var target = path(sha256);
        if (Files.exists(target) && Files.size(target) == Files.size(received)) {
            Files.delete(received);
            return;
        }
        try (var channel = FileChannel.open(received, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        createShard(target.getParent());
        Files.move(received, target, StandardCopyOption.ATOMIC_MOVE);
        sync(target.getParent());
    }

    @Override
    public InputStream open(String sha256, long offset) throws IOException {
        var channel = FileChannel.open(path(sha256), StandardOpenOption.READ);
        channel.position(offset);
        return Channels.newInputStream(channel);
    }

    @Override
    public long free() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private Path path(String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no digest");
        }
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
    }

    private void createShard(Path shard) throws IOException {
        for (var part : new Path[] {shard.getParent(), shard}) {
            try {
                Files.createDirectory(part, OWNER_ONLY_FOLDER);
                sync(part.getParent());
            } catch (FileAlreadyExistsException e) {
                // as usual
            }
        }
    }

    /** Makes new names in a folder survive a power cut. */
    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Ages are told by the file system's own clock, which another node may share. */
    private void removeAbandoned() throws IOException {
        var probe = receive();
        FileTime now = Files.getLastModifiedTime(probe);
        Files.delete(probe);
        try (var files = Files.newDirectoryStream(incoming, "upload-*.part")) {
            for (var file : files) {
                try {
                    if (now.toMillis() - Files.getLastModifiedTime(file).toMillis() > ABANDONED.toMillis() && Files.deleteIfExists(file)) {
                        LOG.info("Removed {}, left behind by an interrupted upload", file.getFileName());
                    }
                } catch (NoSuchFileException e) {
                    // another node was faster
                }
            }
        }
    }
}
