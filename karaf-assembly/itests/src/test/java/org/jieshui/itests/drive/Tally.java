package org.jieshui.itests.drive;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What was compared, and what differed. */
final class Tally {

    private static final int SHOWN = 200;

    private final List<String> differences = new ArrayList<>();
    private int deadlines;
    private int sums;
    private int archives;
    private int files;
    private int different;

    void deadline(String what, Object platform, Object reference) {
        deadlines++;
        compare(what, platform, reference);
    }

    void sum(String what, Object platform, Object reference) {
        sums++;
        compare(what, platform, reference);
    }

    void archive(int filesOfIt, List<String> faults) {
        archives++;
        files += filesOfIt;
        faults.forEach(this::differs);
    }

    private void compare(String what, Object platform, Object reference) {
        if (!Objects.equals(platform, reference)) {
            differs(what + ": the platform says " + platform + ", the reference " + reference);
        }
    }

    void differs(String what) {
        different++;
        if (differences.size() < SHOWN) {
            differences.add(what);
        }
    }

    boolean differs() {
        return different > 0;
    }

    List<String> differences() {
        return differences;
    }

    int archives() {
        return archives;
    }

    @Override
    public String toString() {
        return deadlines + " deadlines, " + sums + " sums compared, " + archives + " archives with " + files + " files verified, " + different + " differences";
    }
}
