package org.jieshui.cases.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A case as the core keeps it.
 *
 * @param id       internal id
 * @param number   what people say: {@code JS2026-1013-01}
 * @param process  {@code single-meter}, and the version it started with
 * @param version  grows with every action; send it back as {@code If-Match} to be told of conflicts
 * @param stage    the stage the case stands in; of several open ones, the earliest
 * @param customer who needs the water; {@code contact} and {@code phone} are personal data (masked in lists)
 * @param district id of the district, or null while unknown
 * @param steward  person id of the customer steward, or null while none is assigned
 * @param origin   {@code joint-review} or {@code application}
 * @param facts    what {@code when} and gates look at; small; no personal data
 */
public record CaseInfo(long id, String number, String process, int processVersion, CaseState state, int version, String stage, Instant opened,
        Instant closed, String customer, String contact, String phone, String address, String district, Long steward, String origin, JsonNode facts) {}
