package org.jieshui.platform.api.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The documents of cases.
 *
 * <p>What only reads joins the caller's transaction and checks no permission: it is for code that already knows that its actor may see the case. What takes an
 * {@link Actor} checks, and writes rows and journal in one transaction of its own: call it outside any transaction.
 */
@ProviderType
public interface Archive {

    /** All types, in the order of the business. */
    List<DocumentType> types();

    Optional<DocumentType> type(String id);

    /** How the case stands with each of these types, in the order given. */
    Map<String, Standing> standing(long caseId, Collection<String> types);

    /** Documents of the case, current and older versions, void ones too; by type, series and version. */
    List<Document> documents(long caseId);

    Optional<Document> document(long id);

    /** The content of a stored document, from its first byte. The caller closes it, and answers for who may read it and for the trace of the reading. */
    InputStream content(Document document) throws IOException;

    /**
     * Stores a document that a module made: rendered forms, for example. The same checks as for an upload.
     *
     * @param taskId the task it belongs to, or null. People name an open one; a module ({@link Actor#system}) also one that is done: the paper of what was completed
     * @throws org.jieshui.platform.api.rest.ProblemException {@code archive/…} when the content is refused, {@code not-found} when the actor may not see the case
     */
    Document store(Actor actor, long caseId, String type, Long taskId, String fileName, InputStream content) throws IOException;

    /**
     * 容缺受理 (R177): the case may go on without a document of this type for now.
     *
     * @throws org.jieshui.platform.api.rest.ProblemException {@code archive/not-missing} when there is one; {@code forbidden} without {@code archive.tolerate}
     */
    void tolerate(Actor actor, long caseId, String type, String reason);
}
