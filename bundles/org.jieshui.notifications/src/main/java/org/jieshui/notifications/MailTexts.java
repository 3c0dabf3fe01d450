package org.jieshui.notifications;

import java.time.Instant;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;

/** A mail's text in the receiver's language. */
final class MailTexts {

    record Text(String subject, String plain, String html) {}

    /** Where the wording of a moment comes from. */
    interface Wordings {
        MailWording at(String language, Instant moment);
    }

    private final Wordings wordings;

    MailTexts(Wordings wordings) {
        this.wordings = wordings;
    }

    /** @param at when the message was written: an attempt that is repeated says the same, whatever has been changed since */
    Text of(Message message, Instant at, Directory.Mailbox to, String baseUrl) {
        var language = MailWording.LANGUAGES.contains(to.language()) ? to.language() : "zh-CN";
        return wordings.at(language, at).filled(language, to.name(), language.equals("en") ? message.subject().en() : message.subject().zh(), link(message, baseUrl));
    }

    private static String link(Message message, String baseUrl) {
        if (baseUrl.isEmpty()) {
            return "";
        }
        return baseUrl + (message.taskId() != null ? "/tasks/" + message.taskId() : message.caseId() != null ? "/cases/" + message.caseId() : "/notifications");
    }
}
