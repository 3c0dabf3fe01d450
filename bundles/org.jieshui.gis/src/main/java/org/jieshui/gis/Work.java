package org.jieshui.gis;

import java.time.LocalDate;

/** Planned work on a pipe (R58). @param kind renewal, upgrade, relocation or repair */
record Work(long id, long pipeId, String pipeCode, String kind, LocalDate starts, LocalDate ends, String note, boolean cancelled, int version) {
}
