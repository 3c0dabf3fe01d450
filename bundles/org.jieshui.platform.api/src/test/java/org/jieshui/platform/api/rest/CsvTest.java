package org.jieshui.platform.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @Test
    void aSpreadsheetReadsItAsUtf8AndCellByCell() throws IOException {
        assertThat(of("工单号", "", null, "一,二", "他说\"好\"", "两\n行")).isEqualTo("\uFEFF\"工单号\",,,\"一,二\",\"他说\"\"好\"\"\",\"两\n行\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+86 139", "-1", "@SUM(A1)", "\t=1", " =1+1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "\u3000=1"})
    void noCellBeginsAFormula(String text) throws IOException {
        assertThat(of(text)).startsWith("\uFEFF\"'" + text);
    }

    private static String of(String... cells) throws IOException {
        var out = new ByteArrayOutputStream();
        var csv = new Csv(out);
        csv.line(cells);
        csv.flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
