package org.jieshui.pricing;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A version of 《单表项目工程预算一费制清单》 (R77).
 *
 * @param effective  the first day it is in force; null while a draft
 * @param revision   grows with every change; send it back as {@code If-Match}
 * @param items      how many
 */
record PriceList(long id, int version, String title, String note, String state, LocalDate effective, int revision, Instant createdAt, Instant publishedAt, Long publishedBy, int items) {

    boolean draft() {
        return state.equals("draft");
    }
}
