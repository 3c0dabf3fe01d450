package org.jieshui.deploy;

import static java.util.Comparator.comparing;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one place that says which generation of a module is active. Today: of those that run, the highest version, then the newest bundle.
 * The deployment gate will replace this rule by the generation recorded in the database.
 */
final class Generations {

    private static final Comparator<Generation> NEWER = comparing((Generation g) -> g.bundle().getVersion()).thenComparing(g -> g.bundle().getBundleId());

    private Generations() {}

    /** The active generation of each module that has one, ordered by module id. */
    static Map<String, Generation> active(Collection<Generation> all) {
        var active = new TreeMap<String, Generation>();
        all.stream().filter(Generation::eligible).forEach(g -> active.merge(g.id(), g, (a, b) -> NEWER.compare(a, b) >= 0 ? a : b));
        return active;
    }
}
