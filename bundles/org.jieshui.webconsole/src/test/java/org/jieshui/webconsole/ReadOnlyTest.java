package org.jieshui.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlyTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/bundles", "/bundles.json", "/bundles/.json", "/bundles/17", "/bundles/17.json", "/bundles/org.jieshui.survey:0.1.0.SNAPSHOT", "/services", "/services/12.json", "/components",
        "/components/7.json", "/components/31/org.jieshui.survey.SurveyResource/org.jieshui.survey", "/components/4/a.B$C/pid~name.json", "/res/ui/bundles.js", "/res/lib/themes/smoothness/images/ui-icons_222222_256x240.png", "/components/res/plugin.js"})
    void whatIsThereIsRead(String path) {
        assertThat(status("GET", path)).isZero();
        assertThat(status("HEAD", path)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "PROPFIND"})
    void nothingButReadingPasses(String method) {
        assertThat(status(method, "/bundles")).isEqualTo(405);
        assertThat(status(method, "/bundles/17")).isEqualTo(405);
        assertThat(status(method, "/install")).isEqualTo(405);
    }

    @Test
    void aBodyIsNothingToReadWith() {
        assertThat(ReadOnly.refusal("GET", "/bundles", Map.of(), true).orElseThrow().status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/install", "/configMgr", "/configMgr/org.jieshui.persistence", "/vmstat", "/logs", "/licenses", "/gogo", "/logout", "/status-Bundles", "/status-Bundles.zip", "/status-Configurations.txt", "/status-System%20Properties",
        "/config", "/depfinder", "/bundles/../configMgr", "/bundles/%2e%2e/configMgr", "//bundles", "/bundles;x=1", "/Bundles", "/bundlesx", "/bundles.zip", "/bundles.nfo/status.json", "/res/../OSGI-INF/x.js", "/res/ui", "/res/ui/x.class",
        "/configMgr.json", "/components/res/../x.js", "/bundles/1/2/3/4/5", "bundles"})
    void whatIsNotNamedIsNotThere(String path) {
        assertThat(status("GET", path)).isEqualTo(404);
    }

    @Test
    void noParameterActs() {
        for (var name : new String[] {"action", "refresh", "bundlestart", "refreshPackages", "_noredir_", "shutdown_type"}) {
            assertThat(status("GET", "/bundles", name, "x")).as(name).isEqualTo(400);
        }
        assertThat(ReadOnly.refusal("GET", "/bundles", Map.of("filter", new String[] {"(a=b)", "(c=d)"}), false).orElseThrow().status()).isEqualTo(400);
        assertThat(status("GET", "/components", "filter", "(a=b)")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(objectClass=*Cases*)", "(&(objectClass=org.jieshui.cases.api.Cases)(!(service.ranking>=1)))", "(|(component.name=*Store)(osgi.http.whiteboard.servlet.pattern=*))", "( service.pid = org.jieshui* )"})
    void servicesAreSearchedByWhatIsShown(String filter) {
        assertThat(status("GET", "/services", "filter", filter)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(owner.password=a*)", "(&(objectClass=*)(app.password=a*))", "(objectClass=x)(password=a*)", "(objectClass=\\28password=a\\29)", "(objectClass=a(password=b))", "objectClass=x", "(password>=a)", "(password~=a)", "((password=a))",
        "(objectClass=<script>)"})
    void whatIsNotShownIsNotGuessed(String filter) {
        assertThat(status("GET", "/services", "filter", filter)).isEqualTo(400);
    }

    private static int status(String method, String path, String... parameter) {
        var parameters = parameter.length == 0 ? Map.<String, String[]>of() : Map.of(parameter[0], new String[] {parameter[1]});
        return ReadOnly.refusal(method, path, parameters, false).map(ReadOnly.Refusal::status).orElse(0);
    }
}
