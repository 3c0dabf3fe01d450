package org.jieshui.karaf.dev;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The moments at which something of a department was saved, its pages left out: they are built by Vite first. */
final class Saves implements AutoCloseable {

    /** An editor writes several files, or one in several steps. */
    private static final long QUIET_MILLIS = 60;
    /** No more saves will come. */
    static final long END = -1;
    private static final Set<String> FILES = Set.of("bnd.bnd");

    private final BlockingQueue<Long> moments = new LinkedBlockingQueue<>();
    private final Path project;
    private final Path pages;
    private final WatchService watch;

    Saves(Path project) throws IOException {
        this.project = project;
        this.pages = project.resolve("src/main/ui");
        this.watch = project.getFileSystem().newWatchService();
        project.register(watch, ENTRY_CREATE, ENTRY_MODIFY);
        register(project.resolve("src/main"));
        var thread = new Thread(this::listen, "saves");
        thread.setDaemon(true);
        thread.start();
    }

    /** Something was saved, just now. */
    void told() {
        told(System.currentTimeMillis());
    }

    void told(long moment) {
        moments.add(moment);
    }

    /** Waits for a save, and until the last of those that came with it; when the first was, in milliseconds of the clock, or {@link #END}. */
    long await() throws InterruptedException {
        long first = moments.take();
        for (Long more = first; more != null; more = moments.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
            if (more == END) {
                return END;
            }
        }
        return first;
    }

    private void listen() {
        try {
            while (true) {
                var key = watch.take();
                var folder = (Path) key.watchable();
                for (var event : key.pollEvents()) {
                    heard(folder, (Path) event.context());
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            // the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void heard(Path folder, Path name) throws IOException {
        if (name == null) { // too many at once to be told one by one
            told();
            return;
        }
        var file = folder.resolve(name);
        if (folder.equals(project) ? !FILES.contains(name.toString()) : isEditors(name.toString())) {
            return;
        }
        if (Files.isDirectory(file)) {
            register(file);
        }
        if (!file.equals(pages)) {
            told();
        }
    }

    private static boolean isEditors(String name) {
        return name.startsWith(".") || name.endsWith("~") || name.endsWith(".swp") || name.endsWith(".tmp") || name.startsWith("4913");
    }

    private void register(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes) throws IOException {
                if (found.equals(pages)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                found.register(watch, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        watch.close();
        moments.add(END);
    }
}
