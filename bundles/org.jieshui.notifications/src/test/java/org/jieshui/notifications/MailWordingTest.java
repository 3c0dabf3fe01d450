package org.jieshui.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jieshui.platform.api.rest.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator may write into mails, and what becomes of it. */
class MailWordingTest {

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en"})
    void whatCameWithTheProductPassesItsOwnCheckAndBearsNoEmptyLink(String language) {
        var wording = MailWording.shipped(language).checked();
        assertThat(wording.filled(language, "李", "一", "").plain()).doesNotContain("{{", ": \n", "：\n\n\n", "打开查看", "Open it");
        assertThat(wording.filled(language, "李", "一", "https://a.example/b").plain()).contains("https://a.example/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "no place for what it is about", "{{subject}} {{phone}}", "{{subject}} {{{name}}}", "{{subject}} {{&name}}", "{{subject}} {{>other}}", "{{subject}}{{=<% %>=}}<%phone%>",
            "{{subject}} {{#link}}", "{{subject}} {{/link}}", "{{subject}} }}", "{{subject}} {{#name}}x{{/name}}"})
    void whatCannotBeFilledIsRefused(String text) {
        assertThatThrownBy(() -> new MailWording("{{subject}}", text).checked()).isInstanceOfSatisfying(ProblemException.class, e ->
                assertThat(e.problem().errors()).extracting(x -> x.pointer()).containsExactly("/body"));
        assertThatThrownBy(() -> new MailWording(text, "{{subject}}").checked()).isInstanceOf(ProblemException.class);
    }

    @Test
    void theSubjectIsOneLineAndHtmlIsText() {
        assertThatThrownBy(() -> new MailWording("{{subject}}\r\nBcc: x@example.org", "{{subject}}").checked()).isInstanceOf(ProblemException.class);
        var text = new MailWording("{{subject}}", "<script>x</script> {{name}}\n\n{{subject}}\n\n<a href='{{link}}'>").checked().filled("en", "\"><img src=x>{{link}}", "a\r\nb", "https://a.example/?x=1&y=2");
        assertThat(text.subject()).isEqualTo("a  b");
        assertThat(text.html()).contains("&lt;script&gt;", "&quot;&gt;&lt;img src=x&gt;{{link}}", "<b>a  b</b>", "<a href=\"https://a.example/?x=1&amp;y=2\">").doesNotContain("<script", "<img");
    }
}
