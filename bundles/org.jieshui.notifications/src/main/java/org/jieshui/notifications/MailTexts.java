package org.jieshui.notifications;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;

/** What a mail says, in the receiver's language: the templates of {@code mail/}, filled. In HTML every value is escaped. */
final class MailTexts {

    record Text(String subject, String plain, String html) {}

    private record Templates(Template subject, Template plain, Template html) {}

    private final Map<String, Templates> templates = Map.of("zh-CN", load("zh-CN"), "en", load("en"));

    private static Templates load(String language) {
        var plain = Mustache.compiler().escapeHTML(false).defaultValue("");
        return new Templates(plain.compile(resource(language + ".subject.txt").strip()), plain.compile(resource(language + ".txt")),
                Mustache.compiler().escapeHTML(true).defaultValue("").compile(resource(language + ".html")));
    }

    private static String resource(String name) {
        try (var in = MailTexts.class.getResourceAsStream("/mail/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Text of(Message message, Directory.Mailbox to, String baseUrl) {
        var chosen = templates.getOrDefault(to.language(), templates.get("zh-CN"));
        var values = Map.of("name", MailMessage.line(to.name()), "subject", MailMessage.line(to.language().equals("en") ? message.subject().en() : message.subject().zh()),
                "link", link(message, baseUrl));
        return new Text(MailMessage.line(chosen.subject.execute(values)), chosen.plain.execute(values), chosen.html.execute(values));
    }

    private static String link(Message message, String baseUrl) {
        if (baseUrl.isEmpty()) {
            return "";
        }
        return baseUrl + (message.taskId() != null ? "/tasks/" + message.taskId() : message.caseId() != null ? "/cases/" + message.caseId() : "/notifications");
    }
}
