package org.jieshui.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.jieshui.platform.api.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CheckUpTest {

    @Test
    void asksUntilItIsWell() {
        var results = new Result[] {new Result(Result.Status.CRITICAL, "the plotter does not answer"), new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "it warms up"), new Result(Result.Status.WARN, "little paper")};
        var asked = new int[1];
        var checkUp = new CheckUp("plotter", () -> results[asked[0]++]);

        assertThat(answer(checkUp)).isEqualTo("its health check plotter: the plotter does not answer");
        assertThat(answer(checkUp, "the plotter does not answer")).isEqualTo("its health check plotter: it warms up");
        assertThat(answer(checkUp, "it warms up")).isNull();
        assertThat(checkUp.wanting()).as("it is not asked again").isNull();
        assertThat(asked[0]).isEqualTo(3);
    }

    @Test
    void oneThatThrowsIsNotWell() {
        assertThat(answer(new CheckUp("plotter", () -> {
            throw new IllegalStateException("no plotter");
        }))).isEqualTo("its health check plotter: java.lang.IllegalStateException: no plotter");
        HealthCheck silent = () -> new Result(new ResultLog().add(new ResultLog.Entry(Result.Status.HEALTH_CHECK_ERROR, "it has no words")));
        assertThat(answer(new CheckUp("plotter", silent))).endsWith("it has no words");
    }

    @Test
    void oneThatHangsIsGivenUpAtTheEnd() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        try (var checkUp = new CheckUp("plotter", () -> {
            try {
                begun.countDown();
                new CountDownLatch(1).await();
                return new Result(Result.Status.OK, "");
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IllegalStateException(e);
            }
        })) {
            assertThat(checkUp.wanting()).isEqualTo(Text.of("健康检查 plotter 没有回答", "its health check plotter, which has not answered"));
            begun.await();
        }
        interrupted.await();
    }

    private static String answer(CheckUp checkUp) {
        return answer(checkUp, ", which has not answered");
    }

    /** What it says once it no longer says that. */
    private static String answer(CheckUp checkUp, String before) {
        var said = checkUp.wanting();
        while (said != null && said.en().endsWith(before)) {
            Thread.onSpinWait();
            said = checkUp.wanting();
        }
        return said == null ? null : said.en();
    }
}
