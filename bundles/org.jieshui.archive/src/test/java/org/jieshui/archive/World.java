package org.jieshui.archive;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.ProblemException;

/** The core and identity as far as the archive sees them: one case 17 with the task 5 of design and the task 6 of the construction unit, both open. */
final class World {

    static final long CASE = 17;
    static final Actor CLERK = actor(1, "customer-service", false, "archive.read", "archive.upload", "archive.tolerate", "archive.void");
    static final Actor DESIGNER = actor(2, "design", false, "archive.read", "archive.upload");
    static final Actor READER = actor(3, "audit", false, "archive.read");
    static final Actor CREW = actor(4, "construction-unit", true, "archive.read", "archive.upload");
    static final Actor MATE = actor(5, "construction-unit", true, "archive.read");
    static final Instant NOW = Instant.parse("2026-10-13T02:32:00Z");

    record Journaled(long actor, String kind, Object data) {}

    final List<Journaled> journal = Collections.synchronizedList(new ArrayList<>());
    final Database database;
    CaseState state = CaseState.OPEN;
    TaskState taskState = TaskState.OPEN;
    /** Who cannot see the case. */
    Set<Long> blind = Set.of();
    RuntimeException failAfterAct;

    World(Database database) {
        this.database = database;
    }

    static Actor actor(long id, String department, boolean external, String... permissions) {
        return new Actor(id, "account" + id, "Person " + id, Set.of(department), Set.of(permissions), Set.of(), external, "zh-CN");
    }

    Cases cases() {
        return proxy(Cases.class, (method, args) -> switch (method) {
            case "get" -> find((Actor) args[0], (Long) args[1]).orElseThrow(ProblemException::notFound);
            case "find" -> find((Actor) args[0], (Long) args[1]);
            case "task" -> task((Long) args[1]);
            case "act" -> act((Actor) args[0], (Long) args[1], (String) args[2], (Cases.Act<?>) args[3]);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private Optional<CaseInfo> find(Actor actor, long id) {
        if (id != CASE && id != CASE + 1 || blind.contains(actor.id())) {
            return Optional.empty();
        }
        return Optional.of(new CaseInfo(id, "JS2026-1013-01", "single-meter", 1, state, 3, "plan", NOW, null, "客户", null, null, "地址", null, null, "application",
                JsonNodeFactory.instance.objectNode()));
    }

    private TaskInfo task(long id) {
        if (id != 5 && id != 6) {
            throw ProblemException.notFound();
        }
        return new TaskInfo(id, CASE, "drawing", "design.drawing", "design", id == 5 ? "design" : "construction-unit", 1, false, taskState, null, NOW, null, null, null);
    }

    private Object act(Actor actor, long id, String kind, Cases.Act<?> act) throws Exception {
        if (database.isActive()) {
            throw new IllegalStateException("an action opens its own transaction");
        }
        var kase = find(actor, id).orElseThrow(ProblemException::notFound);
        return database.inTransaction(handle -> {
            var data = new Object[1];
            var context = proxy(Cases.ActContext.class, (method, args) -> switch (method) {
                case "kase" -> kase;
                case "actor" -> actor;
                case "now" -> NOW;
                case "data" -> data[0] = args[0];
                default -> throw new UnsupportedOperationException(method);
            });
            Object result = act.run(context);
            if (failAfterAct != null) {
                throw failAfterAct;
            }
            journal.add(new Journaled(actor.id(), kind, data[0]));
            return result;
        });
    }

    Directory directory() {
        var people = new HashMap<Long, Directory.Person>();
        for (var actor : List.of(CLERK, DESIGNER, READER, CREW, MATE)) {
            people.put(actor.id(), new Directory.Person(actor.id(), actor.account(), actor.displayName(), actor.departments().iterator().next(), true));
        }
        return proxy(Directory.class, (method, args) -> switch (method) {
            case "person" -> Optional.ofNullable(people.get((Long) args[0]));
            case "people" -> people;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static ArchiveConfig config(Map<String, Integer> changed) {
        return proxy(ArchiveConfig.class, (method, args) -> changed.containsKey(method) ? changed.get(method) : ArchiveConfig.class.getMethod(method).getDefaultValue());
    }

    interface Call {
        Object answer(String method, Object[] args) throws Exception;
    }

    static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> call.answer(method.getName(), args)));
    }
}
