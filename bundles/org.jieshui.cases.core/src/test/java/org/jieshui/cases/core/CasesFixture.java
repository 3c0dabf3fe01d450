package org.jieshui.cases.core;

import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jieshui.calendar.CalendarService;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Processes;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.cases.api.view.Records;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.archive.DocumentType;
import org.jieshui.platform.api.archive.Standing;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.notifications.Messages;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.framework.ServiceRegistration;

/**
 * The real core over a real database without a container: what is not under test around it (people, modules, archive) is kept in memory.
 * Departments use it to drive their task types through {@link Cases}: {@code new CasesFixture(DB.database("cases"), clock)}.
 */
public final class CasesFixture implements AutoCloseable {

    private static final List<String> DEPARTMENTS = List.of("chief-engineer", "customer-service", "leader", "design", "network", "engineering", "marketing", "audit", "finance", "construction-unit");
    private static final Set<String> EXTERNAL = Set.of("construction-unit");

    public final Database database;
    public final Clock clock;
    public final WorkingCalendar calendar = shippedCalendar();
    public final List<Message> sent = new java.util.concurrent.CopyOnWriteArrayList<>();
    public final Map<Long, Map<String, List<Long>>> documents = new HashMap<>();
    public final Map<Long, Map<String, String>> tolerated = new HashMap<>();
    public final List<String> read = new java.util.concurrent.CopyOnWriteArrayList<>();
    public final Modules modules = new InMemoryModules();
    public final Archive archive = new InMemoryArchive();
    public final CasesService service;
    public final ProcessCatalog catalog;
    public final ViewsService viewsService;
    public final Signal signal = new Signal();
    public final Directory directory = directory();

    private final Map<String, Map<String, Object>> services = new java.util.concurrent.ConcurrentHashMap<>();
    private final Map<String, Module> running = new java.util.concurrent.ConcurrentHashMap<>();
    private final Map<String, Class<?>> anchors = new java.util.concurrent.ConcurrentHashMap<>();
    private final Map<Long, Actor> people = new LinkedHashMap<>();

    public CasesFixture(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.catalog = new ProcessCatalog(database, clock, directory);
        this.service = new CasesService(database, clock, calendar, catalog, directory, modules, signal);
        service.messages = new Outbox();
        service.archive = archive;
        AccessLog log = (actor, what, subjects, fields) -> read.add(what + " " + subjects + " " + fields);
        this.viewsService = new ViewsService(database, clock, calendar, catalog, service, directory, log);
    }

    public Cases cases() {
        return service;
    }

    public CaseViews views() {
        return viewsService;
    }

    /** The core asks this archive instead of the one in memory. */
    public CasesFixture use(Archive real) {
        service.archive = real;
        return this;
    }

    public Records records() {
        return new RecordsService(database, catalog);
    }

    public Processes processes() {
        return catalog;
    }

    /** Runs a module with task types by id; its forms are the resources {@code forms/<id>.json} beside the anchor class (null: none). */
    public CasesFixture run(String module, Class<?> anchor, Map<String, ? extends TaskType> types) {
        running.put(module, new Module(module, "1.0.0", 1000 + running.size(), Text.of(module, module), List.of(), List.of(), null));
        if (anchor != null) {
            anchors.put(module, anchor);
        }
        services.put(module, new HashMap<>(types));
        return this;
    }

    public void stop(String module) {
        running.remove(module);
        services.remove(module);
    }

    public Actor person(long id, String department, String... permissions) {
        var all = new HashSet<>(Set.of("tasks.work", "cases.read"));
        all.addAll(List.of(permissions));
        var actor = new Actor(id, department + id, department + id, Set.of(department), all, Set.of(), EXTERNAL.contains(department), "zh-CN");
        people.put(id, actor);
        return actor;
    }

    public void person(Actor actor) {
        people.put(actor.id(), actor);
    }

    public void has(long caseId, String documentType, long documentId) {
        documents.computeIfAbsent(caseId, k -> new HashMap<>()).put(documentType, List.of(documentId));
    }

    public TaskInfo open(Actor actor, long caseId, String key) {
        return service.tasks(actor, caseId).stream().filter(t -> t.key().equals(key) && t.state() == TaskState.OPEN).findFirst()
                .orElseThrow(() -> new AssertionError(key + " is not open; open are " + openKeys(actor, caseId)));
    }

    public Set<String> openKeys(Actor actor, long caseId) {
        var keys = new TreeSet<String>();
        service.tasks(actor, caseId).stream().filter(t -> t.state() == TaskState.OPEN).forEach(t -> keys.add(t.key()));
        return keys;
    }

    /** The process as the product ships it. */
    public static String shippedProcess(String id) {
        try (var in = CasesFixture.class.getResourceAsStream("/processes/" + id + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    long count(String sql) throws SQLException {
        return database.read(h -> Sql.first(h.getConnection(), sql, row -> row.getLong(1)).orElseThrow());
    }

    @Override
    public void close() {
        service.deactivate();
    }

    private static WorkingCalendar shippedCalendar() {
        try {
            var constructor = CalendarService.class.getConstructors()[0];
            var config = constructor.getParameterTypes()[1];
            Object defaults = Proxy.newProxyInstance(config.getClassLoader(), new Class<?>[] {config}, (p, method, a) -> method.getDefaultValue());
            Object context = Proxy.newProxyInstance(CasesFixture.class.getClassLoader(), new Class<?>[] {constructor.getParameterTypes()[0]},
                    (p, method, a) -> method.getName().equals("registerService")
                            ? Proxy.newProxyInstance(CasesFixture.class.getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (p2, m2, a2) -> null) : null);
            return (WorkingCalendar) constructor.newInstance(context, defaults);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public Directory directory() {
        return new Directory() {
            @Override
            public Optional<Person> person(long id) {
                return Optional.ofNullable(people.get(id)).map(CasesFixture::asPerson);
            }

            @Override
            public Map<Long, Person> people(Set<Long> ids) {
                var found = new HashMap<Long, Person>();
                ids.forEach(id -> person(id).ifPresent(p -> found.put(id, p)));
                return found;
            }

            @Override
            public List<Department> departments() {
                return DEPARTMENTS.stream().map(d -> new Department(d, Text.of(d, d), EXTERNAL.contains(d))).toList();
            }

            @Override
            public List<District> districts() {
                return List.of("lixia", "shizhong", "gaoxin", "licheng", "huaiyin", "tianqiao").stream().map(d -> new District(d, Text.of(d, d))).toList();
            }

            @Override
            public List<Person> withPermission(String department, String permission, String district) {
                return people.values().stream().filter(a -> a.worksFor(department) && a.may(permission)).map(CasesFixture::asPerson).toList();
            }

            public List<Person> members(String department) {
                return people.values().stream().filter(a -> a.worksFor(department)).map(CasesFixture::asPerson).toList();
            }

            @Override
            public Optional<Actor> actor(long personId) {
                return Optional.ofNullable(people.get(personId));
            }
        };
    }

    private static Directory.Person asPerson(Actor a) {
        return new Directory.Person(a.id(), a.account(), a.displayName(), a.departments().iterator().next(), true);
    }

    private final class Outbox implements Messages {
        private boolean silent;

        @Override
        public void send(List<Message> messages) {
            if (!silent) {
                sent.addAll(messages);
            }
        }

        @Override
        public <T> T silently(java.util.function.Supplier<T> work) {
            silent = true;
            try {
                return work.get();
            } finally {
                silent = false;
            }
        }
    }

    private final class InMemoryArchive implements Archive {
        @Override
        public List<DocumentType> types() {
            return List.of();
        }

        @Override
        public Optional<DocumentType> type(String id) {
            return Optional.empty();
        }

        @Override
        public Map<String, Standing> standing(long caseId, java.util.Collection<String> types) {
            var found = new LinkedHashMap<String, Standing>();
            types.forEach(type -> {
                var reason = tolerated.getOrDefault(caseId, Map.of()).get(type);
                found.put(type, new Standing(type, documents.getOrDefault(caseId, Map.of()).getOrDefault(type, List.of()),
                        reason == null ? null : new Standing.Tolerance(reason, 1, clock.instant())));
            });
            return found;
        }

        @Override
        public List<Document> documents(long caseId) {
            return documents.getOrDefault(caseId, Map.of()).entrySet().stream().flatMap(e -> e.getValue().stream()
                    .map(id -> new Document(id, caseId, e.getKey(), id, 1, true, "plan", null, "a.pdf", "application/pdf", 1, "00", 1, clock.instant(), null))).toList();
        }

        @Override
        public Optional<Document> document(long id) {
            return Optional.empty();
        }

        @Override
        public java.io.InputStream content(Document document) {
            throw new UnsupportedOperationException("the fixture keeps no content");
        }

        @Override
        public void tolerate(Actor actor, long caseId, String type, String reason) {
            tolerated.computeIfAbsent(caseId, k -> new HashMap<>()).put(type, reason);
        }

        @Override
        public Document store(Actor actor, long caseId, String type, Long taskId, String fileName, java.io.InputStream content) {
            throw new UnsupportedOperationException("the fixture keeps no content");
        }
    }

    private final class InMemoryModules implements Modules {
        @Override
        public List<Module> active() {
            return List.copyOf(running.values());
        }

        @Override
        public Optional<Module> active(String id) {
            return Optional.ofNullable(running.get(id));
        }

        @Override
        public boolean isActive(long bundleId) {
            return true;
        }

        @Override
        public Optional<URL> resource(String moduleId, String path) {
            return Optional.ofNullable(anchors.get(moduleId)).flatMap(anchor -> beside(anchor, path));
        }

        /** The bundle's own file, never one of the same name among the tests' resources. */
        private static Optional<URL> beside(Class<?> anchor, String path) {
            try {
                var file = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI()).resolve(path);
                return Files.isRegularFile(file) ? Optional.of(file.toUri().toURL()) : Optional.empty();
            } catch (java.net.URISyntaxException | java.net.MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public <T> ServiceView<T> services(Class<T> type, String keyProperty) {
            return new ServiceView<>() {
                @Override
                public Optional<T> get(String key) {
                    return services.values().stream().map(m -> m.get(key)).filter(type::isInstance).map(type::cast).findFirst();
                }

                @Override
                public Optional<Module> module(String key) {
                    return services.entrySet().stream().filter(e -> type.isInstance(e.getValue().get(key))).map(e -> running.get(e.getKey())).findFirst();
                }

                @Override
                public List<String> keys() {
                    return services.values().stream().flatMap(m -> m.entrySet().stream()).filter(e -> type.isInstance(e.getValue())).map(Map.Entry::getKey).toList();
                }

                @Override
                public void close() {
                    // nothing is tracked
                }
            };
        }
    }

    /** Makes a listener known, as the framework would. */
    void listen(String module, String name, org.jieshui.cases.api.CaseListener listener) {
        running.putIfAbsent(module, new Module(module, "1.0.0", 2000 + running.size(), Text.of(module, module), List.of(), List.of(), null));
        services.computeIfAbsent(module, k -> new HashMap<>()).put(name, listener);
    }
}
