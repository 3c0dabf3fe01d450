package org.jieshui.archive;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jieshui.platform.api.archive.DocumentType;

/** The types of documents, from {@code document-types.json}, in the order of the business. */
final class DocumentTypes {

    private final Map<String, DocumentType> types = new LinkedHashMap<>();

    DocumentTypes() {
        try (var in = DocumentTypes.class.getResourceAsStream("/document-types.json")) {
            List<DocumentType> read = JsonMapper.builder().build().readValue(in, new TypeReference<List<DocumentType>>() {});
            read.forEach(type -> types.put(type.id(), type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<DocumentType> all() {
        return List.copyOf(types.values());
    }

    Optional<DocumentType> get(String id) {
        return Optional.ofNullable(types.get(id));
    }

    /** Types whose name, alias or id holds the text. */
    List<DocumentType> search(String text) {
        var wanted = plain(text);
        return types.values().stream().filter(type -> plain(type.id()).contains(wanted) || plain(type.name().zh()).contains(wanted) || plain(type.name().en()).contains(wanted)
                || type.aliases().stream().anyMatch(alias -> plain(alias).contains(wanted))).toList();
    }

    /** Without the marks that people leave out: 《用水申请表》 is found as 用水申请表, 1：500 as 1:500. */
    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace('：', ':').replaceAll("[《》（）()\\s]", "");
    }
}
