package org.jieshui.sample;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jieshui.cases.api.sample.SampleStep;
import org.jieshui.platform.api.identity.Actor;

/** @param what module and word: {@code payments.received} */
record Told(String what, Actor actor, long caseId, Instant at, String key, JsonNode form) implements SampleStep {

    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    String module() {
        return what.substring(0, what.indexOf('.'));
    }

    @Override
    public String word() {
        return what.substring(what.indexOf('.') + 1);
    }

    @Override
    public LocalDate day() {
        return LocalDate.ofInstant(at, Workdays.ZONE);
    }

    @Override
    public <T> T form(Class<T> type) {
        return JSON.convertValue(form, type);
    }

    @Override
    public byte[] file(String name) {
        return name.endsWith(".jpg") ? SamplePicture.of(name, at) : SamplePdf.of("SAMPLE", List.of("Sample document. Everything in it is invented."), false);
    }
}
