package org.jieshui.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MailSettingsTest {

    private static String name(String from) {
        return MailSettings.of(MailTest.config(Map.of("host", "h", "from", from))).from().getPersonal();
    }

    @Test
    void chineseInTheFileIsRead() {
        assertThat(name("接水平台 <a@b.example>")).isEqualTo("接水平台");
        assertThat(name(new String("接水平台𠮷 <a@b.example>".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))).isEqualTo("接水平台𠮷");
        assertThat(name("é <a@b.example>")).isEqualTo("é");
        assertThat(name("a@b.example")).isNull();
    }
}
