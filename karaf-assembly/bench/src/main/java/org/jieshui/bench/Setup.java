package org.jieshui.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jieshui.cases.api.NewCase;
import org.jieshui.cases.api.TaskContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskType;
import org.jieshui.cases.core.CasesFixture;
import org.jieshui.cases.core.CasesService;
import org.jieshui.persistence.transactions.Transactions;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.testkit.TestDatabase;

/** The product's core and the floor on one fresh database, each with its own connections. */
final class Setup implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> DEPARTMENTS = List.of("chief-engineer", "customer-service", "design", "network", "engineering", "marketing", "audit", "finance");

    final TestDatabase server = TestDatabase.schema("cases", CasesService.class);
    final HikariDataSource productPool;
    final HikariDataSource floorPool;
    final Counting counting = new Counting();
    final CasesFixture product;
    final Floor floor;
    final Map<String, Actor> staff = new HashMap<>();

    Setup(boolean count) throws Exception {
        this(s -> s, count);
    }

    /** @param around what stands between the product and its connections */
    Setup(UnaryOperator<DataSource> around) throws Exception {
        this(around, false);
    }

    private Setup(UnaryOperator<DataSource> around, boolean count) throws Exception {
        server.beforeAll(null);
        try (var owner = server.owner(); var s = owner.createStatement()) {
            Floor.create(owner);
            s.execute("CREATE SCHEMA department");
            s.execute("CREATE TABLE department.finding (task_id bigint PRIMARY KEY, result text NOT NULL, note text NOT NULL)");
            s.execute("GRANT USAGE ON SCHEMA department TO jieshui_app");
            s.execute("GRANT ALL ON department.finding TO jieshui_app");
        }
        productPool = pool("product");
        floorPool = pool("floor");
        DataSource source = count ? counting.wrap(productPool) : around.apply(productPool);
        var transactions = new Transactions(source);
        product = new CasesFixture(transactions.database(), Clock.systemUTC());
        floor = new Floor(floorPool);
        var process = new String(Setup.class.getResourceAsStream("/bench.json").readAllBytes(), StandardCharsets.UTF_8);
        product.processes().publish(Actor.system("bench"), process);
        var department = new Department(transactions.database());
        var types = new HashMap<String, TaskType>();
        for (var stage : JSON.readTree(process).path("stages")) {
            stage.path("tasks").forEach(t -> types.put(t.path("type").asText(), department));
        }
        product.run("bench", null, types);
        long id = 1;
        for (var d : DEPARTMENTS) {
            staff.put(d, product.person(id++, d, "cases.open"));
        }
    }

    /** One department write per completion. */
    private record Department(Database database) implements TaskType {
        @Override
        public void completed(TaskContext task, JsonNode form) {
            database.transact(h -> {
                try (var s = h.getConnection().prepareStatement("INSERT INTO department.finding (task_id, result, note) VALUES (?, ?, ?)")) {
                    s.setLong(1, task.task().id());
                    s.setString(2, form.path("result").asText());
                    s.setString(3, form.path("note").asText());
                    s.executeUpdate();
                }
            });
        }
    }

    private HikariDataSource pool(String name) throws SQLException {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(org.jieshui.persistence.transactions.Connections.dataSource(server.url() + (server.url().contains("?") ? "&" : "?") + "ApplicationName=" + name, "jieshui_app", password()));
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(16);
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }

    private String password() throws SQLException {
        try {
            var folder = Path.of(System.getProperty("java.io.tmpdir"), "jieshui-testkit-" + System.getProperty("user.name"), "postgres", "secrets.properties");
            var properties = new java.util.Properties();
            try (var in = Files.newInputStream(folder)) {
                properties.load(in);
            }
            return properties.stringPropertyNames().stream().filter(n -> n.contains("app")).map(properties::getProperty).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    /** Three to five values, as in the other engines' benchmark. */
    static ObjectNode form(Random random) {
        return JSON.createObjectNode().put("result", "合格").put("at", "2026-10-13T02:32:00Z").put("note", "现场查勘完成，管径DN" + (100 + random.nextInt(900)) + "，埋深1." + random.nextInt(9) + "米")
                .put("amount", random.nextDouble() * 1e6);
    }

    NewCase newCase(long n) {
        return new NewCase("bench", "application", "济南市历下区某某花园小区" + n + "期", "赵工", "13800002046", "历下区旅游路 " + n + " 号", "lixia", null);
    }

    Actor actor(TaskInfo task) {
        return staff.get(task.department());
    }

    @Override
    public void close() {
        product.close();
        productPool.close();
        floorPool.close();
        server.afterAll(null);
    }
}
