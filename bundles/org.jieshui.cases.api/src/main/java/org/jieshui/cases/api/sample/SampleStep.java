package org.jieshui.cases.api.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/** One thing that somebody did for an invented case. */
@ProviderType
public interface SampleStep {

    /** What was done, without the module: {@code applied}. */
    String word();

    /** Who did it; the department checks what he may. */
    Actor actor();

    long caseId();

    Instant at();

    /** Of {@link #at}, in Shanghai. */
    LocalDate day();

    /** For what takes an idempotency key; the same when the step is told again. */
    String key();

    /** What was filled in. */
    JsonNode form();

    /** The form as the body of a request. */
    <T> T form(Class<T> type);

    /** An invented file: a photo when the name ends in {@code .jpg}, otherwise a PDF. The same name gives the same bytes. */
    byte[] file(String name);
}
