package org.jieshui.archive;

import java.util.Set;
import org.jieshui.platform.api.archive.Document;

/** Places in an exported package: safe on every system, whatever the names say. */
final class Paths {

    private Paths() {}

    /** One folder per stage, in the process's order; the id in front keeps names apart. */
    static String document(int stage, String stageName, Document d) {
        var mark = d.voidReason() != null ? "作废-" : d.current() ? "" : "旧版-";
        return "documents/" + String.format("%02d", stage) + " " + part(stageName, "其他") + "/" + mark + d.id() + "-" + part(d.fileName(), "document");
    }

    /** One part of a path. */
    static String part(String name, String otherwise) {
        var safe = FileName.normalised(name);
        return safe.isEmpty() || Set.of(".", "..").contains(safe) ? otherwise : safe;
    }
}
