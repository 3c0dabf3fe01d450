package org.jieshui.agreements;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was drawn up, one of these for each time.
 *
 * @param template version of the wording
 * @param facts    what the case said; what is missing stays blank
 * @param byHand   left blank although known: no font has their characters
 */
record Content(int revision, int template, Map<Placeholder, String> facts, Set<Placeholder> byHand, Instant at, long by) {

    /** Those of the wording's placeholders that are filled in by hand. */
    List<Placeholder> blanks(String body) {
        return Wording.asked(body).stream().filter(p -> !p.own() && (byHand.contains(p) || !facts.containsKey(p))).toList();
    }
}
