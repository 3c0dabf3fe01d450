package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** An entry of the history. @param changes per field what it was and what it became */
record Change(long id, Instant at, long person, JsonNode changes) {
}
