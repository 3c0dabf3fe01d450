package org.jieshui.gis;

import com.fasterxml.jackson.databind.JsonNode;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.TaskTypeId;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The department learns in advance what supplies the surroundings (R176): it places the project on the map, and the finding later starts from there. */
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
        atlases.current().filter(a -> place.path("x").isNumber()).ifPresent(atlas -> {
            var bounds = atlas.pipes.bounds();
            bounds.expandBy(5_000);
            if (!bounds.contains(place.path("x").asDouble(), place.path("y").asDouble())) {
                throw ProblemException.invalid("/place", "位置不在管网范围内，请在地图上点选", "That lies outside the network; pick it on the map");
            }
        });
    }
}
