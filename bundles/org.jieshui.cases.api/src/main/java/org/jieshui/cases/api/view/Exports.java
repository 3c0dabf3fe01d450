package org.jieshui.cases.api.view;

import java.util.Iterator;
import java.util.List;
import org.jieshui.platform.api.identity.Actor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Lists as a whole, to be taken along: the rows that the caller's own screen shows under the same filters, in the same order. Needs {@code cases.export}; what is read leaves a trace in
 * the access log ({@code cases.export}), page by page.
 */
@ProviderType
public interface Exports {

    /** No more rows than this; who wants others narrows the filters. */
    int MOST = 20_000;

    /** Pages of the inbox; the first is read at once, so that a refusal comes before any row. {@code after} and {@code limit} of the query are ignored. */
    Iterator<List<CaseViews.TaskRow>> tasks(Actor actor, CaseViews.TaskQuery query);

    /** Pages of the list of cases, likewise. */
    Iterator<List<CaseViews.CaseRow>> cases(Actor actor, CaseViews.CaseQuery query);
}
