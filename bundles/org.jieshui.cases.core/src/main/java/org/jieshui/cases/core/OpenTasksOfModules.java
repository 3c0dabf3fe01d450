package org.jieshui.cases.core;

import java.util.Map;
import java.util.stream.Collectors;
import org.jieshui.platform.api.module.OpenTasks;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Counts what a module has in hand, whoever asks: numbers, no cases. */
@Component
public class OpenTasksOfModules implements OpenTasks {

    private record Counted(String type, int open) {}

    private final Database database;

    @Activate
    public OpenTasksOfModules(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Map<String, Integer> ofModule(String module) {
        return database.read(h -> h.createQuery("SELECT type, count(*) AS open FROM cases.task WHERE state = 'open' AND split_part(type, '.', 1) = :module GROUP BY type")
                .bind("module", module).map((rs, ctx) -> new Counted(rs.getString("type"), rs.getInt("open"))).list()).stream()
                .collect(Collectors.toMap(Counted::type, Counted::open));
    }
}
