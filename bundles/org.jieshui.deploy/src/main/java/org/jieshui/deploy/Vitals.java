package org.jieshui.deploy;

import java.util.Optional;
import org.jieshui.platform.api.Text;
import org.osgi.framework.Bundle;

/** Tells how a started bundle is. */
@FunctionalInterface
public interface Vitals {

    /** An examination of one bundle, repeated until nothing is wanting. */
    interface Examination extends AutoCloseable {
        /**
         * @return what it still lacks, such as "its tables"; null: it is healthy
         * @throws RefusedException when it will not become healthy
         */
        Text wanting() throws RefusedException;

        /** Why it is given up when its time is over, if there is more to say than what it waits for. */
        default Optional<RefusedException> suspicion() {
            return Optional.empty();
        }

        @Override
        default void close() {
            // nothing was taken hold of
        }
    }

    /** @param old the version that runs, or null: what that one lives without, the new one may */
    Examination of(Bundle bundle, Bundle old);
}
