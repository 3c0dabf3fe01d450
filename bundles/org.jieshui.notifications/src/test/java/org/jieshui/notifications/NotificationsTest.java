package org.jieshui.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.metrics.Gauges;
import org.jieshui.platform.api.notifications.Channel;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NotificationsTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("notifications", NotificationStore.class);

    /** Carries to everybody. */
    private static final List<NotificationStore.Route> PIGEON = List.of(new NotificationStore.Route("pigeon", "loft", java.util.stream.LongStream.rangeClosed(1, 200).boxed().collect(java.util.stream.Collectors.toSet())));

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:32");
    private final Database database = DB.database();
    private final NotificationStore store = new NotificationStore(database);
    private final Bell bell = new Bell(store);
    private final NotificationsResource resource = new NotificationsResource(store, bell, clock, java.util.Optional::empty);
    private final Deliveries deliveries = new Deliveries(store, clock, new Backoff(3, Duration.ofSeconds(30), Duration.ofMinutes(5)), Duration.ofMinutes(5));

    @AfterEach
    void clear() {
        bell.close();
        DB.clear();
    }

    private static Message message(long person, String kind, String text) {
        return new Message(person, kind, Text.of(text, text + " (en)"), 17L, null);
    }

    private void send(Message... messages) {
        store.write(List.of(messages), List.of(), clock.instant());
    }

    private static SecurityContext as(long person) {
        return new SecurityContext() {
            @Override
            public Principal getUserPrincipal() {
                return new Actor(person, "a", "a", Set.of(), Set.of(), Set.of(), false, "zh-CN");
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }

            @Override
            public boolean isSecure() {
                return false;
            }

            @Override
            public String getAuthenticationScheme() {
                return null;
            }
        };
    }

    @Test
    void aMessageLivesAndDiesWithTheAction() {
        Database.Action refused = handle -> {
            send(message(1, "cases.urged", "催办"));
            throw new IllegalStateException("refused");
        };
        assertThatThrownBy(() -> database.transact(refused)).hasMessage("refused");
        assertThat(store.list(1, Long.MAX_VALUE, 10)).isEmpty();

        database.transact(handle -> {
            send(message(1, "cases.urged", "催办"));
        });
        assertThat(store.list(1, Long.MAX_VALUE, 10)).singleElement().satisfies(n -> {
            assertThat(n.subject()).isEqualTo(Text.of("催办", "催办 (en)"));
            assertThat(n.at()).isEqualTo(clock.instant());
            assertThat(n.caseId()).isEqualTo(17);
            assertThat(n.taskId()).isNull();
            assertThat(n.read()).isFalse();
        });
    }

    @Test
    void theOutboxTellsWhatWaitsAndSinceWhen() {
        assertThat(store.outbox(clock.instant())).as("nothing waits").containsExactly(new NotificationStore.Outbox("mail", 0, 0, 0));
        store.write(List.of(message(1, "cases.urged", "一")), PIGEON, clock.instant());
        clock.advance(Duration.ofSeconds(90));
        store.write(List.of(message(2, "cases.urged", "二")), PIGEON, clock.instant());
        clock.advance(Duration.ofSeconds(30));
        database.transact(h -> h.execute("INSERT INTO notifications.delivery (message_id, person_id, channel, state, tries, next_at) SELECT id, person_id, 'mail', 'failed', 3, at FROM notifications.message LIMIT 1"));

        assertThat(store.outbox(clock.instant())).containsExactly(new NotificationStore.Outbox("mail", 0, 0, 1), new NotificationStore.Outbox("pigeon", 2, 120, 0));
        assertThat(new DeliveryGauges(database, clock).read()).extracting(Gauges.Gauge::name).containsExactly("jieshui_outbox_waiting", "jieshui_outbox_oldest_seconds", "jieshui_outbox_failed");
    }

    @Test
    void pagesAndCountsTheCallersOwn() {
        for (var i = 1; i <= 5; i++) {
            send(message(1, "cases.urged", "第" + i + "条"), message(2, "cases.urged", "别人的"));
        }
        var first = resource.list(as(1), null, 2);
        assertThat(first.items()).extracting(n -> n.subject().zh()).containsExactly("第5条", "第4条");
        assertThat(first.unread()).isEqualTo(5);
        var rest = resource.list(as(1), first.next(), 50);
        assertThat(rest.items()).extracting(n -> n.subject().zh()).containsExactly("第3条", "第2条", "第1条");
        assertThat(rest.next()).isNull();
    }

    @Test
    void readsOnesOwnOnly() {
        send(message(1, "a.b", "一"), message(1, "a.b", "二"), message(2, "a.b", "三"));
        var mine = store.list(1, Long.MAX_VALUE, 10).get(0);

        assertThatThrownBy(() -> resource.read(as(2), mine.id())).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(404));
        assertThat(resource.read(as(1), mine.id()).unread()).isEqualTo(1);
        assertThat(resource.read(as(1), mine.id()).unread()).as("again").isEqualTo(1);
        assertThat(resource.readAll(as(1)).unread()).isZero();
        assertThat(store.unread(2)).isEqualTo(1);
    }

    @Test
    void aMutedKindIsNotWritten() {
        send(message(1, "cases.urged", "一"));
        assertThat(resource.setPreferences(as(1), new NotificationsResource.Wanted(List.of("cases.urged"), null)).muted()).containsExactly("cases.urged");
        send(message(1, "cases.urged", "二"), message(1, "cases.task", "三"), message(2, "cases.urged", "四"));

        assertThat(store.list(1, Long.MAX_VALUE, 10)).extracting(n -> n.subject().zh()).containsExactly("三", "一");
        assertThat(store.unread(2)).isEqualTo(1);
        assertThat(resource.preferences(as(1)).kinds()).containsExactly("cases.task", "cases.urged");
        assertThatThrownBy(() -> resource.setPreferences(as(1), new NotificationsResource.Wanted(List.of("<script>"), null))).isInstanceOf(ProblemException.class);
    }

    @Test
    void theBellRingsForItsOwner() {
        var mine = bell.open(1, null);
        var other = bell.open(2, null);
        send(message(1, "a.b", "一"));
        ring();
        send(message(1, "a.b", "二"));
        ring();

        assertThat(texts(mine)).containsExactly("一", "二");
        assertThat(texts(other)).isEmpty();
    }

    @Test
    void theBellCatchesUp() {
        var first = bell.open(1, null);
        send(message(1, "a.b", "一"));
        ring();
        var last = first.poll().id();
        first.close();
        send(message(1, "a.b", "二"), message(2, "a.b", "别人的"));
        settled();

        var again = bell.open(1, Cursor.parse(last).orElseThrow());
        send(message(1, "a.b", "三"));
        ring();
        assertThat(texts(again)).containsExactly("二", "三");
    }

    @Test
    void aMessageThatCommitsLateIsNotPassed() throws Exception {
        var stream = bell.open(1, null);
        var written = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        try (var pool = new AutoClosing()) {
            var late = pool.executor.submit(() -> database.transact(handle -> {
                send(message(1, "a.b", "early id, late commit"));
                written.countDown();
                commit.await(20, TimeUnit.SECONDS);
            }));
            assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
            send(message(1, "a.b", "late id, early commit"));
            bell.ring();
            assertThat(texts(stream)).as("nothing is settled yet").isEmpty();
            commit.countDown();
            late.get(20, TimeUnit.SECONDS);
        }
        var all = new ArrayList<String>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            bell.ring();
            all.addAll(texts(stream));
            assertThat(all).containsExactly("early id, late commit", "late id, early commit");
        });
    }

    private static final class AutoClosing implements AutoCloseable {
        final java.util.concurrent.ExecutorService executor = Executors.newFixedThreadPool(4);

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    /** Other tests' transactions on the same server hold the horizon back for a moment. */
    private void ring() {
        settled();
        bell.ring();
    }

    private void settled() {
        var after = database.<Long>read(h -> h.createQuery("SELECT coalesce(max(xid::text::bigint), 0) FROM notifications.message").mapTo(Long.class).one());
        await().atMost(Duration.ofSeconds(20)).until(() -> Long.parseLong(store.horizon().xid()) > after);
    }

    private static List<String> texts(EventStream stream) {
        var texts = new ArrayList<String>();
        for (var event = stream.poll(); event != null; event = stream.poll()) {
            texts.add(((Notification) event.data()).subject().zh());
        }
        return texts;
    }

    /** Fails as often as it is told to. */
    private static final class Pigeon implements Channel {
        final Queue<String> delivered = new ConcurrentLinkedQueue<>();
        volatile int failures;

        @Override
        public String id() {
            return "pigeon";
        }

        @Override
        public synchronized void deliver(Delivery delivery) throws Exception {
            if (failures > 0) {
                failures--;
                throw new java.io.IOException("no wind");
            }
            delivered.add(delivery.reference());
        }
    }

    @Test
    void aFailedAttemptIsRepeatedAfterAPause() {
        var pigeon = new Pigeon();
        pigeon.failures = 1;
        store.write(List.of(message(1, "a.b", "一")), PIGEON, clock.instant());

        deliveries.run(Map.of());
        deliveries.run(Map.of("pigeon", pigeon));
        deliveries.run(Map.of("pigeon", pigeon));
        assertThat(pigeon.delivered).as("the pause is not over").isEmpty();
        clock.advance(Duration.ofSeconds(30));
        deliveries.run(Map.of("pigeon", pigeon));
        deliveries.run(Map.of("pigeon", pigeon));
        assertThat(pigeon.delivered).singleElement().asString().endsWith("@loft");

        var id = deliveryId();
        assertThat(store.state(id)).contains("done");
        assertThat(store.attempts(id)).extracting(NotificationStore.Attempt::outcome, NotificationStore.Attempt::error)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("failed", "IOException: no wind"), org.assertj.core.groups.Tuple.tuple("delivered", null));
    }

    @Test
    void whatFailedForGoodIsListedAndSentAgain() {
        var pigeon = new Pigeon();
        pigeon.failures = 3;
        store.write(List.of(message(1, "a.b", "一")), PIGEON, clock.instant());
        for (var i = 0; i < 5; i++) {
            deliveries.run(Map.of("pigeon", pigeon));
            clock.advance(Duration.ofHours(1));
        }
        assertThat(pigeon.delivered).isEmpty();
        var failure = resource.failures(null, 50).items().get(0);
        assertThat(failure.attempts()).hasSize(3);
        assertThat(failure.channel()).isEqualTo("pigeon");

        assertThat(resource.resendAll().resent()).isEqualTo(1);
        pigeon.failures = 3;
        for (var i = 0; i < 5; i++) {
            deliveries.run(Map.of("pigeon", pigeon));
            clock.advance(Duration.ofHours(1));
        }
        resource.resend(failure.id());
        deliveries.run(Map.of("pigeon", pigeon));
        assertThat(pigeon.delivered).hasSize(1);
        assertThat(store.attempts(failure.id())).hasSize(7);
        assertThat(resource.failures(null, 50).items()).isEmpty();
        assertThatThrownBy(() -> resource.resend(failure.id())).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(409));
        assertThatThrownBy(() -> resource.resend(1234567)).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(404));
    }

    @Test
    void anAttemptThatDiedIsRepeatedAfterItsLease() {
        store.write(List.of(message(1, "a.b", "一")), PIGEON, clock.instant());
        assertThat(store.claim(Set.of("pigeon"), 10, clock.instant(), Duration.ofMinutes(5))).hasSize(1);
        var pigeon = new Pigeon();
        deliveries.run(Map.of("pigeon", pigeon));
        assertThat(pigeon.delivered).isEmpty();

        clock.advance(Duration.ofMinutes(5));
        deliveries.run(Map.of("pigeon", pigeon));
        assertThat(pigeon.delivered).hasSize(1);
        assertThat(store.attempts(deliveryId())).extracting(NotificationStore.Attempt::outcome).containsExactly("started", "delivered");
    }

    @Test
    void manyNodesDeliverEachMessageOnce() throws Exception {
        var all = new ArrayList<Message>();
        for (var i = 0; i < 200; i++) {
            all.add(message(i + 1, "a.b", "一"));
        }
        store.write(all, PIGEON, clock.instant());
        var pigeon = new Pigeon();
        try (var pool = new AutoClosing()) {
            var nodes = new ArrayList<java.util.concurrent.Future<?>>();
            for (var i = 0; i < 4; i++) {
                nodes.add(pool.executor.submit(() -> new Deliveries(store, clock, new Backoff(3, Duration.ofSeconds(30), Duration.ofMinutes(5)),
                        Duration.ofMinutes(5)).run(Map.of("pigeon", pigeon))));
            }
            for (var node : nodes) {
                node.get(30, TimeUnit.SECONDS);
            }
        }
        deliveries.run(Map.of("pigeon", pigeon));
        assertThat(pigeon.delivered).hasSize(200).doesNotHaveDuplicates();
    }

    private long deliveryId() {
        return database.read(h -> h.createQuery("SELECT id FROM notifications.delivery").mapTo(Long.class).one());
    }
}
