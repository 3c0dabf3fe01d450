package org.jieshui.cases.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.module.DataCheck;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The processes that a bundle brings ({@code processes/*.json}): what publication would refuse. */
@Component
public class ProcessDataCheck implements DataCheck {

    private final Database database;

    @Activate
    public ProcessDataCheck(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Text> wrong(String path, byte[] content) {
        if (!path.matches("processes/[^/]+\\.json")) {
            return List.of();
        }
        String json;
        try {
            json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            return List.of(Text.of(path + " 不是 UTF-8 编码，请另存为 UTF-8", path + " is not UTF-8; save it as UTF-8"));
        }
        try {
            database.read(h -> {
                var c = h.getConnection();
                var reasons = new HashSet<>(Sql.list(c, "SELECT id FROM cases.pause_reason", row -> row.getString(1)));
                ProcessCatalog.refuseAnother(c, ProcessReader.read(json, reasons).process());
                return null;
            });
            return List.of();
        } catch (ProblemException e) {
            var places = e.problem().errors().isEmpty() ? List.of(e.problem().detail()) : e.problem().errors().stream().map(FieldError::detail).toList();
            return places.stream().map(t -> Text.of(path + "：" + t.zh(), path + ": " + t.en())).toList();
        }
    }
}
