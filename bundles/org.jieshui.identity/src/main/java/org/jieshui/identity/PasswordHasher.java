package org.jieshui.identity;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.rest.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Hashes passwords, a few at a time: a flood of logins waits or is told to come back, the rest of the platform goes on. */
@Component(service = PasswordHasher.class, configurationPid = IdentityConfig.PID)
@Designate(ocd = IdentityConfig.class)
public class PasswordHasher {

    private static final long WAIT_SECONDS = 5;
    private static final int QUEUE = 64;
    private static final int GENERATED_MEMORY = 64;

    private final Argon2 argon2;
    private final Semaphore running;
    /** What the passwords of accounts that do not exist are verified against, so that they take the same time. */
    private final String nobodys;

    @Activate
    public PasswordHasher(IdentityConfig config) {
        argon2 = new Argon2(config.argon2Memory(), config.argon2Iterations(), 1);
        running = new Semaphore(config.hashingThreads() > 0 ? config.hashingThreads() : Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
        nobodys = argon2.nobodys();
    }

    String hash(String password) {
        return limited(() -> argon2.hash(password));
    }

    /**
     * For the many generated passwords of a sample: random ones of 90 bits need no effort against guessing. Renewed with full effort at the first login. Until
     * then the time a login takes tells such an account from an unknown one, so it is not for people whose accounts are nobody's business.
     */
    String hashGenerated(String password) {
        return new Argon2(GENERATED_MEMORY, 1, 1).hash(password);
    }

    /** @param hash null for an account that does not exist: costs as much and is false */
    boolean verify(String password, String hash) {
        return limited(() -> Argon2.verify(password, hash == null ? nobodys : hash)) && hash != null;
    }

    boolean outgrew(String hash) {
        return argon2.outgrew(hash);
    }

    private <T> T limited(java.util.function.Supplier<T> work) {
        boolean acquired = false;
        try {
            acquired = running.getQueueLength() < QUEUE && running.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
            if (!acquired) {
                throw Problem.of("busy", 503, "登录人数太多，请稍后再试", "Too many people are signing in; try again shortly").with("retryAfter", WAIT_SECONDS)
                        .toException();
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of("busy", 503, "系统正在停止，请稍后再试", "The system is stopping; try again shortly").toException(e);
        } finally {
            if (acquired) {
                running.release();
            }
        }
    }
}
