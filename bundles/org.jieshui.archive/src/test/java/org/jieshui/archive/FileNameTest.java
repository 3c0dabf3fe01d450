package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileNameTest {

    @Test
    void ordinaryNamesStayAsTheyAre() {
        assertThat(FileName.normalised("用水申请表（张三） 第2版.pdf")).isEqualTo("用水申请表（张三） 第2版.pdf");
        assertThat(FileName.normalised("1：500地形图.dwg")).isEqualTo("1：500地形图.dwg");
        assertThat(FileName.normalised("😀 photo.jpg")).isEqualTo("😀 photo.jpg");
    }

    @Test
    void foldersAreCutOff() {
        assertThat(FileName.normalised("../../etc/passwd")).isEqualTo("passwd");
        assertThat(FileName.normalised("C:\\Users\\me\\plan.pdf")).isEqualTo("plan.pdf");
        assertThat(FileName.normalised("..\\..\\plan.pdf/")).isEmpty();
        assertThat(FileName.normalised("..")).isEmpty();
    }

    @Test
    void whatCannotBeSeenIsTakenOut() {
        assertThat(FileName.normalised("plan\u202Efdp.exe")).isEqualTo("planfdp.exe");
        assertThat(FileName.normalised("a\u0000b\r\nc\td.pdf")).isEqualTo("ab c d.pdf");
        assertThat(FileName.normalised("zero\u200Bwidth\uFEFF.pdf")).isEqualTo("zerowidth.pdf");
        assertThat(FileName.normalised("lone\uD800.pdf")).isEqualTo("lone.pdf");
    }

    @Test
    void whatMeansSomethingToFileSystemsIsReplaced() {
        assertThat(FileName.normalised("a<b>:\"|?*.pdf")).isEqualTo("a_b______.pdf");
        assertThat(FileName.normalised("con.pdf")).isEqualTo("_con.pdf");
        assertThat(FileName.normalised("NUL")).isEqualTo("_NUL");
        assertThat(FileName.normalised(" .hidden.pdf. ")).isEqualTo("hidden.pdf");
    }

    @Test
    void longNamesAreShortenedButKeepTheirExtension() {
        var name = FileName.normalised("图".repeat(300) + ".pdf");
        assertThat(name).endsWith(".pdf").startsWith("图图");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(200);
        assertThat(FileName.normalised("x".repeat(100) + "." + "y".repeat(300)).length()).isEqualTo(200);
    }

    @Test
    void composesLetters() {
        assertThat(FileName.normalised("e\u0301.pdf")).isEqualTo("\u00e9.pdf");
        assertThat(FileName.normalised(null)).isEmpty();
        assertThat(FileName.extension("a.b.PDF")).isEqualTo("pdf");
        assertThat(FileName.extension("none")).isEmpty();
    }
}
