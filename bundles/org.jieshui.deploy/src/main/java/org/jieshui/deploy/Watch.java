package org.jieshui.deploy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jieshui.platform.api.Text;

/** For a while after a take-over: does the new version fail more than the one before it? */
final class Watch {

    /** A version is out again when it failed so many times, and more than twice as often as the one before in as long a time. @param until when the watch ends on this node */
    private record Begun(long deployment, long nanos, Instant until) {}

    private final DeploymentStore store;
    private final Takeover takeover;
    private final ModulesTracker modules;
    private final Supplier<FailureCounts> failures;
    private final Clock clock;
    private final Supplier<GateConfig> config;
    private final Map<String, Begun> begun = new HashMap<>();

    Watch(DeploymentStore store, Takeover takeover, ModulesTracker modules, Supplier<FailureCounts> failures, Clock clock, Supplier<GateConfig> config) {
        this.store = store;
        this.takeover = takeover;
        this.modules = modules;
        this.failures = failures;
        this.clock = clock;
        this.config = config;
    }

    /** From this moment what its code does wrong counts against it. @param until null: it is not watched */
    void begin(Deployment deployment, Instant until) {
        if (until != null && clock.instant().isBefore(until)) {
            begun.put(deployment.module(), new Begun(deployment.id(), System.nanoTime(), until));
        }
    }

    boolean isIdle() {
        return begun.isEmpty();
    }

    /** Looks at every version that is being watched. */
    void look() {
        for (var module : begun.keySet().toArray(String[]::new)) {
            var watched = begun.get(module);
            var running = store.running(module).filter(d -> d.id() == watched.deployment && modules.activeBundle(module).isPresent());
            if (running.isEmpty()) {
                begun.remove(module);
            } else if (tooMany(module, watched)) {
                takeover.undo(running.get(), "error-rate", reason(module, watched));
                begun.remove(module); // had it thrown, it would be tried again at the next look
            } else if (!clock.instant().isBefore(watched.until)) {
                begun.remove(module);
                takeover.settle(module);
            }
        }
    }

    private boolean tooMany(String module, Begun watched) {
        int now = since(module, watched);
        return now >= config.get().watchFailures() && now > 2 * before(module, watched);
    }

    private int since(String module, Begun watched) {
        var counts = failures.get();
        return counts == null ? 0 : counts.between(module, watched.nanos, System.nanoTime());
    }

    private int before(String module, Begun watched) {
        long length = System.nanoTime() - watched.nanos;
        return failures.get().between(module, watched.nanos - length, watched.nanos);
    }

    private Text reason(String module, Begun watched) {
        var seconds = Duration.ofNanos(System.nanoTime() - watched.nanos).toSeconds();
        return Text.of("接替后 " + seconds + " 秒内出错 " + since(module, watched) + " 次（之前的版本同样时间里 " + before(module, watched) + " 次），已自动换回之前的版本。详情见日志，改正后重新部署",
                "It failed " + since(module, watched) + " times within " + seconds + " seconds of its take-over (the version before: " + before(module, watched)
                        + " in as long a time). The version before serves again. The log has all of it; correct it and deploy again");
    }
}
