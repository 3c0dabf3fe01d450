package org.jieshui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jieshui.platform.api.module.Module;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A database that ends in the moment of a start costs nobody his sign-in, and no module its permissions. */
class FillingTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("identity", Lookups.class);
    @TempDir
    Path data;
    private final DrivenClock clock = DrivenClock.at("2026-10-13T09:00");

    @BeforeEach
    void empty() {
        Installation.clear(DB);
    }

    @Test
    void aStartThatLostTheDatabaseIsTriedAgain() throws Exception {
        var offered = new CompletableFuture<Object>();
        var filling = new Filling(bundles(offered), away(1), clock, new PasswordHasher(new Installation.Config()));
        assertThat(offered.get(60, TimeUnit.SECONDS)).isInstanceOf(FirstStart.class);
        assertThat(data.resolve(FirstStart.FIRST_LOGINS)).exists();
        filling.deactivate();
    }

    @Test
    void permissionsThatCameWhileTheDatabaseWasAwayAreTakenOverLater() throws Exception {
        var node = new Installation(DB.database(), clock, new Installation.Config(), data, false);
        var active = new CompletableFuture<List<Module>>();
        var modules = proxy(Modules.class, (name, arguments) -> active.getNow(List.of()));
        var away = new AtomicInteger();
        var known = new CompletableFuture<Object>();
        var catalog = new PermissionCatalog(modules, counting(away, known), clock, node.lookups, node.firstStart);
        active.complete(List.of(new Module("survey", "1", 1, Installation.text("survey"),
                List.of(new Module.Permission("survey.book", Installation.text("survey.book"), List.of("steward"))), List.of(), null)));
        away.set(1);

        catalog.modulesChanged();
        assertThat(away).hasValue(0);
        known.get(60, TimeUnit.SECONDS);

        assertThat(node.roles.get(node.security(), "steward").permissions()).containsExactly("survey.book");
        catalog.deactivate();
    }

    private Database away(int times) {
        return counting(new AtomicInteger(times), new CompletableFuture<>());
    }

    /** The database, which is away for as many calls as are left; completes the future after the first call that it served afterwards. */
    private static Database counting(AtomicInteger left, CompletableFuture<Object> served) {
        var lost = new AtomicInteger();
        return proxy(Database.class, (name, arguments) -> {
            if (left.get() > 0) {
                left.decrementAndGet();
                lost.incrementAndGet();
                throw new DatabaseException("No database connection: it is being restarted", null);
            }
            var method = List.of(Database.class.getMethods()).stream().filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
            try {
                return method.invoke(DB.database(), arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                if (lost.get() > 0 && name.equals("transact")) {
                    served.complete(name);
                }
            }
        });
    }

    private BundleContext bundles(CompletableFuture<Object> offered) {
        return proxy(BundleContext.class, (name, arguments) -> switch (name) {
            case "getProperty" -> arguments[0].equals("karaf.data") ? data.toString() : null;
            case "registerService" -> {
                offered.complete(arguments[1]);
                yield proxy(ServiceRegistration.class, (method, any) -> null);
            }
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private interface Answers {
        Object to(String name, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> answers.to(method.getName(), arguments)));
    }
}
