package org.jieshui.platform.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DispositionTest {

    @Test
    void hasTheNameTwice() {
        assertThat(Disposition.inline("申请 表+1.pdf", "form-1.pdf")).isEqualTo("inline; filename=\"form-1.pdf\"; filename*=UTF-8''%E7%94%B3%E8%AF%B7%20%E8%A1%A8%2B1.pdf");
        assertThat(Disposition.attachment("a\"; *b\r\n.pdf", "a.pdf")).isEqualTo("attachment; filename=\"a.pdf\"; filename*=UTF-8''a%22%3B%20%2Ab%0D%0A.pdf");
    }
}
