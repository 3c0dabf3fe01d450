package org.jieshui.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jieshui.cases.api.view.CaseViews.TimelineEntry;

/** The pages of an exported archive: in Chinese, style inside, no script, nothing fetched. Whatever people wrote is text there and nothing else. */
final class ArchivePages {

    static final String END = "</tbody></table></body></html>\n";
    private static final Map<String, String> ORIGINS = Map.of("joint-review", "联合审查核准", "application", "客户申请");
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>%s</title>
            <style>
            body{font:14px/22px "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;color:#14242e;max-width:1080px;margin:24px auto;padding:0 16px}
            h1{font-size:24px;line-height:32px}h2{font-size:16px;margin:24px 0 8px;border-bottom:1px solid #c9d2d8;padding-bottom:4px}
            table{border-collapse:collapse;width:100%%}th,td{text-align:left;vertical-align:top;padding:6px 8px;border-bottom:1px solid #e1e7ea}th{font-weight:500;color:#41525e;white-space:nowrap}
            a{color:#0b6285}code{font-family:ui-monospace,monospace;font-size:12px;overflow-wrap:anywhere}.o{color:#5a6a75}dl{display:grid;grid-template-columns:8em 1fr;gap:4px 16px}dt{color:#41525e}dd{margin:0}
            @media print{body{margin:0}a{color:inherit}}
            </style></head><body>
            """;

    private ArchivePages() {}

    static String index(Seal seal, Manifest manifest) {
        var json = manifest.json();
        var kase = json.path("case");
        var page = new StringBuilder(HEAD.formatted(esc("电子档案 " + kase.path("number").asText())));
        page.append("<h1>").append(esc(kase.path("number").asText())).append(" 电子档案</h1>\n<dl>");
        fact(page, "客户", kase.path("customer").asText());
        fact(page, "地址", kase.path("address").asText());
        fact(page, "流程", kase.at("/process/name").asText() + "（第 " + kase.at("/process/version").asInt() + " 版）");
        fact(page, "来源", ORIGINS.getOrDefault(kase.path("origin").asText(), kase.path("origin").asText()));
        fact(page, "建立时间", when(kase.path("opened")));
        fact(page, "结案时间", when(kase.path("closed")));
        fact(page, "分区", kase.path("district").asText(""));
        fact(page, "客户管家", kase.path("steward").asText(""));
        fact(page, "封存", json.at("/sealed/name").asText() + " " + when(json.at("/sealed/at")) + "，第 " + seal.version() + " 版，材料 " + seal.documents() + " 份，流水 " + seal.entries() + " 条");
        if (json.path("replaces").isObject()) {
            fact(page, "代替", "第 " + json.at("/replaces/version").asInt() + " 版，" + json.at("/replaces/reopened/name").asText() + " " + when(json.at("/replaces/reopened/at")) + " 重新打开："
                    + json.at("/replaces/reason").asText());
        }
        page.append("</dl>\n<p><a href=\"timeline.html\">办理过程</a></p>\n");
        for (var stage : json.path("stages")) {
            documents(page, stage.path("name").asText(), manifest, stage.path("id").asText());
        }
        rest(page, manifest);
        decisions(page, "免归档的材料", json.path("waivers"));
        decisions(page, "办理中容缺过的材料", json.path("tolerated"));
        return page.append(check(seal)).append("</body></html>\n").toString();
    }

    private static void rest(StringBuilder page, Manifest manifest) {
        var known = new java.util.HashSet<String>();
        manifest.json().path("stages").forEach(stage -> known.add(stage.path("id").asText()));
        manifest.documents().stream().map(Manifest.Listed::stage).filter(stage -> !known.contains(stage)).distinct().forEach(stage -> documents(page, "其他", manifest, stage));
    }

    private static void documents(StringBuilder page, String title, Manifest manifest, String stage) {
        var rows = manifest.documents().stream().filter(d -> d.stage().equals(stage)).toList();
        if (rows.isEmpty()) {
            return;
        }
        page.append("<h2>").append(esc(title)).append("</h2>\n<table><thead><tr><th>材料</th><th>文件</th><th>版本</th><th>上传</th><th>大小</th><th>SHA-256</th></tr></thead><tbody>\n");
        for (var d : rows) {
            page.append(d.current() ? "<tr>" : "<tr class=\"o\">").append("<td>").append(esc(d.typeName())).append(d.isVoid() ? "（作废）" : d.current() ? "" : "（旧版）").append("</td><td><a href=\"").append(link(d.path()))
                    .append("\">").append(esc(d.fileName())).append("</a></td><td>").append(d.version()).append("</td><td>").append(esc(d.by())).append("<br>").append(ArchivePackage.when(Instant.parse(d.at())))
                    .append("</td><td>").append(d.size()).append(" 字节</td><td><code>").append(esc(d.sha256())).append("</code></td></tr>\n");
        }
        page.append("</tbody></table>\n");
    }

    private static void decisions(StringBuilder page, String title, JsonNode decisions) {
        if (decisions.isEmpty()) {
            return;
        }
        page.append("<h2>").append(title).append("</h2>\n<table><thead><tr><th>材料</th><th>理由</th><th>决定</th></tr></thead><tbody>\n");
        decisions.forEach(d -> page.append("<tr><td>").append(esc(d.path("typeName").asText())).append("</td><td>").append(esc(d.path("reason").asText())).append("</td><td>").append(esc(d.path("name").asText()))
                .append(' ').append(when(d.path("at"))).append("</td></tr>\n"));
        page.append("</tbody></table>\n");
    }

    private static String check(Seal seal) {
        return "<h2>怎样核对</h2>\n<p>不需要任何专门的系统。Linux、macOS：在本文件夹里运行 <code>sha256sum -c SHA256SUMS</code>（macOS：<code>shasum -a 256 -c SHA256SUMS</code>），每一行都应是 OK。"
                + "Windows：用 <code>certutil -hashfile 文件名 SHA256</code> 算出一个文件的摘要，与上表对照。</p>\n<p>再核对清单本身：<code>manifest.json</code> 的摘要应是 <code>" + esc(seal.sha256())
                + "</code>，封存时登记在接水系统的流水里；流水的摘要写在清单里（<code>journal.jsonl</code>，每行一条）。</p>\n<p><code>index.html</code> 和 <code>timeline.html</code> 只供阅读，不作凭据：以 <code>manifest.json</code>、<code>journal.jsonl</code> 和材料本身为准。</p>\n";
    }

    static String timelineHead(Manifest manifest) {
        var number = manifest.json().at("/case/number").asText();
        return HEAD.formatted(esc("办理过程 " + number)) + "<h1>" + esc(number) + " 办理过程</h1>\n<p><a href=\"index.html\">返回目录</a></p>\n"
                + "<table><thead><tr><th>序号</th><th>时间</th><th>经办</th><th>任务</th><th>内容</th></tr></thead><tbody>\n";
    }

    static String timelineRow(TimelineEntry e) {
        return "<tr><td>" + e.seq() + "</td><td>" + ArchivePackage.when(e.at()) + "</td><td>" + esc(e.actor().id() == 0 ? "系统" : e.actor().name()) + (e.actor().id() != 0 && e.via() != null ? "（代 " + esc(e.via()) + "）" : "")
                + "</td><td>" + esc(e.taskName() == null ? "" : e.taskName().zh()) + "</td><td>" + esc(e.text() == null ? e.kind() : e.text().zh()) + "</td></tr>\n";
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void fact(StringBuilder page, String name, String value) {
        if (!value.isEmpty() && !value.equals("null")) {
            page.append("<dt>").append(name).append("</dt><dd>").append(esc(value)).append("</dd>");
        }
    }

    private static String when(JsonNode at) {
        return at.isTextual() && !at.asText().equals("null") ? ArchivePackage.when(Instant.parse(at.asText())) : "";
    }

    private static String link(String path) {
        return Arrays.stream(path.split("/")).map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20")).collect(Collectors.joining("/"));
    }

    static String esc(String text) {
        return text == null ? "" : text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
