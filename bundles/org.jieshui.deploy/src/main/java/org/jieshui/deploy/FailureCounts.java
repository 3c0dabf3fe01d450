package org.jieshui.deploy;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jieshui.platform.api.module.FailureListener;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** When code of which module failed lately, by the classes in the stack traces. */
@Component(service = {FailureListener.class, FailureCounts.class})
public final class FailureCounts implements FailureListener {

    private static final int MOST = 1000;

    private final ModulesTracker modules;
    private final Map<String, Deque<Long>> failures = new ConcurrentHashMap<>();
    private final Map<String, Optional<String>> moduleOfClass = new ConcurrentHashMap<>();
    private volatile WeakReference<List<Generation>> known = new WeakReference<>(null);

    @Activate
    public FailureCounts(@Reference ModulesTracker modules) {
        this.modules = modules;
    }

    @Override
    public void failed(Throwable failure) {
        long now = System.nanoTime();
        for (var module : modulesIn(failure)) {
            var times = failures.computeIfAbsent(module, m -> new ArrayDeque<>());
            synchronized (times) {
                times.addLast(now);
                if (times.size() > MOST) {
                    times.removeFirst();
                }
            }
        }
    }

    /** How often between two moments of {@link System#nanoTime}. */
    int between(String module, long from, long to) {
        var times = failures.get(module);
        if (times == null) {
            return 0;
        }
        synchronized (times) {
            return (int) times.stream().filter(time -> time - from >= 0 && time - to < 0).count();
        }
    }

    private Set<String> modulesIn(Throwable failure) {
        var found = new HashSet<String>();
        var seen = new HashSet<Throwable>();
        for (var cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            Arrays.stream(cause.getStackTrace()).map(frame -> frame.getClassName().replaceFirst("\\$.*", "")).distinct().map(this::moduleOf).flatMap(Optional::stream).forEach(found::add);
        }
        return found;
    }

    private Optional<String> moduleOf(String className) {
        var now = modules.generations();
        if (now != known.get()) {
            known = new WeakReference<>(now);
            moduleOfClass.clear();
        }
        return moduleOfClass.computeIfAbsent(className, name -> {
            var file = name.replace('.', '/') + ".class";
            return now.stream().filter(g -> g.running() && has(g.bundle(), file)).map(Generation::id).filter(id -> !Department.PLATFORM.contains(id)).findFirst();
        });
    }

    private static boolean has(Bundle bundle, String file) {
        try {
            return bundle.getEntry(file) != null;
        } catch (IllegalStateException e) {
            return false; // it went this moment
        }
    }
}
