package org.jieshui.archive;

import java.time.Instant;

/** 容缺: the case may go on without a document of this type for now. */
record Tolerance(String type, String reason, long by, Instant at) {}
