package org.jieshui.platform.api.archive;

import java.time.Instant;

/**
 * One version of a document. Versions are never changed; a newer one takes the place of an older one.
 *
 * @param series     what all versions of one document share: the id of the first
 * @param version    1, 2, 3 … within the series
 * @param current    the newest version of its series, and not void
 * @param stage      the stage in which the case stood when it came
 * @param taskId     the task under which it came, or null
 * @param fileName   as uploaded, made harmless; may hold personal data
 * @param mediaType  determined from the content
 * @param sha256     of the content, hexadecimal
 * @param uploadedBy person id, 0 for the system
 * @param voidReason why it does not count any more (作废); null while it does
 */
public record Document(long id, long caseId, String type, long series, int version, boolean current, String stage, Long taskId, String fileName,
        String mediaType, long size, String sha256, long uploadedBy, Instant uploadedAt, String voidReason) {}
