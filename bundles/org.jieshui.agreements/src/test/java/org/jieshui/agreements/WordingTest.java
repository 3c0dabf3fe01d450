package org.jieshui.agreements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WordingTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("agreements", TemplateStore.class);

    private static final String FINE = "# 协议\n\n编号 {{编号}}，客户 {{客户名称}}\n\n{{签署栏}}\n";

    @Test
    void whatComesWithTheProductIsFine() {
        for (var kind : Kind.values()) {
            assertThat(Wording.errors(new TemplateStore(DB.database()).current(kind).body())).as(kind.id()).isEmpty();
        }
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() {
        assertThat(Wording.errors(FINE)).isEmpty();
        assertThat(said(FINE + "{{客户姓名}}")).containsExactly("第 6 行：没有占位符 {{客户姓名}}，从列表里选");
        assertThat(said(FINE + "{{{客户名称}}}")).singleElement().asString().startsWith("第 6 行：花括号不成对");
        assertThat(said(FINE + "{{#客户名称}}a{{/客户名称}}")).hasSize(2);
        assertThat(said(FINE + "甲方 {{客户名称}")).singleElement().asString().startsWith("第 6 行：花括号不成对");
        assertThat(said(FINE + "\u0007")).singleElement().asString().startsWith("第 6 行有不可见的控制字符");
        assertThat(said(FINE + "\ufffe")).as("no paper could be printed from it").singleElement().asString().startsWith("第 6 行有不可见的控制字符");
        assertThat(said("{{签署栏}}")).containsExactly("正文里缺少 {{编号}}", "正文里缺少 {{客户名称}}");
        assertThat(said(FINE + "\n{{签署栏}}")).singleElement().asString().contains("只出现一次");
        assertThat(said(FINE.replace("{{签署栏}}", "签署 {{签署栏}}"))).singleElement().asString().contains("单独占一行");
        assertThat(said(FINE + "![x](y.png) [a](b) <b>c</b>")).containsExactly("范本里不能有图片、链接和 HTML");
        assertThat(said(null)).hasSize(1);
        assertThat(said("长".repeat(Wording.LONGEST + 1))).hasSize(1);
    }

    @Test
    void becomesXhtmlWithTheSignaturesInTheirPlace() {
        var html = Wording.html("# 一 & 二\n\n| 甲 | {{客户名称}} |\n|:--|:--|\n| a < b | c |\n\n第一行\n第二行\n\n{{签署栏}}", "<table/>");
        assertThat(html).contains("<h1>一 &amp; 二</h1>", "{{客户名称}}", "a &lt; b", "第一行<br />", "<table/>").doesNotContain("签署栏");
        assertThat(Wording.asked("{{费用}} {{客户名称}} {{费用}}")).containsExactly(Placeholder.FEE, Placeholder.CUSTOMER);
    }

    private static List<String> said(String body) {
        return Wording.errors(body).stream().map(FieldError::detail).map(t -> t.zh()).toList();
    }
}
