package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.gis.api.Surroundings;
import org.jieshui.gis.api.TapPoint;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the network department finds at the joint survey (R55–R59). The form starts with what the map knows around the tap point, or around the place that design or
 * the department's own look in advance (R176) named. What was measured on site goes back into the network when so ticked (R202).
 */
@Component(service = TaskType.class)
@TaskTypeId("gis.finding")
public final class FindingTask implements TaskType {
    private static final double RADIUS = 200;
    /** Field of the form to attribute of the pipe. */
    private static final Map<String, String> MEASURED = Map.of("material", "material", "depth", "depth", "pressure", "peakPressure", "flow", "flow", "supplyArea",
        "supplyArea", "fullLoad", "fullLoad");

    /** A place on the map. @param pipe its code, or null */
    private record Spot(double x, double y, String pipe) {
    }

    private final Surrounding surrounding;
    private final Atlases atlases;
    private final TapPoints tapPoints;
    private final GisStore store;

    @Activate
    public FindingTask(@Reference Surrounding surrounding, @Reference Atlases atlases, @Reference TapPoints tapPoints, @Reference Database database) {
        this.surrounding = surrounding;
        this.atlases = atlases;
        this.tapPoints = tapPoints;
        this.store = new GisStore(database);
    }

    @Override
    public JsonNode prefill(TaskContext task) {
        Optional<JsonNode> before = task.earlier();
        if (before.isPresent() && before.get().isObject()) {
            return ((ObjectNode) before.get().deepCopy()).without(Set.of("writeBack"));
        }
        Optional<Atlas> atlas = atlases.current();
        Spot spot = spot(task);
        if (atlas.isEmpty() || spot == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        return around(atlas.get().network.id(), spot, task);
    }

    private ObjectNode around(long network, Spot spot, TaskContext task) {
        Surroundings around = surrounding.around(network, spot.x(), spot.y(), RADIUS);
        Pipe main = spot.pipe() == null ? null : store.pipe(network, spot.pipe()).orElse(null);
        LocalDate today = LocalDate.ofInstant(task.now(), Atlases.ZONE);
        List<Work> works = store.worksOn(around.pipes().stream().map(p -> p.id()).toList(), today).stream().filter(w -> w.starts().isBefore(today.plusYears(1))).toList();
        Long pipeId = main != null ? (Long) main.id() : around.pipes().isEmpty() ? null : (Long) around.pipes().get(0).id();
        return Finding.prefill(around, main, works, pipeId == null ? List.of() : store.repairs(pipeId));
    }

    private Spot spot(TaskContext task) {
        Optional<TapPoint> chosen = tapPoints.of(task.kase().id());
        if (chosen.isPresent()) {
            return new Spot(chosen.get().x(), chosen.get().y(), chosen.get().pipeCode());
        }
        for (String[] source : new String[][] {{"design.finding", "tapPoint"}, {"gis.advance", "place"}}) {
            JsonNode point = task.form(source[0]).map(f -> f.path(source[1])).orElse(null);
            if (point != null && point.path("x").isNumber() && point.path("y").isNumber()) {
                return new Spot(point.get("x").asDouble(), point.get("y").asDouble(), point.path("pipe").asText(null));
            }
        }
        return task.form("gis.advance").flatMap(AdvanceTask::area).map(a -> new Spot(a.middle()[0], a.middle()[1], null)).orElse(null);
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        List<FieldError> errors = Finding.errors(form);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        long caseId = task.kase().id();
        long person = task.actor().id();
        store.keepFinding(caseId, task.task().id(), person, task.now(), form.path("opinion").asText(), form);
        JsonNode at = form.path("tapPoint");
        if (!at.path("x").isNumber() || atlases.current().isEmpty()) {
            return;
        }
        Pipe pipe = store.pipe(atlases.current().get().network.id(), at.path("pipe").asText("")).orElse(null);
        Optional<TapPoint> before = tapPoints.of(caseId);
        if (before.isEmpty() || Math.hypot(before.get().x() - at.get("x").asDouble(), before.get().y() - at.get("y").asDouble()) > 0.05) {
            TapPoint chosen = tapPoints.choose(caseId, new TapPoints.Choice(null, at.get("x").asDouble(), at.get("y").asDouble(), pipe == null ? null : pipe.id(), null,
                List.of(), form.path("place").asText(null)), null, person, task.now());
            task.journal("gis.tap-point", Map.of("version", chosen.version(), "pipe", chosen.pipeCode()));
        }
        if (form.path("writeBack").asBoolean() && pipe != null && task.actor().may("gis.edit")) {
            writeBack(pipe, form, person, task);
        }
    }

    private void writeBack(Pipe pipe, JsonNode form, long person, TaskContext task) {
        Map<String, Object> wanted = new HashMap<>();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        MEASURED.forEach((field, attribute) -> {
            JsonNode value = form.get(field);
            if (value != null && !value.isNull() && !(field.equals("material") && value.asText().equals("other"))) {
                body.set(attribute, value);
                wanted.put(attribute, value);
            }
        });
        if (!wanted.isEmpty()) {
            store.editPipe(pipe.id(), pipe.version(), Edits.read(Edits.PIPE, body, false), person, task.now());
            task.journal("gis.pipe-updated", Map.of("pipe", pipe.code(), "fields", wanted.keySet().stream().sorted().toList()));
        }
    }

    @Override
    public void sentBack(TaskContext task, String reason) {
        store.revokeFinding(task.kase().id());
    }
}
