package org.jieshui.gis;

import java.time.Instant;
import java.time.LocalDate;

/** A damage to a pipe, or its repair (R58). */
record Repair(long id, long pipeId, String kind, LocalDate day, String note, Instant at, long person) {
}
