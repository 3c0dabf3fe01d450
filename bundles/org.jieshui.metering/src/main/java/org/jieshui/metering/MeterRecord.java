package org.jieshui.metering;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Water is on: the record of the meter goes into the archive as PDF, with the first photos of it (R265). */
@Component(service = CaseListener.class)
@ListenerName(name = "metering.record", kinds = {"metering.hung"}, afterwards = true)
public class MeterRecord implements CaseListener {

    static final String TYPE = "meter-record";
    /** As the form names them; a test compares. */
    static final Map<String, String> PRESENT = Map.of("customer", "客户本人", "contact", "联系人", "other", "其他人");
    private static final String TEMPLATE = read("/print/meter-record.html");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(Meters.ZONE);
    private static final Set<String> PICTURES = Set.of("image/jpeg", "image/png");
    private static final int MOST_PICTURES = 2;
    private static final long LARGEST = 6L << 20;

    private final Cases cases;
    private final Directory directory;
    private final Archive archive;
    private final Printer printer;
    private final MeterStore store;

    @Activate
    public MeterRecord(@Reference Cases cases, @Reference Directory directory, @Reference Archive archive, @Reference Printer printer, @Reference MeterStore store) {
        this.cases = cases;
        this.directory = directory;
        this.archive = archive;
        this.printer = printer;
        this.store = store;
    }

    @Override
    public void on(Entry entry) throws IOException {
        var system = Actor.system("metering");
        var task = cases.task(system, entry.taskId());
        var form = cases.form(system, entry.caseId(), task.type());
        var meter = store.find(entry.data().path("meter").asText());
        var documents = archive.documents(entry.caseId());
        boolean kept = documents.stream().anyMatch(d -> d.type().equals(TYPE) && d.uploadedBy() == 0 && entry.taskId().equals(d.taskId()) && d.voidReason() == null);
        var kase = cases.get(system, entry.caseId());
        boolean ended = kase.state() == CaseState.WITHDRAWN;
        if (task.state() != TaskState.DONE || form.isEmpty() || meter.isEmpty() || kept || ended) {
            return; // sent back since, or done before, or nothing can be added any more
        }
        var pdf = printer.print(paper(kase, meter.get(), form.get(), entry.actor(), documents));
        try {
            archive.store(system, kase.id(), TYPE, entry.taskId(), "水表及通水记录 " + kase.number() + ".pdf", new ByteArrayInputStream(pdf));
        } catch (ProblemException e) {
            if (!e.problem().type().equals("archive/sealed")) {
                throw e;
            }
        }
    }

    private Paper paper(CaseInfo kase, Meter meter, JsonNode form, long installer, List<Document> documents) throws IOException {
        var values = new HashMap<String, Object>();
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("serial", meter.serial());
        values.put("calibre", "DN" + meter.calibre());
        values.put("kind", MeterWords.kind(meter.kind()));
        values.put("manufacturer", meter.manufacturer());
        values.put("batch", meter.batch());
        values.put("verified", meter.verifiedOn() + " 至 " + meter.validUntil() + (meter.certificate() == null ? "" : "，证书 " + meter.certificate()));
        values.put("exchange", form.path("exchangeReason").asText(null));
        values.put("reading", form.path("reading").decimalValue().setScale(3, java.math.RoundingMode.HALF_UP).toPlainString() + " m³");
        values.put("at", MINUTE.format(Instant.parse(form.path("waterOnAt").asText())));
        values.put("place", form.path("place").asText(null));
        values.put("coordinates", coordinates(form));
        values.put("seal", form.path("seal").asText());
        values.put("present", PRESENT.get(form.path("present").asText()) + (form.path("presentName").asText("").isBlank() ? "" : "　" + form.path("presentName").asText()));
        values.put("installer", directory.person(installer).map(Directory.Person::name).orElse("—"));
        values.put("note", form.path("note").asText(null));
        values.put("pictures", pictures(form.path("photos"), documents));
        return new Paper(TEMPLATE, values, "水表及通水记录 " + kase.number(), "zh-CN", Paper.Missing.MARK);
    }

    static String coordinates(JsonNode form) {
        var all = new ArrayList<String>();
        if (form.has("position")) {
            var p = form.get("position");
            all.add("经度 %.6f　纬度 %.6f".formatted(p.path("lng").asDouble(), p.path("lat").asDouble()) + (p.has("accuracy") ? "（手机定位，误差约 " + Math.round(p.get("accuracy").asDouble()) + " m）" : ""));
        }
        if (form.has("point")) {
            var p = form.get("point");
            all.add("X %.2f　Y %.2f（地图点选）".formatted(p.path("x").asDouble(), p.path("y").asDouble()));
        }
        return String.join("；", all);
    }

    /** The first two photos that can be printed; where they are larger than that, their names. */
    private List<Map<String, Object>> pictures(JsonNode photos, List<Document> documents) throws IOException {
        var wanted = new HashSet<Long>();
        photos.forEach(id -> wanted.add(id.asLong()));
        var all = new ArrayList<Map<String, Object>>();
        for (var d : documents.stream().filter(d -> wanted.contains(d.id())).toList()) {
            var picture = new HashMap<String, Object>();
            picture.put("name", d.fileName());
            picture.put("data", null);
            if (all.size() < MOST_PICTURES && PICTURES.contains(d.mediaType()) && d.size() <= LARGEST) {
                try (var content = archive.content(d)) {
                    picture.put("data", "data:" + d.mediaType() + ";base64," + Base64.getEncoder().encodeToString(content.readAllBytes()));
                }
            }
            all.add(picture);
        }
        return all;
    }

    private static String read(String resource) {
        try (var in = MeterRecord.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
