package org.jieshui.cases.core;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.cases.api.view.Exports;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Walks the lists page by page, each in a transaction of its own, and notes who took what along (rule 9). */
@Component(service = Exports.class)
public class ExportService implements Exports {

    private static final String EXPORT = "cases.export";
    private static final Set<String> FIELDS = Set.of("customer", "address");

    private final CaseViews views;
    private final AccessLog accessLog;
    private final int page;
    private final int most;

    @Activate
    public ExportService(@Reference CaseViews views, @Reference AccessLog accessLog) {
        this(views, accessLog, 200, MOST);
    }

    ExportService(CaseViews views, AccessLog accessLog, int page, int most) {
        this.views = views;
        this.accessLog = accessLog;
        this.page = page;
        this.most = most;
    }

    @Override
    public Iterator<List<CaseViews.TaskRow>> tasks(Actor actor, CaseViews.TaskQuery q) {
        return pages(actor, CaseViews.TaskRow::caseId, after -> views.tasks(actor, new CaseViews.TaskQuery(q.view(), q.department(), q.stage(), q.district(), after, page)));
    }

    @Override
    public Iterator<List<CaseViews.CaseRow>> cases(Actor actor, CaseViews.CaseQuery q) {
        return pages(actor, CaseViews.CaseRow::id,
                after -> views.cases(actor, new CaseViews.CaseQuery(q.q(), q.process(), q.state(), q.stage(), q.district(), q.steward(), after, page)));
    }

    private <T> Iterator<List<T>> pages(Actor actor, ToLongFunction<T> caseId, Function<String, Page<T>> read) {
        if (!actor.may(EXPORT)) {
            throw ProblemException.forbidden(EXPORT);
        }
        return new Iterator<>() {
            private Page<T> next = read.apply(null);
            private int left = most;

            @Override
            public boolean hasNext() {
                return next != null && left > 0 && !next.items().isEmpty();
            }

            @Override
            public List<T> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                var rows = next.items().subList(0, Math.min(left, next.items().size()));
                accessLog.read(actor, EXPORT, rows.stream().mapToLong(caseId).distinct().mapToObj(id -> "case/" + id).toList(), FIELDS);
                left -= rows.size();
                next = next.next() == null || left == 0 ? null : read.apply(next.next());
                return rows;
            }
        };
    }
}
