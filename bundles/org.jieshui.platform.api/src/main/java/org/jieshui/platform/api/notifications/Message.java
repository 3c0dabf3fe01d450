package org.jieshui.platform.api.notifications;

import org.jieshui.platform.api.Text;

/**
 * A message to a person.
 *
 * @param personId who receives it
 * @param kind     what it is about, {@code <module>.<what>}; people may mute a kind
 * @param subject  one line; no personal data of customers beyond what the receiver may see
 * @param caseId   the case it leads to, or null
 * @param taskId   the task it leads to, or null
 */
public record Message(long personId, String kind, Text subject, Long caseId, Long taskId) {}
