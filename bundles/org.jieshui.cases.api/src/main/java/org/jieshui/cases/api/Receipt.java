package org.jieshui.cases.api;

import java.util.List;

/**
 * What an accepted action did; the same again when the action is repeated under its key.
 *
 * @param entryId  the journal entry
 * @param version  the case's version after it
 * @param opened   ids of tasks that it opened
 * @param repeated true when the key had been used for this very action before, and nothing was done now
 */
public record Receipt(long caseId, long entryId, int version, List<Long> opened, boolean repeated) {
    public Receipt {
        opened = List.copyOf(opened);
    }
}
