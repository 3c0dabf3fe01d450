package org.jieshui.platform.api.notifications;

import java.util.List;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/** Where messages start. */
@ProviderType
public interface Messages {
    /** Writes the messages in this thread's transaction: they go out if and only if the action commits. */
    void send(List<Message> messages);

    /** Runs the work; what this thread sends inside reaches nobody. For what people knew long ago: cases that are taken over from an earlier system. */
    default <T> T silently(Supplier<T> work) {
        return work.get();
    }
}
