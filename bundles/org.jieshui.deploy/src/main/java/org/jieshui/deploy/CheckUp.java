package org.jieshui.deploy;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.jieshui.platform.api.Text;

/** One of a bundle's health checks, asked again until it says OK or WARN; on a thread of its own, since it may hang. */
final class CheckUp implements AutoCloseable {

    private final String name;
    private final HealthCheck check;
    private FutureTask<Result> asked;
    private String said;

    CheckUp(String name, HealthCheck check) {
        this.name = name;
        this.check = check;
    }

    /** @return what it says is wrong; null: nothing */
    Text wanting() {
        if (asked == null) {
            asked = new FutureTask<>(check::execute);
            var thread = new Thread(asked, "jieshui-health-check");
            thread.setDaemon(true);
            thread.start();
        }
        if (asked.isDone()) {
            said = said();
            asked = said == null ? asked : null;
            return said == null ? null : says();
        }
        return said == null ? Text.of("健康检查 " + name + " 没有回答", "its health check " + name + ", which has not answered") : says();
    }

    private Text says() {
        return Text.of("健康检查 " + name + "：" + said, "its health check " + name + ": " + said);
    }

    private String said() {
        try {
            var result = asked.get();
            return result.isOk() || result.getStatus() == Result.Status.WARN ? null : words(result);
        } catch (ExecutionException e) {
            return RefusedException.cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The platform stops", e);
        }
    }

    private static String words(Result result) {
        String last = result.getStatus().toString();
        for (ResultLog.Entry entry : result) {
            last = entry.getStatus() == result.getStatus() ? entry.getMessage() : last;
        }
        return last;
    }

    @Override
    public void close() {
        if (asked != null) {
            asked.cancel(true);
        }
    }
}
