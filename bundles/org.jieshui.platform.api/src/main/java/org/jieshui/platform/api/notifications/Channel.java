package org.jieshui.platform.api.notifications;

import org.osgi.annotation.versioning.ConsumerType;

/** A way to reach a person outside the console: mail, SMS. A failed attempt is retried with growing pauses and every attempt is recorded. */
@ConsumerType
public interface Channel {
    String id();

    /**
     * Delivers one message; outside any transaction, may be slow. The message id is the same in every attempt.
     *
     * @throws Exception when the attempt failed and should be repeated
     */
    void deliver(String messageId, Message message) throws Exception;
}
