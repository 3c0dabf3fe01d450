package org.jieshui.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;

/** Characters that no text in the database can hold, refused at the door: U+0000, and halves of surrogate pairs, which would be altered in silence. */
final class Unstorable {

    private static final Text WHY = Text.of("含有不能保存的字符（U+0000 或不完整的字符），请删去", "It holds a character that cannot be stored (U+0000, or half of one); remove it");

    private Unstorable() {}

    /** Names every place in a body that holds some. */
    static void refuse(JsonNode body) {
        var errors = new ArrayList<FieldError>();
        collect(body, "", errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    static void refuse(String pointer, String value) {
        if (in(value)) {
            throw ProblemException.invalid(List.of(new FieldError(pointer, WHY)));
        }
    }

    private static void collect(JsonNode node, String at, List<FieldError> errors) {
        if (node.isTextual() && in(node.textValue())) {
            errors.add(new FieldError(at, WHY));
        } else if (node.isObject()) {
            node.properties().forEach(member -> {
                if (in(member.getKey())) {
                    errors.add(new FieldError(at, WHY));
                } else {
                    collect(member.getValue(), at + "/" + member.getKey().replace("~", "~0").replace("/", "~1"), errors);
                }
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), at + "/" + i, errors);
            }
        }
    }

    private static boolean in(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return true;
            }
            if (Character.isHighSurrogate(c) && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return true;
            }
        }
        return false;
    }
}
