package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;

/** The one character that PostgreSQL stores in no text: refused early and by name, wherever in a form it stands. */
final class Storable {

    private Storable() {}

    static void require(JsonNode form) {
        var errors = new ArrayList<FieldError>();
        look(form, "", errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static void look(JsonNode node, String pointer, List<FieldError> errors) {
        if (node.isTextual() && node.textValue().indexOf('\0') >= 0) {
            errors.add(new FieldError(pointer, Text.of("含有不能保存的字符（U+0000），请删去", "It holds a character that cannot be stored (U+0000); remove it")));
        }
        node.fields().forEachRemaining(f -> {
            var at = pointer + "/" + f.getKey().replace("~", "~0").replace("/", "~1");
            if (f.getKey().indexOf('\0') >= 0) {
                errors.add(new FieldError(pointer, Text.of("项的名称含有不能保存的字符（U+0000）", "A member's name holds a character that cannot be stored (U+0000)")));
            } else {
                look(f.getValue(), at, errors);
            }
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                look(node.get(i), pointer + "/" + i, errors);
            }
        }
    }
}
