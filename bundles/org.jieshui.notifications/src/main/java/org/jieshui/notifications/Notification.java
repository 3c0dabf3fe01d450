package org.jieshui.notifications;

import java.time.Instant;
import org.jieshui.platform.api.Text;

/** A message as its receiver sees it. */
record Notification(long id, Instant at, String kind, Text subject, Long caseId, Long taskId, boolean read) {}
