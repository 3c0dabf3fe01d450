package org.jieshui.notifications;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** What a mail says in one language: plain text with the places of a few values. The HTML part is made from it, so nobody writes HTML. */
record MailWording(String subject, String body) {

    static final int LONGEST_SUBJECT = 200;
    static final int LONGEST_BODY = 4000;
    static final List<String> LANGUAGES = List.of("zh-CN", "en");
    static final List<String> PLACEHOLDERS = List.of("name", "subject", "link");

    private static final Pattern TAG = Pattern.compile("(?<!\\{)\\{\\{(?:name|subject|link|[#^/]link)}}(?!})");

    /** The one that came with the product. */
    static MailWording shipped(String language) {
        return new MailWording(resource(language + ".subject.txt").strip(), resource(language + ".txt").strip());
    }

    private static String resource(String name) {
        try (var in = MailWording.class.getResourceAsStream("/mail/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws ProblemException 422 with what is wrong, at {@code /subject} and {@code /body} */
    MailWording checked() {
        var errors = new ArrayList<Problem.FieldError>();
        check("/subject", subject, LONGEST_SUBJECT, errors);
        check("/body", body, LONGEST_BODY, errors);
        if (subject != null && subject.chars().anyMatch(c -> c < ' ')) {
            errors.add(error("/subject", "主题只能有一行", "The subject has one line"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return this;
    }

    private static void check(String pointer, String text, int longest, List<Problem.FieldError> errors) {
        if (text == null || text.isBlank() || text.length() > longest) {
            errors.add(error(pointer, "应为 1 至 " + longest + " 个字", "1 to " + longest + " characters"));
            return;
        }
        if (!text.contains("{{subject}}")) {
            errors.add(error(pointer, "必须包含 {{subject}}，否则收件人不知道是什么事", "Must hold {{subject}}, or the receiver does not know what it is about"));
        }
        var rest = TAG.matcher(text).replaceAll("");
        if (rest.contains("{{") || rest.contains("}}") || rest.indexOf('\0') >= 0 || !balanced(text)) {
            errors.add(error(pointer, "占位符只能是 {{name}}、{{subject}}、{{link}}，以及成对的 {{#link}} … {{/link}}",
                    "Placeholders are {{name}}, {{subject}}, {{link}}, and {{#link}} … {{/link}} as a pair"));
        }
    }

    private static Problem.FieldError error(String pointer, String zh, String en) {
        return new Problem.FieldError(pointer, Text.of(zh, en));
    }

    private static boolean balanced(String text) {
        try {
            Mustache.compiler().compile(text);
            return true;
        } catch (MustacheException e) {
            return false;
        }
    }

    /** @param link empty: what stands between {@code {{#link}}} and {@code {{/link}}} is left out */
    MailTexts.Text filled(String language, String name, String about, String link) {
        var values = Map.of("name", MailMessage.line(name), "subject", MailMessage.line(about), "link", link);
        var plain = fill(body, values).replaceAll("\\R", "\n").replaceAll("\n{3,}", "\n\n").strip();
        return new MailTexts.Text(MailMessage.line(fill(subject, values)), plain + "\n", html(language, plain, values.get("subject"), link));
    }

    private static String fill(String template, Map<String, String> values) {
        return Mustache.compiler().escapeHTML(false).emptyStringIsFalse(true).compile(template).execute(values);
    }

    private static String html(String language, String plain, String about, String link) {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"").append(language).append("\">\n<body style=\"font-family:sans-serif;font-size:14px;line-height:22px;color:#1f2933\">\n");
        for (var paragraph : plain.split("\n\n")) {
            var text = escaped(paragraph).replace("\n", "<br>\n");
            if (paragraph.equals(about)) {
                text = "<b>" + text + "</b>";
            } else if (!link.isEmpty()) {
                text = text.replace(escaped(link), "<a href=\"" + escaped(link) + "\">" + escaped(link) + "</a>");
            }
            html.append("<p>").append(text).append("</p>\n");
        }
        return html.append("</body>\n</html>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
