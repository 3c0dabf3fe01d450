package org.jieshui.agreements;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;

/** The text of a template: Markdown with tables, and placeholders. */
final class Wording {

    /** Where the parties sign: a line of its own, once. */
    static final String SIGNATURES = "签署栏";
    static final int LONGEST = 40_000;

    private static final Pattern TAG = Pattern.compile("\\{\\{([^{}\\n]*)}}");
    private static final Pattern SIGNATURE_LINE = Pattern.compile("(?m)^[ \\t]*\\{\\{" + SIGNATURES + "}}[ \\t]*$");
    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder().extensions(TABLES).escapeHtml(true).sanitizeUrls(true).softbreak("<br />\n").build();

    private Wording() {}

    /** What is wrong with it, with the line; empty: nothing. */
    static List<FieldError> errors(String body) {
        if (body == null || body.isBlank() || body.length() > LONGEST) {
            return List.of(error("填写范本正文，不超过 " + LONGEST + " 字", "Write the template, at most " + LONGEST + " characters"));
        }
        var errors = new ArrayList<FieldError>();
        var lines = body.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            line(lines[i], i + 1, errors);
        }
        for (var needed : List.of(Placeholder.NUMBER, Placeholder.CUSTOMER)) {
            if (!body.contains("{{" + needed.zh() + "}}")) {
                errors.add(error("正文里缺少 {{" + needed.zh() + "}}", "{{" + needed.zh() + "}} is missing"));
            }
        }
        if (SIGNATURE_LINE.matcher(body).results().count() != 1 || TAG.matcher(body).results().filter(m -> m.group(1).equals(SIGNATURES)).count() != 1) {
            errors.add(error("{{" + SIGNATURES + "}} 要单独占一行，只出现一次", "{{" + SIGNATURES + "}} stands once, on a line of its own"));
        }
        PARSER.parse(body).accept(new Refused(errors));
        return errors;
    }

    private static void line(String line, int number, List<FieldError> errors) {
        var tags = TAG.matcher(line);
        var rest = new StringBuilder();
        int from = 0;
        while (tags.find()) {
            var name = tags.group(1);
            if (!name.equals(SIGNATURES) && Placeholder.find(name).isEmpty()) {
                errors.add(error("第 " + number + " 行：没有占位符 {{" + name + "}}，从列表里选", "Line " + number + ": there is no placeholder {{" + name + "}}; choose one of the list"));
            }
            rest.append(line, from, tags.start());
            from = tags.end();
        }
        rest.append(line.substring(from));
        if (rest.indexOf("{") >= 0 || rest.indexOf("}") >= 0) {
            errors.add(error("第 " + number + " 行：花括号不成对，占位符写成 {{客户名称}} 的样子", "Line " + number + ": the braces do not pair; write placeholders like {{客户名称}}"));
        }
        if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\r' || c >= 0xfffe)) { // what XML cannot hold
            errors.add(error("第 " + number + " 行有不可见的控制字符，请删去", "Line " + number + " has a control character; remove it"));
        }
    }

    /** The placeholders of the text, in their order. */
    static Set<Placeholder> asked(String body) {
        var asked = new LinkedHashSet<Placeholder>();
        TAG.matcher(body).results().forEach(m -> Placeholder.find(m.group(1)).ifPresent(asked::add));
        return asked;
    }

    /** XHTML to stand in a body; placeholders are still in it. @param signatures what stands where the parties sign */
    static String html(String body, String signatures) {
        return RENDERER.render(PARSER.parse(body.replace("\r", ""))).replace("<p>{{" + SIGNATURES + "}}</p>", signatures);
    }

    private static FieldError error(String zh, String en) {
        return new FieldError("/body", Text.of(zh, en));
    }

    /** What a paper cannot have. */
    private static final class Refused extends AbstractVisitor {
        private final List<FieldError> errors;

        Refused(List<FieldError> errors) {
            this.errors = errors;
        }

        private void refuse(Node node) {
            if (errors.stream().noneMatch(e -> e.detail().zh().startsWith("范本里不能有"))) {
                errors.add(error("范本里不能有图片、链接和 HTML", "A template has no images, links or HTML"));
            }
        }

        @Override
        public void visit(Image image) {
            refuse(image);
        }

        @Override
        public void visit(Link link) {
            refuse(link);
        }

        @Override
        public void visit(HtmlBlock html) {
            refuse(html);
        }

        @Override
        public void visit(HtmlInline html) {
            refuse(html);
        }
    }
}
