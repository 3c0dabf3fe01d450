package org.jieshui.rest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.rest.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known about problem types, and how a problem is written. */
final class Problems {

    static final String MEDIA_TYPE = "application/problem+json";
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Text OTHER = Text.of("没有办成", "Not done");
    private static final Map<Integer, Text> TITLES = Map.ofEntries(
            Map.entry(400, Text.of("请求有误", "Malformed request")),
            Map.entry(401, Text.of("请先登录", "Sign in first")),
            Map.entry(403, Text.of("没有权限", "Not permitted")),
            Map.entry(404, Text.of("没有找到", "Not found")),
            Map.entry(405, Text.of("不支持这种操作", "Method not allowed")),
            Map.entry(406, Text.of("没有所要的格式", "Format not available")),
            Map.entry(409, Text.of("与当前状态冲突", "Conflict with the present state")),
            Map.entry(413, Text.of("内容太大", "Too large")),
            Map.entry(415, Text.of("不接受这种格式", "Format not accepted")),
            Map.entry(422, Text.of("内容需要改正", "Needs correction")),
            Map.entry(429, Text.of("操作太频繁", "Too many attempts")),
            Map.entry(500, Text.of("系统出错", "Internal error")),
            Map.entry(503, Text.of("暂时不可用", "Temporarily unavailable")));

    /** An entry of a bundle's {@code problems.json}, by type. */
    record Description(int status, Text title, Text advice) {}

    private final Modules modules;
    private final JsonMapper json = Json.mapper();
    private final Map<String, Description> general = read(Problems.class.getResource("/problems.json"));

    Problems(Modules modules) {
        this.modules = modules;
    }

    /** A type with a slash is described by the module that its first part names. */
    Optional<Description> describe(String type) {
        var slash = type.indexOf('/');
        if (slash < 0) {
            return Optional.ofNullable(general.get(type));
        }
        return modules.resource(type.substring(0, slash), "problems.json").map(url -> read(url).get(type));
    }

    private Map<String, Description> read(URL url) {
        try (var in = url.openStream()) {
            return json.readValue(in, new TypeReference<>() {});
        } catch (IOException e) {
            if (url.equals(Problems.class.getResource("/problems.json"))) {
                throw new UncheckedIOException(e);
            }
            LOG.error("{} cannot be read: {}", url, e.getMessage());
            return Map.of();
        }
    }

    /** @param values writes what the problem carries beside the members of the standard */
    ObjectNode render(Problem problem, String language, String requestId, JsonMapper values) {
        var node = values.createObjectNode();
        node.put("type", "/problems/" + problem.type());
        node.put("title", title(problem).in(language));
        node.put("status", problem.status());
        node.put("detail", problem.detail().in(language));
        node.put("instance", requestId);
        if (!problem.errors().isEmpty()) {
            var errors = node.putArray("errors");
            problem.errors().forEach(e -> errors.addObject().put("pointer", e.pointer()).put("detail", e.detail().in(language)));
        }
        problem.extra().forEach((member, value) -> {
            if (!node.has(member)) {
                node.set(member, values.valueToTree(value));
            }
        });
        return node;
    }

    private Text title(Problem problem) {
        return describe(problem.type()).map(Description::title).orElse(TITLES.getOrDefault(problem.status(), OTHER));
    }

    /** The caller's language: what the request asks for, else the fallback (the signed-in person's), else Chinese. */
    static String language(String acceptLanguage, String fallback) {
        if (acceptLanguage != null) {
            try {
                for (var range : Locale.LanguageRange.parse(acceptLanguage)) {
                    if (range.getRange().startsWith("en")) {
                        return "en";
                    }
                    if (range.getRange().startsWith("zh")) {
                        return "zh-CN";
                    }
                }
            } catch (IllegalArgumentException e) {
                // no language range: as if it were not there
            }
        }
        return fallback == null ? "zh-CN" : fallback;
    }

    static Problem notFound() {
        return Problem.of("not-found", 404, "没有找到，或您无权查看。请核对地址", "Not found, or not yours to see. Check the address");
    }

    static Problem unauthenticated() {
        return Problem.of("unauthenticated", 401, "您还没有登录，或登录已失效，请重新登录", "You are not signed in, or your session has ended; sign in again");
    }

    static Problem tooLarge(long limit) {
        return Problem.of("too-large", 413, "内容超过 " + limit / 1024 + " KB，请减少后再试", "The body exceeds " + limit / 1024 + " KB; send less")
                .with("limit", limit);
    }

    static Problem crossSite() {
        return Problem.of("cross-site", 403, "请求来自其他网站，已拒绝。请在本系统的页面里操作", "The request comes from another site and is refused; work in this system's pages");
    }

    static Problem busy(int retryAfter) {
        return Problem.of("busy", 503, "系统正忙，没有办成，请稍后再试", "The system is busy and nothing was done; try again shortly").with("retryAfter", retryAfter);
    }

    static Problem moduleAway(String module) {
        return Problem.of("module-away", 503, "模块 " + module + " 没有运行，请稍后再试；时限照计", "The module " + module + " is not running; try again later. Deadlines run on")
                .with("module", module).with("retryAfter", 5);
    }

    static Problem malformed(String pointer, String zh, String en) {
        return Problem.of("malformed", 400, zh, en).withErrors(List.of(new Problem.FieldError(pointer, Text.of(zh, en))));
    }

    static Problem internal() {
        return Problem.of("internal", 500, "系统出错，没有办成。请把编号告诉管理员", "Something went wrong and nothing was done. Tell the administrator the number");
    }
}
