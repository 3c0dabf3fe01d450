package org.jieshui.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder {@code deploy}: a jar that is put there goes through the gate like any other, and then into {@code deploy/taken}, or into {@code deploy/refused} with the reason beside it. */
@Component(service = {}, immediate = true)
public final class DropFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final Actor DROPPED = Actor.system("deploy-folder");
    private static final int LOOK_SECONDS = 2;
    private static final int BUSY = 409;

    /** @param since when the file was written. @param where the folder that it goes to. @param text why it was refused, or null */
    private record Answer(FileTime since, String where, String text) {}

    private final Gate gate;
    private final Path folder;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "jieshui-deploy-folder");
        thread.setDaemon(true);
        return thread;
    });
    /** Sizes at the last look: a file that still grows is still being copied. */
    private Map<Path, Long> before = Map.of();
    /** What the gate said of files that could not be moved yet: it is not asked again. */
    private final Map<Path, Answer> answers = new HashMap<>();
    /** What the log says about a file already. */
    private final Map<Path, String> failures = new HashMap<>();

    @Activate
    public DropFolder(BundleContext context, @Reference Gate gate) {
        this(gate, Path.of(context.getProperty("karaf.base") == null ? "" : context.getProperty("karaf.base"), "deploy"));
        looking.scheduleWithFixedDelay(this::lookSafely, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    DropFolder(Gate gate, Path folder) {
        this.gate = gate;
        this.folder = folder;
    }

    @Deactivate
    void deactivate() {
        looking.shutdown();
    }

    private void lookSafely() {
        try {
            look();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The folder {} cannot be looked at now: {}", folder, e.toString());
        }
    }

    void look() throws IOException {
        var now = new HashMap<Path, Long>();
        var jars = jars();
        answers.keySet().retainAll(jars);
        for (var jar : jars) {
            long size = Files.size(jar);
            if (Long.valueOf(size).equals(before.get(jar))) {
                take(jar);
            } else {
                now.put(jar, size);
            }
        }
        before = now;
    }

    private List<Path> jars() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file)).sorted().toList();
        }
    }

    private void take(Path jar) {
        try {
            var since = Files.getLastModifiedTime(jar);
            var answer = answers.get(jar);
            if (answer == null || !answer.since.equals(since)) {
                answer = ask(jar, since);
                answers.put(jar, answer);
            }
            move(jar, answer);
            answers.remove(jar);
            failures.remove(jar);
        } catch (NoSuchFileException e) {
            LOG.debug("{} was taken away again", jar);
        } catch (ProblemException e) {
            LOG.debug("{} waits for another deployment", jar);
        } catch (IOException | RuntimeException e) {
            if (!e.toString().equals(failures.put(jar, e.toString()))) {
                LOG.warn("{} cannot be taken now and is tried again", jar, e); // the other files do not wait for it
            }
        }
    }

    private Answer ask(Path jar, FileTime since) throws IOException {
        try (var in = Files.newInputStream(jar)) {
            gate.deploy(DROPPED, in);
            return new Answer(since, "taken", null);
        } catch (ProblemException e) {
            if (e.problem().status() == BUSY) {
                throw e; // at the next look
            }
            return new Answer(since, "refused", e.problem().type() + "\n\n" + e.problem().detail().zh() + "\n\n" + e.problem().detail().en() + "\n");
        }
    }

    private void move(Path jar, Answer answer) throws IOException {
        var to = Files.createDirectories(folder.resolve(answer.where)).resolve(jar.getFileName());
        if (answer.text != null) {
            Files.writeString(to.resolveSibling(jar.getFileName() + ".txt"), answer.text);
        }
        Files.move(jar, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
