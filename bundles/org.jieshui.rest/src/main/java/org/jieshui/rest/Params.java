package org.jieshui.rest;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Function;

/** Instants and dates as path and query parameters, as in JSON. */
final class Params implements ParamConverterProvider {

    private static final Map<Class<?>, Function<String, ?>> PARSERS = Map.of(Instant.class, Instant::parse, LocalDate.class, LocalDate::parse);

    @Override
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        var parser = PARSERS.get(type);
        return parser == null ? null : new ParamConverter<>() {
            @Override
            public T fromString(String value) {
                if (value == null || value.isEmpty()) {
                    return null;
                }
                try {
                    return type.cast(parser.apply(value));
                } catch (java.time.format.DateTimeParseException e) {
                    throw new IllegalArgumentException(e);
                }
            }

            @Override
            public String toString(T value) {
                return value.toString();
            }
        };
    }
}
