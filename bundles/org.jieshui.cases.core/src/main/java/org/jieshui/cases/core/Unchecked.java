package org.jieshui.cases.core;

import java.util.concurrent.Callable;
import org.jieshui.platform.api.persistence.DatabaseException;

/** SQL failures behind interfaces that declare none. */
final class Unchecked {

    private Unchecked() {}

    static <T> T get(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException("the database refused", e);
        }
    }
}
