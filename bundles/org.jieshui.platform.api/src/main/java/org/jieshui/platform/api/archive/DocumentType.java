package org.jieshui.platform.api.archive;

import java.util.List;
import org.jieshui.platform.api.Text;

/**
 * A kind of document, one for each paper of the business whatever people call it (A10).
 *
 * @param id         of the glossary: {@code application}
 * @param aliases    other names, for search only
 * @param department the organisation that owns it
 * @param stage      the stage in which it usually comes, or null
 * @param multiple   a case may hold several at once (photos, drawings); otherwise a further upload is the next version of the one there is
 * @param personal   holds personal data: hidden from external organisations that did not upload it, and every reading is logged with that mark
 */
public record DocumentType(String id, Text name, List<String> aliases, String department, String stage, boolean multiple, boolean personal) {
    public DocumentType {
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
    }
}
