package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Processes;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Published processes. A version never changes, so what was read once is kept. */
@Component(service = {Processes.class, ProcessCatalog.class})
public class ProcessCatalog implements Processes {

    static final String PUBLISH = "cases.publish";

    private record Key(String id, int version) {}

    private final Database database;
    private final Clock clock;
    private final Directory directory;
    private final Map<Key, ProcessDefinition> definitions = new ConcurrentHashMap<>();

    @Activate
    public ProcessCatalog(@Reference Database database, @Reference Clock clock, @Reference Directory directory) {
        this.database = database;
        this.clock = clock;
        this.directory = directory;
    }

    @Override
    public Published publish(Actor actor, String json) {
        if (!actor.may(PUBLISH)) {
            throw ProblemException.forbidden(PUBLISH);
        }
        return database.inTransaction(h -> {
            var c = h.getConnection();
            var reasons = new HashSet<>(Sql.list(c, "SELECT id FROM cases.pause_reason", row -> row.getString(1)));
            var read = ProcessReader.read(json, reasons);
            var process = read.process();
            var warnings = new ArrayList<>(read.warnings());
            warnings.addAll(unheardOf(process));
            Sql.update(c, "INSERT INTO cases.process (id, version, source, published, by_whom, warnings) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    process.id(), process.version(), json, clock.instant(), actor.account(), CaseStore.json(CaseStore.JSON.valueToTree(warnings)));
            refuseAnother(c, process);
            return find(c, process.id(), process.version()).orElseThrow();
        });
    }

    /** A version never changes: the same number with another content is refused. */
    static void refuseAnother(Connection c, ProcessDefinition process) throws SQLException {
        var stored = Sql.first(c, "SELECT source FROM cases.process WHERE id = ? AND version = ?", row -> row.getString(1), process.id(), process.version());
        if (stored.isPresent() && !CaseStore.node(stored.get()).equals(process.source())) {
            throw Problem.of("cases/process-exists", 409, "流程 " + process.id() + " 第 " + process.version() + " 版已发布，内容不同。请改用新的版本号",
                    "Version " + process.version() + " of " + process.id() + " was published with another content; use a new version number").toException();
        }
    }

    /** A department that comes later is no error, its tasks wait (rule 4); but it may be a slip of the pen, and then they would wait where nobody looks. */
    private List<Text> unheardOf(ProcessDefinition process) {
        var known = directory.departments().stream().map(Directory.Department::id).collect(Collectors.toSet());
        return process.tasks().values().stream().filter(task -> !known.contains(task.department())).map(task -> Text.of(
                "任务“" + task.name().zh() + "”归 " + task.department() + " 办理，现在没有这个部门；如是笔误请发布更正的新版本，否则请系统管理员建立",
                "The task “" + task.name().en() + "” is for " + task.department() + ", and there is no such department now; publish a corrected version if it is a slip, else let the system administrator set it up")).toList();
    }

    @Override
    public List<Published> all() {
        return database.read(h -> Sql.list(h.getConnection(),
                "SELECT DISTINCT ON (id) id, version, source, published, by_whom, warnings FROM cases.process ORDER BY id, version DESC", ProcessCatalog::published));
    }

    @Override
    public List<Published> versions(String id) {
        return database.read(h -> Sql.list(h.getConnection(),
                "SELECT id, version, source, published, by_whom, warnings FROM cases.process WHERE id = ? ORDER BY version DESC", ProcessCatalog::published, id));
    }

    @Override
    public Optional<JsonNode> definition(String id, int version) {
        return database.read(h -> Sql.first(h.getConnection(), "SELECT source FROM cases.process WHERE id = ? AND version = ?", row -> CaseStore.node(row.getString(1)), id, version));
    }

    /** The newest version of a process, as of this transaction. */
    Optional<ProcessDefinition> newest(Connection c, String id) throws SQLException {
        var version = Sql.first(c, "SELECT max(version) AS v FROM cases.process WHERE id = ?", row -> Sql.longOrNull(row, "v"), id);
        return version.isEmpty() ? Optional.empty() : Optional.of(get(c, id, version.get().intValue()));
    }

    /** A version that a case refers to, hence one that exists. */
    ProcessDefinition get(Connection c, String id, int version) throws SQLException {
        var known = definitions.get(new Key(id, version));
        if (known != null) {
            return known;
        }
        var source = Sql.first(c, "SELECT source FROM cases.process WHERE id = ? AND version = ?", row -> row.getString(1), id, version).orElseThrow();
        var reasons = new HashSet<>(Sql.list(c, "SELECT id FROM cases.pause_reason", row -> row.getString(1)));
        var process = ProcessReader.read(source, reasons).process();
        definitions.put(new Key(id, version), process);
        return process;
    }

    /** Every version of a process, the newest first. */
    List<ProcessDefinition> definitions(Connection c, String id) throws SQLException {
        var all = new ArrayList<ProcessDefinition>();
        for (int version : Sql.list(c, "SELECT version FROM cases.process WHERE id = ? ORDER BY version DESC", row -> row.getInt(1), id)) {
            all.add(get(c, id, version));
        }
        return all;
    }

    /** A task of a case as its process describes it; one from before the case moved, as the newest version that has it does. */
    ProcessDefinition.Task task(Connection c, ProcessDefinition process, TaskInfo task) throws SQLException {
        var own = process.tasks().get(task.key());
        if (own != null && own.type().equals(task.type())) {
            return own;
        }
        for (var version : definitions(c, process.id())) {
            var known = version.tasks().get(task.key());
            if (known != null && known.type().equals(task.type())) {
                return known;
            }
        }
        return process.task(task.key());
    }

    private static Optional<Published> find(Connection c, String id, int version) throws SQLException {
        return Sql.first(c, "SELECT id, version, source, published, by_whom, warnings FROM cases.process WHERE id = ? AND version = ?", ProcessCatalog::published, id, version);
    }

    private static Published published(ResultSet row) throws SQLException {
        var source = CaseStore.node(row.getString("source"));
        Instant at = Sql.instant(row, "published");
        List<Text> warnings = CaseStore.JSON.convertValue(CaseStore.node(row.getString("warnings")), new TypeReference<List<Text>>() {});
        return new Published(row.getString("id"), row.getInt("version"), CaseStore.JSON.convertValue(source.get("name"), Text.class), source.path("model").asText(), at,
                row.getString("by_whom"), warnings);
    }
}
