package org.jieshui.cases.core;

import java.time.Instant;

/**
 * When an action takes place.
 *
 * @param now        the moment it counts from
 * @param recorded   when it was entered, if that was later: the case was taken over from an earlier system; otherwise null
 * @param recordedBy account of who took it over, or null
 */
record Moment(Instant now, Instant recorded, String recordedBy) {

    static Moment live(Instant now) {
        return new Moment(now, null, null);
    }
}
