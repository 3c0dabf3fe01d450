package org.jieshui.platform.api.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UntilDoneTest {

    /** The thread of every attempt that began. */
    private final BlockingQueue<Thread> attempts = new LinkedBlockingQueue<>();

    @Test
    void whatFailsAtFirstIsTriedAgainUntilItIsDoneAndThenNoMore() throws InterruptedException {
        var failures = new LinkedBlockingQueue<Throwable>();
        failures.add(new IllegalStateException("the database is away"));
        failures.add(new NoClassDefFoundError("org/example/NotThereYet"));
        failures.add(new StackOverflowError());
        try (var work = start(failures)) {
            var thread = attempts.take();
            thread.join();
            assertThat(failures).isEmpty();
            assertThat(attempts).as("the first was taken; two more failed, one succeeded").hasSize(3).containsOnly(thread);
        }
    }

    @Test
    void everyNewFailureIsToldOnce() throws InterruptedException {
        var failures = new LinkedBlockingQueue<Throwable>();
        for (var one : new Throwable[] {new NoClassDefFoundError("org/example/NotThereYet"), new NoClassDefFoundError("org/example/NotThereYet"), new StackOverflowError()}) {
            failures.add(one);
        }
        var log = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (var work = start(failures)) {
            attempts.take().join();
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("test-work failed and is tried again"))).hasSize(2);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("NotThereYet", "StackOverflowError");
    }

    @Test
    void closeEndsTheRetrying() throws InterruptedException {
        var work = new UntilDone("test-work", () -> {
            attempts.add(Thread.currentThread());
            throw new IllegalStateException("always");
        }, 1);
        var thread = attempts.take();
        attempts.take();
        work.close();
        thread.join();
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void closeWaitsForTheAttemptThatIsBeingMade() throws InterruptedException {
        var letGo = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var work = new UntilDone("test-work", () -> {
            attempts.add(Thread.currentThread());
            await(letGo);
            done.countDown();
        }, 1);
        attempts.take();
        var closing = new Thread(work::close);
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(done.getCount()).isEqualTo(1);
        letGo.countDown();
        closing.join();
        assertThat(done.getCount()).isZero();
    }

    /** Fails with each of them in turn, then succeeds. */
    private UntilDone start(BlockingQueue<Throwable> failures) {
        return new UntilDone("test-work", () -> {
            attempts.add(Thread.currentThread());
            var failure = failures.poll();
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }, 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
