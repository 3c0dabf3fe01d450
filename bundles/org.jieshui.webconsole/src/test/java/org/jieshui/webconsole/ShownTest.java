package org.jieshui.webconsole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShownTest {

    @Test
    void ofAServiceOnlyItsWiringIsShown() {
        var shown = Shown.json("services", """
                {"status":"1 service","data":[{"id":"7","types":"[a.B]","props":[{"key":"Service PID","value":"org.jieshui.persistence"},{"key":"component.name","value":"a.B"},
                {"key":"owner.password","value":"hunter2"},{"key":"url","value":["jdbc:x?password=hunter2"]},{"key":"retries","value":3}]}]}""");

        assertThat(shown).doesNotContain("hunter2", ":3}").contains("{\"key\":\"component.name\",\"value\":\"a.B\"}", "org.jieshui.persistence", "{\"key\":\"owner.password\",\"value\":\"******\"}");
    }

    @Test
    void ofAComponentTheConfiguredValuesAreHidden() {
        var shown = Shown.json("components", """
                {"data":[{"id":"3","props":[{"key":"Bundle","value":"a (1)"},{"key":"failure","value":"java.lang.IllegalStateException"},
                {"key":"Properties","value":["component.name = a.B","password = hunter2","empty = ","odd"]},{"key":"FactoryProperties","value":["token = hunter2"]}]}]}""");

        assertThat(shown).doesNotContain("hunter2").contains("component.name = a.B", "password = ******", "empty = ******", "odd = ******", "token = ******", "IllegalStateException");
    }

    @Test
    void aPageGetsItsNonceItsNoteAndNoSecondScript() {
        var page = Shown.html("services", """
                <html><head><script src="/a.js"></script></head><body class="ui-widget"><script type="text/javascript">
                var drawDetails = false;
                var data = {"data":[{"id":"1","types":"</script><script>alert(1)</script>","props":[{"key":"token","value":"hunter2"}]}]};
                var filter = "";
                </script></body></html>
                """, "n0nce");

        assertThat(page).contains("<script nonce=\"n0nce\" src=\"/a.js\">", "<script nonce=\"n0nce\" type=\"text/javascript\">", "只读", "Read-only", "var filter = \"\";").doesNotContain("hunter2", "<script>alert")
                .contains("\\u003c/script>\\u003cscript>alert(1)");
    }

    /** A later version of the console may write its pages in another way: nothing of them is shown then. */
    @Test
    void aPageOfAnotherFormIsNotShown() {
        assertThatThrownBy(() -> Shown.html("bundles", "<html><body class=\"ui-widget\">secret</body></html>", "n")).isInstanceOf(IllegalStateException.class).hasMessageContaining("bundles").hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Shown.json("services", "{\"data\": [")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Shown.html("services", "<html>var data = 1;</html>", "n")).isInstanceOf(IllegalStateException.class);
    }
}
