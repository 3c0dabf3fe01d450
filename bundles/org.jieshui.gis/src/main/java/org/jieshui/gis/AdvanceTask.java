package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.rest.Problem.FieldError;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The department learns in advance what supplies the surroundings (R176): it places the project on the map or draws an area, and the finding
 * later starts from there. What the area's report said is kept in the form as it was read.
 */
@Component(service = TaskType.class)
@TaskTypeId("gis.advance")
public final class AdvanceTask implements TaskType {
    private final Atlases atlases;

    @Activate
    public AdvanceTask(@Reference Atlases atlases) {
        this.atlases = atlases;
    }

    @Override
    public void completed(TaskContext task, JsonNode form) {
        JsonNode place = form.path("place");
        if (place.path("x").isNumber()) {
            onTheMap("/place", place.path("x").asDouble(), place.path("y").asDouble());
        }
        area(form).ifPresent(area -> onTheMap("/area", area.middle()[0], area.middle()[1]));
    }

    /** The area that the form keeps, if any; the one that drew it may have been another browser than ours. */
    static Optional<Area> area(JsonNode form) {
        JsonNode ring = form.path("area").path("ring");
        if (!ring.isArray()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Area.of(StreamSupport.stream(ring.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray()));
        } catch (ProblemException e) {
            throw ProblemException.invalid(e.problem().errors().stream().map(f -> new FieldError("/area", f.detail())).toList());
        }
    }

    private void onTheMap(String pointer, double x, double y) {
        atlases.current().ifPresent(atlas -> {
            var bounds = atlas.pipes.bounds();
            bounds.expandBy(5_000);
            if (!bounds.contains(x, y)) {
                throw ProblemException.invalid(pointer, "位置不在管网范围内，请在地图上选", "That lies outside the network; pick it on the map");
            }
        });
    }
}
