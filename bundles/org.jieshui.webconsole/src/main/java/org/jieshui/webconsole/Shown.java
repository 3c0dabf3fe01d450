package org.jieshui.webconsole;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the console wrote, as it goes out: values that may be secrets taken away, acting controls hidden, scripts with the nonce that the policy asks for. */
final class Shown {

    private static final String HIDDEN = "******";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** The line by which a page brings its data; one, on a line of its own. */
    private static final Pattern DATA = Pattern.compile("(?m)^(\\s*var (?:lastBundleData|data|scrData) = )(.+);\\s*$");
    private static final Set<String> CONFIGURED = Set.of("Properties", "FactoryProperties");
    /** What Felix calls some of a service's properties. */
    private static final Set<String> RENAMED = Set.of("Service PID", "Service Description", "Service Vendor");
    private static final String BODY = "<body class=\"ui-widget\">";
    private static final String HEAD = """
            <style>
            .jieshui { background: #fff3cd; color: #533f03; border-bottom: 1px solid #e0c97f; margin: 0 0 8px; padding: 8px 16px; font: 14px/1.5 sans-serif }
            .jieshui a { color: #0b5cad }
            .installButton, .refreshPackages, .logoutButton, .col_Actions, ul.icons, #lead img, #langSelect { display: none !important }
            </style>
            <p class="jieshui" role="note">只读：这里只能查看，不能改变任何东西；配置的值不显示。部署模块请到<a href="/admin/modules">模块</a>页面。
            <span lang="en">Read-only: nothing can be changed here, and configured values are not shown. Deploy on the page of <a href="/admin/modules">modules</a>.</span></p>
            """;

    private Shown() {}

    /** @param page the label of the plugin that wrote it */
    static String json(String page, String written) {
        try {
            var root = JSON.readTree(written);
            for (var row : root.path("data")) {
                row.path("props").forEach(property -> mask(page, (ObjectNode) property));
            }
            // as a script's literal too: nothing in it can end the script or begin another
            return JSON.writeValueAsString(root).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the page of " + page + " is not of the form that is known", e);
        }
    }

    static String html(String page, String written, String nonce) {
        var data = DATA.matcher(written);
        if (!data.find()) {
            throw new IllegalStateException("the page of " + page + " does not bring its data in the form that is known");
        }
        var masked = written.substring(0, data.start()) + data.group(1) + json(page, data.group(2)) + ";\n" + written.substring(data.end());
        return masked.replace("<script", "<script nonce=\"" + nonce + '"').replaceFirst(Pattern.quote(BODY), Matcher.quoteReplacement(BODY + HEAD));
    }

    private static void mask(String page, ObjectNode property) {
        var key = property.path("key").asText();
        if (page.equals("services") && !RENAMED.contains(key) && !isShown(key)) {
            property.put("value", HIDDEN);
        } else if (page.equals("components") && CONFIGURED.contains(key)) {
            property.set("value", masked(property.path("value")));
        }
    }

    /** @param entries {@code <key> = <value>} each */
    private static ArrayNode masked(JsonNode entries) {
        var masked = JSON.createArrayNode();
        for (var entry : entries) {
            var key = entry.asText().split(" = ", 2)[0];
            masked.add(isShown(key) ? entry.asText() : key + " = " + HIDDEN);
        }
        return masked;
    }

    private static boolean isShown(String key) {
        return ReadOnly.SHOWN.matcher(key).matches();
    }
}
