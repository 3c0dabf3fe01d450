package org.jieshui.platform.api.notifications;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Where messages start. */
@ProviderType
public interface Messages {
    /** Writes the messages in this thread's transaction: they go out if and only if the action commits. */
    void send(List<Message> messages);
}
