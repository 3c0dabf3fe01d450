package org.jieshui.platform.api.notifications;

import java.time.Instant;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** A way to reach a person outside the console: mail, SMS. A failed attempt is retried with growing pauses and every attempt is recorded. */
@ConsumerType
public interface Channel {

    /**
     * A message on its way.
     *
     * @param reference the same in every attempt and unlike any other, of the form {@code <uuid>@<domain>}: by it the other side knows a repetition
     * @param at        when the message was written
     */
    record Delivery(String reference, Instant at, Message message) {}

    String id();

    /** Whom of these people it reaches. Asked in the transaction of the action: quick, nothing remote. The others get no delivery on this channel. */
    default Set<Long> reaches(Set<Long> people) {
        return people;
    }

    /** What follows the {@code @} in references. */
    default String domain() {
        return "jieshui";
    }

    /**
     * Delivers one message; outside any transaction, may be slow.
     *
     * @throws DeliveryException when the attempt failed and the channel knows how
     * @throws Exception         when the attempt failed and should be repeated; its text is kept, so it names no person
     */
    void deliver(Delivery delivery) throws Exception;
}
