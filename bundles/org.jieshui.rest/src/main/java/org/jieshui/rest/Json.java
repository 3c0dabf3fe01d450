package org.jieshui.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** JSON bodies of one application. Strict about what comes in: an unknown, doubled or wrongly typed member is named and refused. */
final class Json implements MessageBodyReader<Object>, MessageBodyWriter<Object> {

    private final JsonMapper mapper = mapper();

    /** A mapper of its own for every application, with its own type cache: Jackson's shared one would keep the classes of a bundle that is gone. */
    static JsonMapper mapper() {
        var types = TypeFactory.defaultInstance().withCache(new LRUMap<>(16, 500));
        return JsonMapper.builder().addModule(new JavaTimeModule()).typeFactory(types)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    JsonMapper jackson() {
        return mapper;
    }

    /** Also bodies without a media type: a client that forgot both body and header is told so. Raw types are Jersey's own business. */
    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType media) {
        return (isJson(media) || MediaType.APPLICATION_OCTET_STREAM_TYPE.isCompatible(media)) && !isRaw(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType media) {
        return isJson(media) && !isRaw(type);
    }

    private static boolean isJson(MediaType media) {
        return media != null && "application".equals(media.getType()) && (media.getSubtype().equals("json") || media.getSubtype().endsWith("+json"));
    }

    private static boolean isRaw(Class<?> type) {
        return type == byte[].class || InputStream.class.isAssignableFrom(type) || Reader.class.isAssignableFrom(type)
                || jakarta.ws.rs.core.StreamingOutput.class.isAssignableFrom(type) || java.io.File.class.isAssignableFrom(type)
                || MultivaluedMap.class.isAssignableFrom(type) || type == jakarta.ws.rs.core.Form.class;
    }

    @Override
    public Object readFrom(Class<Object> type, Type genericType, Annotation[] annotations, MediaType media, MultivaluedMap<String, String> headers,
            InputStream body) throws IOException {
        if (media != null && !isJson(media) && headers.getFirst("Content-Type") != null) {
            throw new jakarta.ws.rs.NotSupportedException();
        }
        try {
            JsonNode tree = mapper.readerFor(JsonNode.class).without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).without(JsonParser.Feature.AUTO_CLOSE_SOURCE).readValue(body);
            if (tree == null || tree.isNull() || tree.isMissingNode()) {
                throw malformed("/", "请求没有内容", "The request has no body");
            }
            Unstorable.refuse(tree);
            return mapper.readerFor(mapper.constructType(genericType)).readValue(tree);
        } catch (JsonProcessingException e) {
            throw refusal(e);
        }
    }

    @Override
    public void writeTo(Object value, Class<?> type, Type genericType, Annotation[] annotations, MediaType media, MultivaluedMap<String, Object> headers,
            OutputStream out) throws IOException {
        mapper.writer().without(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, value);
    }

    private static ProblemException refusal(JsonProcessingException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ProblemException problem) {
                return problem;
            }
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return malformed(pointer(unknown), "没有字段 " + unknown.getPropertyName(), "There is no field " + unknown.getPropertyName());
        }
        if (e instanceof ValueInstantiationException impossible) {
            return ProblemException.invalid(pointer(impossible), "值不合规则，请核对", "The value breaks a rule; check it");
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return malformed(pointer(mapping), "值的类型或写法不对", "The value has the wrong type or form");
        }
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1 ? malformed("", "内容不是有效的 JSON", "The body is not valid JSON")
                : malformed("", "内容不是有效的 JSON：第 " + at.getLineNr() + " 行第 " + at.getColumnNr() + " 列",
                        "The body is not valid JSON: line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    private static ProblemException malformed(String pointer, String zh, String en) {
        var problem = Problem.of("malformed", 400, zh, en);
        return (pointer.isEmpty() ? problem : problem.withErrors(List.of(new Problem.FieldError(pointer, Text.of(zh, en))))).toException();
    }

    private static String pointer(JsonMappingException e) {
        return e.getPath().stream().map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex()) : r.getFieldName().replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining("/", "/", ""));
    }

}
