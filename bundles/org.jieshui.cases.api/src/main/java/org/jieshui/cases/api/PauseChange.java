package org.jieshui.cases.api;

import java.time.Instant;
import java.util.List;

/** A correction of a pause; null leaves a value as it is. @param to of a pause that has ended; one that lasts is ended by resuming. The same as {@code from}: it did not happen */
public record PauseChange(Instant from, Instant to, String note, List<Long> evidence) {}
