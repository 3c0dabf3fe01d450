package org.jieshui.webconsole;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jieshui.platform.api.Text;

/**
 * What may be asked of Felix Web Console: three pages, by GET and HEAD. A list of what is allowed, so that a page or an action that a later version brings is refused until somebody names it here.
 */
final class ReadOnly {

    /** Labels of the plugins that are there. */
    static final Set<String> PAGES = Set.of("bundles", "services", "components");

    /** Properties of services and components whose values are shown and may be searched: how the framework wires them. What an operator configured may be a secret, and is in {@code etc/} for who may see it. */
    static final Pattern SHOWN = Pattern.compile("(?i)objectClass|schema|(?:jieshui|service|component|osgi|felix\\.webconsole|event)\\.[a-z0-9_.-]+");

    private static final Pattern DOCUMENT = Pattern.compile("/?|/(?:" + String.join("|", PAGES) + ")(?:/[A-Za-z0-9_.:$~-]*){0,4}");
    private static final Pattern FILE = Pattern.compile("/(?:components/)?res/(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_.-]+\\.(?:css|js|gif|png|ico)");
    private static final String FILTER = "filter";
    /** A comparison of an LDAP filter; its value has no sign that could begin another. */
    private static final Pattern COMPARISON = Pattern.compile("\\(\\s*([^\\s()&|!=<>~]+)\\s*(?:=|~=|>=|<=)([\\w.*: -]*)\\)");
    private static final Pattern COMPOSITION = Pattern.compile("[()&|!\\s]*");

    /** Why a request is refused. */
    record Refusal(int status, Text detail) {}

    private ReadOnly() {}

    /**
     * @param path       of the request under the console's own, not decoded: {@code /bundles/17.json}
     * @param parameters of the request, wherever they came from
     * @param body       whether it brings one
     */
    static Optional<Refusal> refusal(String method, String path, Map<String, String[]> parameters, boolean body) {
        if (!method.equals("GET") && !method.equals("HEAD") || body) {
            return refuse(405, "这里只能查看，什么也没有改变。部署、替换、移除模块请用控制台的「模块」页面或 jieshui deploy", "This is for reading only; nothing was changed. Modules are deployed, replaced and removed on the console's page of modules or by jieshui deploy");
        }
        if (!isDocument(path) && !isFile(path)) {
            return refuse(404, "没有这一页。这里只有 bundles、services、components", "There is no such page; there are bundles, services and components");
        }
        if (!parameters.isEmpty() && !isSearch(path, parameters)) {
            return refuse(400, "不接受这些参数。查找服务只能按 objectClass、service.*、component.*、osgi.*，如 (objectClass=*Cases*)",
                    "These parameters are not accepted. Services are searched by objectClass, service.*, component.* and osgi.* only: (objectClass=*Cases*)");
        }
        return Optional.empty();
    }

    static boolean isDocument(String path) {
        return DOCUMENT.matcher(path.endsWith(".json") ? path.substring(0, path.length() - ".json".length()) : path).matches() && !path.contains("..");
    }

    static boolean isFile(String path) {
        return FILE.matcher(path).matches() && !path.contains("..");
    }

    /** The label of the page: {@code bundles} of {@code /bundles/17.json}. */
    static String page(String path) {
        return path.split("[/.]", 3)[1];
    }

    /** Bundles are searched by the headers of their manifests; services by what is shown of them, or a filter would tell what is not, letter by letter. */
    private static boolean isSearch(String path, Map<String, String[]> parameters) {
        var filter = parameters.get(FILTER);
        return parameters.size() == 1 && filter != null && filter.length == 1
                && (path.startsWith("/bundles") || path.startsWith("/services") && (filter[0].isBlank() || isOfWhatIsShown(filter[0])));
    }

    private static boolean isOfWhatIsShown(String filter) {
        return COMPARISON.matcher(filter).results().allMatch(found -> SHOWN.matcher(found.group(1)).matches()) && COMPOSITION.matcher(COMPARISON.matcher(filter).replaceAll("")).matches();
    }

    private static Optional<Refusal> refuse(int status, String zh, String en) {
        return Optional.of(new Refusal(status, Text.of(zh, en)));
    }
}
