package org.jieshui.platform.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A text in the two languages of the product; both are always there. In JSON: {@code {"zh-CN": "查勘", "en": "Survey"}}. */
public record Text(@JsonProperty("zh-CN") String zh, @JsonProperty("en") String en) {

    public Text {
        if (zh == null || zh.isBlank() || en == null || en.isBlank()) {
            throw new IllegalArgumentException("a text needs zh-CN and en, got zh-CN=" + zh + ", en=" + en);
        }
    }

    public static Text of(String zh, String en) {
        return new Text(zh, en);
    }

    /** The text in a language tag such as {@code en} or {@code zh-CN}; Chinese for any other language. */
    public String in(String language) {
        return language != null && language.startsWith("en") ? en : zh;
    }
}
