package org.jieshui.cases.api;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** What the core asks of the archive: which documents a case has, and which gaps were tolerated (容缺, R177). Both read in the caller's transaction. */
@ConsumerType
public interface CaseDocuments {

    /** Document type → ids of the documents of that type on the case, newest first. */
    Map<String, List<Long>> present(long caseId);

    /** Document type → the reason why the case may go on without it for now. */
    Map<String, String> tolerated(long caseId);
}
