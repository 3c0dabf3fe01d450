package org.jieshui.construction;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.print.Paper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The works are finished: their record, with what was done day by day and the photos, goes into the archive as PDF (R262). Works that were sent back get another. */
@Component(service = CaseListener.class)
@ListenerName(name = "construction.record", kinds = {"construction.finished"}, afterwards = true)
public class ConstructionRecord implements CaseListener {

    private static final String TEMPLATE = Papers.template("record");
    private static final DateTimeFormatter TAKEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    /** On paper; the others are in the archive. */
    private static final int MOST_PHOTOS = 60;

    private final Papers papers;
    private final WorksStore store;

    @Activate
    public ConstructionRecord(@Reference(service = Papers.class) Papers papers, @Reference(service = WorksStore.class) WorksStore store) {
        this.papers = papers;
        this.store = store;
    }

    @Override
    public void on(Entry entry) throws IOException {
        var task = papers.cases().task(Papers.SYSTEM, entry.taskId());
        var kase = papers.alive(entry.caseId());
        var works = store.works(entry.caseId());
        if (task.state() != TaskState.DONE || kase.isEmpty() || works.isEmpty() || works.get().plan() == null) {
            return; // sent back since, or nothing can be added any more
        }
        var name = "施工记录 " + kase.get().number() + (task.round() > 1 ? " 第" + task.round() + "次" : "") + ".pdf";
        if (papers.kept(entry.caseId(), WorksResource.RECORD, name).isEmpty()) {
            papers.add(entry.caseId(), WorksResource.RECORD, task.id(), name, paper(kase.get(), task, works.get(), papers.person(entry.actor())));
        }
    }

    private Paper paper(CaseInfo kase, TaskInfo task, Works works, String engineer) throws IOException {
        var entries = store.entries(kase.id());
        var photos = store.photos(kase.id()).stream().filter(p -> p.entry() != null).toList();
        var values = new HashMap<String, Object>();
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("unit", papers.department(works.plan().unit()));
        values.put("crew", works.plan().crew());
        values.put("planned", works.plan().starts() + " 至 " + works.plan().ends());
        values.put("done", entries.isEmpty() ? "—" : entries.get(0).day() + " 至 " + entries.get(entries.size() - 1).day());
        values.put("round", task.round() > 1 ? task.round() : null);
        values.put("entries", entries.stream().map(e -> row(e, photos)).toList());
        values.put("stoppages", store.stoppages(kase.id()).stream().map(this::row).toList());
        values.put("stopped", !store.stoppages(kase.id()).isEmpty());
        values.put("report", works.report() == null ? null : works.report().text());
        values.put("reported", works.report() == null ? "—" : papers.person(works.report().by()) + " " + Papers.MINUTE.format(works.report().at()));
        values.put("engineer", engineer);
        values.put("finished", Papers.MINUTE.format(task.done()));
        values.put("pairs", pairs(pictures(kase.id(), entries, photos.stream().limit(MOST_PHOTOS).toList())));
        values.put("more", photos.size() > MOST_PHOTOS ? photos.size() - MOST_PHOTOS : null);
        return new Paper(TEMPLATE, values, "施工记录 " + kase.number(), "zh-CN", Paper.Missing.MARK);
    }

    private static Map<String, Object> row(WorksStore.Entry e, List<Photo> photos) {
        var row = new HashMap<String, Object>();
        row.put("day", e.day().toString());
        row.put("did", e.did());
        var pipe = new ArrayList<String>();
        if (e.material() != null) {
            pipe.add(e.material());
        }
        if (e.calibre() != null) {
            pipe.add("DN" + e.calibre());
        }
        if (e.length() != null) {
            pipe.add(e.length().stripTrailingZeros().toPlainString() + " m");
        }
        row.put("pipe", String.join(" ", pipe));
        row.put("deviation", e.deviation());
        row.put("photos", photos.stream().filter(p -> p.entry() == e.id()).count());
        return row;
    }

    private Map<String, Object> row(WorksStore.Stoppage s) {
        var row = new HashMap<String, Object>();
        row.put("number", s.number());
        row.put("reason", StoppageNotice.REASONS.getOrDefault(s.reason(), s.reason()));
        row.put("from", Papers.MINUTE.format(s.began()));
        row.put("to", s.resumed() == null ? null : Papers.MINUTE.format(s.resumed()));
        row.put("what", s.what());
        return row;
    }

    private List<Map<String, Object>> pictures(long caseId, List<WorksStore.Entry> entries, List<Photo> photos) throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        for (var photo : photos) {
            var document = papers.archive().document(photo.document());
            if (document.isEmpty() || document.get().voidReason() != null) {
                continue;
            }
            byte[] file;
            try (var content = papers.archive().content(document.get())) {
                file = content.readAllBytes();
            }
            var picture = new HashMap<String, Object>();
            picture.put("src", Picture.small(file).orElse(null));
            picture.put("caption", caption(entries.stream().filter(e -> e.id() == photo.entry()).findFirst().map(e -> e.day().toString()).orElse(""), photo));
            picture.put("name", document.get().fileName());
            all.add(picture);
        }
        return all;
    }

    private static String caption(String day, Photo photo) {
        var taken = photo.taken() == null ? day + "（照片未带拍摄时间）" : TAKEN.format(photo.taken());
        return photo.latitude() == null ? taken : taken + "　" + String.format(Locale.ROOT, "%.5f，%.5f", photo.latitude(), photo.longitude());
    }

    private static List<Map<String, Object>> pairs(List<Map<String, Object>> pictures) {
        var rows = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < pictures.size(); i += 2) {
            rows.add(Map.of("pair", pictures.subList(i, Math.min(i + 2, pictures.size()))));
        }
        return rows;
    }
}
