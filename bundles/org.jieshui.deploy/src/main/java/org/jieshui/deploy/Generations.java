package org.jieshui.deploy;

import static java.util.Comparator.comparing;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one place that says which generation of a module is active: the one that the gate chose; where it chose none, of those that run the highest version,
 * then the newest bundle.
 */
final class Generations {

    private static final Comparator<Generation> NEWER = comparing((Generation g) -> g.bundle().getVersion()).thenComparing(g -> g.bundle().getBundleId());

    private Generations() {}

    /**
     * The active generation of each module that has one, ordered by module id.
     *
     * @param chosen bundle ids by module
     */
    static Map<String, Generation> active(Collection<Generation> all, Map<String, Long> chosen) {
        var active = new TreeMap<String, Generation>();
        all.stream().filter(Generation::eligible).filter(g -> chosen.getOrDefault(g.id(), g.bundle().getBundleId()) == g.bundle().getBundleId())
                .forEach(g -> active.merge(g.id(), g, (a, b) -> NEWER.compare(a, b) >= 0 ? a : b));
        return active;
    }
}
