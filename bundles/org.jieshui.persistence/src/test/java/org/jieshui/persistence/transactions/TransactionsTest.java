package org.jieshui.persistence.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jieshui.persistence.TestServer;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {

    private static ConnectionPool pool;

    private final Transactions transactions = new Transactions(pool.connections());
    private final Database core = transactions.database();
    private final Database survey = transactions.database();

    @BeforeAll
    static void open() throws SQLException {
        String name = TestServer.freshDatabase();
        pool = new ConnectionPool(TestServer.app(name), 3, Duration.ofMillis(300));
        try (Connection owner = TestServer.owner(name).getConnection(); Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE public.note (id int PRIMARY KEY, text text NOT NULL)");
            statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.note TO jieshui_app");
        }
    }

    @BeforeEach
    void clear() {
        core.transact(h -> {
            h.execute("DELETE FROM public.note");
        });
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    /** The line bears the request's number; the database's log and its list of activity know the process. */
    @Test
    void aSlowTransactionIsToldWithTheDatabasesProcess() {
        var console = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        int slow;
        try {
            slow = core.read(h -> {
                h.createQuery("SELECT 1 FROM pg_sleep(1.1)").mapTo(Integer.class).one();
                return pid(core);
            });
            core.read(h -> pid(core));
        } finally {
            System.setErr(console);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("database process"))).singleElement().asString().contains("WARN", "on database process " + slow);
    }

    @Test
    void whatIsCalledInsideUsesTheSameConnectionAndCommitsWithIt() {
        int[] pids = core.inTransaction(h -> {
            insert(core, 1);
            insert(survey, 2);
            assertThat(elsewhere()).as("seen by another thread before the commit").isZero();
            return new int[] {pid(core), pid(survey)};
        });

        assertThat(pids[0]).isEqualTo(pids[1]);
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void anExceptionRollsEverythingBack() {
        assertThatThrownBy(() -> core.transact(h -> {
            insert(survey, 1);
            throw new IllegalArgumentException("no");
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("no");

        assertThat(ids()).isEmpty();
        assertThat(core.isActive()).isFalse();
    }

    @Test
    void aSwallowedFailureStillRollsBackAndIsNamed() {
        IllegalStateException inner = new IllegalStateException("inner");
        assertThatThrownBy(() -> core.transact(h -> {
            insert(core, 1);
            try {
                survey.transact(h2 -> {
                    throw inner;
                });
            } catch (IllegalStateException swallowed) {
                // the caller thinks that it may go on
            }
        })).isInstanceOf(DatabaseException.class).hasCause(inner);

        assertThat(ids()).isEmpty();
    }

    @Test
    void aReadThatFailsInsideHarmsNobody() {
        core.transact(h -> {
            insert(core, 1);
            assertThatThrownBy(() -> survey.read(h2 -> {
                throw new IllegalStateException("not found");
            })).hasMessage("not found");
        });

        assertThat(ids()).containsExactly(1);
    }

    @Test
    void aSwallowedSqlErrorIsNoSilentCommit() {
        assertThatThrownBy(() -> core.transact(h -> {
            insert(core, 1);
            try {
                h.execute("SELECT 1 / 0");
            } catch (RuntimeException swallowed) {
                // PostgreSQL has given the transaction up
            }
        })).isInstanceOf(DatabaseException.class);

        assertThat(ids()).isEmpty();
    }

    @Test
    void readWritesNothing() {
        assertThatThrownBy(() -> core.read(h -> h.execute("INSERT INTO public.note VALUES (1, 'x')")))
                .satisfies(e -> assertThat(DatabaseException.sqlState(e)).contains("25006"));
        assertThatThrownBy(() -> core.read(h -> {
            insert(survey, 1);
            return null;
        })).isInstanceOf(IllegalStateException.class).hasMessageContaining("inside read");
        insert(core, 1); // the connection writes again after it

        assertThat(ids()).containsExactly(1);
    }

    @Test
    void callbacksFollowTheOutermostCommitOnly() {
        List<String> calls = new ArrayList<>();
        core.afterCommit(() -> calls.add("at once"));
        core.transact(h -> {
            survey.transact(h2 -> {
                survey.afterCommit(() -> calls.add("first, active: " + core.isActive() + ", rows: " + ids().size()));
                insert(survey, 1);
            });
            core.afterCommit(() -> {
                throw new IllegalStateException("a failing callback is logged");
            });
            core.afterCommit(() -> calls.add("second"));
            calls.add("end of work");
        });
        assertThatThrownBy(() -> core.transact(h -> {
            core.afterCommit(() -> calls.add("never"));
            throw new IllegalStateException();
        })).isInstanceOf(IllegalStateException.class);

        assertThat(calls).containsExactly("at once", "end of work", "first, active: false, rows: 1", "second");
    }

    @Test
    void checkedExceptionsArriveAsTheirUncheckedKin() {
        insert(core, 1);

        assertThatThrownBy(() -> core.transact(h -> {
            try (PreparedStatement statement = h.getConnection().prepareStatement("INSERT INTO public.note VALUES (1, ?)")) {
                statement.setString(1, "13800000000");
                statement.executeUpdate();
            }
        })).isInstanceOfSatisfying(DatabaseException.class, e -> {
            assertThat(e.sqlState()).contains(DatabaseException.UNIQUE_VIOLATION);
            assertThat(e).hasMessageNotContaining("(1)");
        });
        assertThatThrownBy(() -> core.transact(h -> {
            throw new IOException("disk");
        })).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> core.transact(h -> {
            throw new StackOverflowError();
        })).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void aFailedStatementsValuesAreInNoMessage() {
        insert(core, 1);

        assertThatThrownBy(() -> core.transact(h -> {
            h.createUpdate("INSERT INTO public.note VALUES (:id, :text)").bind("id", 1).bind("text", "张三 13812345678").execute();
        })).satisfies(e -> assertThat(messages(e)).doesNotContain("13812345678").doesNotContain("张三").doesNotContain("(id)=(1)"));
    }

    @Test
    void nobodyElseEndsTheTransaction() {
        assertThatThrownBy(() -> core.transact(h -> {
            h.commit();
        })).hasMessageContaining("The platform begins and ends");
        core.transact(h -> {
            h.useTransaction(inner -> inner.execute("INSERT INTO public.note VALUES (1, 'joins')"));
            assertThat(elsewhere()).isZero();
        });

        assertThat(ids()).containsExactly(1);
    }

    @Test
    void aDeadlockIsToldNotRetried() throws Exception {
        insert(core, 1);
        insert(core, 2);
        CountDownLatch bothHold = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> both = List.of(threads.submit(() -> lock(1, 2, bothHold)), threads.submit(() -> lock(2, 1, bothHold)));
        List<String> states = new ArrayList<>();
        for (Future<?> one : both) {
            try {
                one.get();
            } catch (java.util.concurrent.ExecutionException e) {
                states.add(DatabaseException.sqlState(e).orElse("?"));
            }
        }
        threads.shutdown();

        assertThat(states).containsExactly(DatabaseException.DEADLOCK);
    }

    @Test
    void aFullPoolRefusesSoonAndClearly() throws Exception {
        CountDownLatch taken = new CountDownLatch(3);
        CountDownLatch enough = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        for (int i = 0; i < 3; i++) {
            threads.submit(() -> core.transact(h -> {
                taken.countDown();
                enough.await();
            }));
        }
        taken.await();

        assertThat(pool.figures().inUse()).isEqualTo(3);
        assertThatThrownBy(() -> core.read(h -> 1)).isInstanceOf(DatabaseException.class).hasMessageContaining("No database connection");
        enough.countDown();
        threads.shutdown();
    }

    @Test
    void timesAreUtcWhateverTheMachineSays() {
        assertThat(core.<String>read(h -> h.createQuery("SHOW TimeZone").mapTo(String.class).one())).isEqualTo("UTC");
    }

    private void lock(int first, int second, CountDownLatch bothHold) {
        core.transact(h -> {
            h.execute("UPDATE public.note SET text = 'x' WHERE id = ?", first);
            bothHold.countDown();
            bothHold.await();
            h.execute("UPDATE public.note SET text = 'x' WHERE id = ?", second);
        });
    }

    private static void insert(Database database, int id) {
        database.transact(h -> {
            h.execute("INSERT INTO public.note VALUES (?, 'text')", id);
        });
    }

    private static int pid(Database database) {
        return database.read(h -> h.createQuery("SELECT pg_backend_pid()").mapTo(int.class).one());
    }

    private List<Integer> ids() {
        return core.read(h -> h.createQuery("SELECT id FROM public.note ORDER BY id").mapTo(int.class).list());
    }

    private int elsewhere() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(() -> ids().size()).get();
        } finally {
            thread.shutdown();
        }
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }
}
