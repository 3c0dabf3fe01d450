package org.jieshui.construction;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * What was built, as measured after acceptance (R198–R200).
 *
 * @param measured the form of {@code construction.as-built}
 * @param compared beside what was planned and drawn
 * @param voided   sent back since, or null
 */
record AsBuilt(long id, long caseId, long task, JsonNode measured, List<Comparison.Line> compared, Instant at, long by, Instant voided) {}
