package org.jieshui.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.FakeTask;

/** Cases and people in memory: as much of them as the resources of this bundle ask for. An act is a transaction of the given database. */
final class Fakes {

    record Journaled(long caseId, String kind, JsonNode data) {}

    final Map<Long, CaseInfo> known = new TreeMap<>();
    final Map<Long, CaseViews.NotReady> notReady = new HashMap<>();
    final Map<Long, JsonNode> forms = new HashMap<>();
    final List<Journaled> journal = new ArrayList<>();
    final List<Message> sent = new ArrayList<>();
    final List<String> read = new ArrayList<>();
    private final Database database;
    private final Clock clock;

    Fakes(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    CaseInfo kase(long id, String district, Long steward) {
        var kase = new CaseInfo(id, "JS2026-1013-" + id, "single-meter", 1, CaseState.OPEN, 3, "plan", clock.instant(), null, "济南恒润包装有限公司", "赵工", "13800002046", "经十路 123 号", district, steward,
                "application", JsonNodeFactory.instance.objectNode());
        known.put(id, kase);
        return kase;
    }

    void onFile(long id, String district, Long steward, Instant since) {
        var k = kase(id, district, steward);
        known.put(id, new CaseInfo(id, k.number(), k.process(), 1, CaseState.NOT_READY, 3, "plan", k.opened(), null, k.customer(), k.contact(), k.phone(), k.address(), district, steward, k.origin(), k.facts()));
        notReady.put(id, new CaseViews.NotReady("规划道路未建", new CaseViews.Ref(14, "王秀兰"), since));
    }

    static Actor actor(long id, String department, Set<String> districts, String... permissions) {
        var all = new HashSet<>(Set.of("tasks.work", "cases.read", "intake.read"));
        all.addAll(List.of(permissions));
        return new Actor(id, "p" + id, "人" + id, Set.of(department), all, districts, false, "zh-CN");
    }

    static SecurityContext as(Actor actor) {
        return fake(SecurityContext.class, (method, args) -> actor);
    }

    private boolean sees(Actor actor, CaseInfo kase) {
        return actor.districts().isEmpty() || actor.districts().contains(kase.district()) || Long.valueOf(actor.id()).equals(kase.steward());
    }

    Cases cases() {
        return fake(Cases.class, (method, args) -> switch (method) {
            case "find" -> Optional.ofNullable(known.get((Long) args[1])).filter(k -> sees((Actor) args[0], k));
            case "visible" -> ((java.util.Collection<?>) args[1]).stream().map(known::get).filter(k -> k != null && sees((Actor) args[0], k))
                    .collect(java.util.stream.Collectors.toMap(CaseInfo::id, k -> k));
            case "get" -> Optional.ofNullable(known.get((Long) args[1])).filter(k -> sees((Actor) args[0], k)).orElseThrow(ProblemException::notFound);
            case "tasks" -> List.<TaskInfo>of();
            case "form" -> Optional.ofNullable(args[2].equals("intake.application") ? forms.get((Long) args[1]) : null);
            case "act" -> act((Long) args[1], (String) args[2], (Cases.Act<?>) args[3], (Actor) args[0]);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private Object act(long caseId, String kind, Cases.Act<?> act, Actor actor) {
        var data = new Object[1];
        var context = fake(Cases.ActContext.class, (method, args) -> switch (method) {
            case "kase" -> known.get(caseId);
            case "actor" -> actor;
            case "now" -> clock.instant();
            case "data" -> data[0] = args[0];
            default -> throw new UnsupportedOperationException(method);
        });
        Object result = database.inTransaction(h -> act.run(context));
        journal.add(new Journaled(caseId, kind, new ObjectMapper().valueToTree(data[0])));
        return result;
    }

    CaseViews views() {
        return fake(CaseViews.class, (method, args) -> switch (method) {
            case "cases" -> page((Actor) args[0], (CaseViews.CaseQuery) args[1]);
            case "caseView" -> new CaseViews.CaseView(new CaseViews.CaseHead((Long) args[1], null, null, 1, null, null, "not-ready", 3, null, null, null, null, null, null, null, null, null, null, null,
                    notReady.get((Long) args[1])), null, null, null, null, null, null);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private Page<CaseViews.CaseRow> page(Actor actor, CaseViews.CaseQuery query) {
        var rows = known.values().stream().filter(k -> notReady.containsKey(k.id()) && sees(actor, k) && (query.district() == null || query.district().equals(k.district())))
                .filter(k -> query.after() == null || k.id() > Long.parseLong(query.after())).map(k -> new CaseViews.CaseRow(k.id(), k.number(), k.process(), null, "not-ready", "plan", null,
                        k.customer(), k.address(), k.district(), k.steward() == null ? null : new CaseViews.Ref(k.steward(), "管家"), k.opened(), null, null, notReady.get(k.id()))).toList();
        var items = rows.subList(0, Math.min(query.limit(), rows.size()));
        return new Page<>(items, rows.size() > query.limit() ? String.valueOf(items.get(items.size() - 1).id()) : null);
    }

    static Directory directory() {
        return fake(Directory.class, (method, args) -> switch (method) {
            case "departments" -> List.of(department("customer-service"), department("engineering"), department("chief-engineer"));
            case "withPermission" -> args[0].equals("engineering") ? List.of(person(33), person(34)) : args[0].equals("chief-engineer") ? List.of(person(11)) : List.of();
            case "people" -> ((Set<?>) args[0]).stream().map(id -> person((Long) id)).collect(Collectors.toMap(Directory.Person::id, p -> p));
            case "person" -> Optional.of(person((Long) args[0]));
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static Directory.Person person(long id) {
        return new Directory.Person(id, "p" + id, "人" + id, null, true);
    }

    private static Directory.Department department(String id) {
        return new Directory.Department(id, Text.of(id, id), false);
    }

    static JsonNode json(String text) {
        return FakeTask.json(text);
    }

    interface Answer {
        Object to(String method, Object[] args) throws Exception;
    }

    static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.isDefault() || method.getDeclaringClass() == Object.class) {
                try {
                    return method.getDeclaringClass() == Object.class ? method.invoke(answer, args) : java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, args);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
            return answer.to(method.getName(), args);
        }));
    }
}
