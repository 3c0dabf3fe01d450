package org.jieshui.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Channel;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.testkit.DrivenClock;
import org.jieshui.testkit.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages by mail, through a mail server on loopback: GreenMail where it is to behave, a scripted one where it is not. */
class MailTest {

    @RegisterExtension
    static final TestDatabase DB = TestDatabase.schema("notifications", NotificationStore.class);

    private static final long LIU = 1;
    private static final long SMITH = 2;
    private static final Backoff BACKOFF = new Backoff(4, Duration.ofSeconds(30), Duration.ofMinutes(5));

    private final DrivenClock clock = DrivenClock.at("2026-10-13T10:32");
    private final NotificationStore store = new NotificationStore(DB.database());
    private final MailWordingStore wordings = new MailWordingStore(DB.database());
    private final Deliveries deliveries = new Deliveries(store, clock, BACKOFF, Duration.ofMinutes(5));
    private final Map<Long, Directory.Mailbox> boxes = new HashMap<>(Map.of(LIU, new Directory.Mailbox("liu@example.org", "刘文博", "zh-CN"),
            SMITH, new Directory.Mailbox("smith@example.org", "Smith", "en")));

    @AfterEach
    void clear() {
        DB.clear();
    }

    /** What somebody writes into the file; all else has its default. */
    static MailConfig config(Map<String, Object> values) {
        return (MailConfig) Proxy.newProxyInstance(MailConfig.class.getClassLoader(), new Class<?>[] {MailConfig.class}, (proxy, method, arguments) ->
                method.getReturnType() == Class.class ? (Class<? extends Annotation>) MailConfig.class : values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private static MailSettings settings(int port) {
        return MailSettings.of(config(Map.of("host", "127.0.0.1", "port", port, "security", "none", "from", "接水平台 <jieshui@water.example>",
                "baseUrl", "https://jieshui.water.example/", "timeoutSeconds", 10)));
    }

    private MailChannel channel(int port) {
        var directory = (Directory) Proxy.newProxyInstance(Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("mailboxes");
            var found = new HashMap<>(boxes);
            found.keySet().retainAll((Set<?>) arguments[0]);
            return found;
        });
        return new MailChannel(directory, new MailTexts(wordings), settings(port));
    }

    private void write(Channel channel, Message... messages) {
        var people = Set.of(LIU, SMITH, 3L);
        store.write(List.of(messages), List.of(new NotificationStore.Route(channel.id(), channel.domain(), channel.reaches(people))), clock.instant());
    }

    private static SecurityContext as(long person) {
        return (SecurityContext) Proxy.newProxyInstance(SecurityContext.class.getClassLoader(), new Class<?>[] {SecurityContext.class},
                (proxy, method, arguments) -> new Actor(person, "a", "刘文博", Set.of(), Set.of(), Set.of(), false, "zh-CN"));
    }

    private static Message message(long person, String zh, String en) {
        return new Message(person, "cases.urged", Text.of(zh, en), 17L, null);
    }

    private void run(Channel channel) {
        deliveries.run(Map.of(channel.id(), channel));
    }

    private static GreenMail greenMail(int port) {
        var server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    private List<Tuple> attempts() {
        return DB.database().<List<Tuple>>read(h -> h.createQuery("SELECT outcome, error FROM notifications.attempt ORDER BY delivery_id, n")
                .map((rs, c) -> Tuple.tuple(rs.getString("outcome"), rs.getString("error"))).list());
    }

    private List<String> states() {
        return DB.database().<List<String>>read(h -> h.createQuery("SELECT state FROM notifications.delivery ORDER BY id").mapTo(String.class).list());
    }

    private static String part(MimeMessage mail, int i) throws Exception {
        return String.valueOf(((MimeMultipart) mail.getContent()).getBodyPart(i).getContent());
    }

    @Test
    void everybodyReadsItInHisLanguage() throws Exception {
        var server = greenMail(0);
        try {
            var channel = channel(server.getSmtp().getPort());
            write(channel, message(LIU, "济2026-0017 催办：𠮷䶮㛃", "2026-0017 is urged"), message(SMITH, "催办", "2026-0017 <b>is</b> urged"), message(3, "没有邮箱", "no address"));
            run(channel);

            assertThat(server.getReceivedMessages()).hasSize(2);
            var liu = server.getReceivedMessages()[0];
            assertThat(liu.getSubject()).isEqualTo("[接水] 济2026-0017 催办：𠮷䶮㛃");
            assertThat(((InternetAddress) liu.getFrom()[0]).getPersonal()).isEqualTo("接水平台");
            assertThat(liu.getAllRecipients()).containsExactly(new InternetAddress("liu@example.org"));
            assertThat(liu.getSentDate()).isEqualTo(clock.instant());
            assertThat(liu.getHeader("Date", null)).matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{1,2} [A-Z][a-z]{2} 2026 \\d\\d:\\d\\d:\\d\\d [+-]\\d{4} ?(\\([A-Z]+\\))?");
            assertThat(liu.getMessageID()).matches("<[0-9a-f-]{36}@water\\.example>");
            assertThat(part(liu, 0)).startsWith("刘文博：").contains("济2026-0017 催办：𠮷䶮㛃", "https://jieshui.water.example/cases/17");
            assertThat(part(liu, 1)).contains("<b>济2026-0017 催办：𠮷䶮㛃</b>", "href=\"https://jieshui.water.example/cases/17\"");

            var smith = server.getReceivedMessages()[1];
            assertThat(smith.getSubject()).isEqualTo("[Jieshui] 2026-0017 <b>is</b> urged");
            assertThat(part(smith, 0)).startsWith("Dear Smith,").contains("2026-0017 <b>is</b> urged");
            assertThat(part(smith, 1)).contains("2026-0017 &lt;b&gt;is&lt;/b&gt; urged").doesNotContain("<b>is");
            assertThat(smith.getMessageID()).isNotEqualTo(liu.getMessageID());
            assertThat(states()).containsExactly("done", "done");
        } finally {
            server.stop();
        }
    }

    @Test
    void whoSwitchedMailOffGetsNone() {
        var channel = channel(1);
        store.switchChannel(LIU, "mail", false);
        write(channel, message(LIU, "催办", "urged"), message(SMITH, "催办", "urged"));
        assertThat(store.list(LIU, Long.MAX_VALUE, 10)).as("the bell rings in any case").hasSize(1);
        assertThat(states()).hasSize(1);
        assertThat(store.off(LIU)).containsExactly("mail");
        store.switchChannel(LIU, "mail", true);
        write(channel, message(LIU, "催办", "urged"));
        assertThat(states()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: evil@example.org", "a\nBcc: evil@example.org", "a\r\n\r\nbody", "a\u2028Bcc: evil@example.org", "\"quoted, <evil@example.org>\"", "𠮷䶮㛃, (comment) \\",
            "=?UTF-8?Q?a=0D=0ABcc:_evil@example.org?=", "{{name}} <script>alert(1)</script>"})
    void textStaysText(String hostile) throws Exception {
        boxes.put(LIU, new Directory.Mailbox("liu@example.org", hostile, "zh-CN"));
        try (var server = new ScriptedSmtp()) {
            var channel = channel(server.port());
            write(channel, message(LIU, hostile + "𠮷".repeat(90), hostile));
            run(channel);

            assertThat(attempts()).containsExactly(Tuple.tuple("delivered", null));
            var head = server.taken.get(0).split("\n\n", 2)[0];
            var mail = GreenMailUtil.newMimeMessage(server.taken.get(0));
            assertThat(java.util.Collections.list(mail.getAllHeaders())).extracting(jakarta.mail.Header::getName)
                    .containsExactlyInAnyOrder("From", "To", "Subject", "Date", "Auto-Submitted", "Message-ID", "MIME-Version", "Content-Type");
            assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("liu@example.org"));
            assertThat(((InternetAddress) mail.getAllRecipients()[0]).getPersonal()).isEqualTo(MailMessage.line(hostile));
            assertThat(mail.getSubject()).isEqualTo("[接水] " + MailMessage.line(hostile + "𠮷".repeat(90)));
            assertThat(mail.getSubject()).doesNotContainPattern("[\\r\\n\u2028]");
            assertThat(head.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(200));
        }
    }

    @Test
    void halfACharacterIsNone() {
        assertThat(MailMessage.line("a\uD842b\uDFB7c\uD842\uDFB7")).isEqualTo("a b c𠮷");
    }

    @Test
    void notNowMeansLater() throws Exception {
        try (var server = new ScriptedSmtp()) {
            var channel = channel(server.port());
            write(channel, message(LIU, "催办", "urged"));
            server.next("RCPT", "451 4.7.1 <liu@example.org> greylisted");
            run(channel);
            run(channel);
            assertThat(attempts()).as("the pause is not over").containsExactly(Tuple.tuple("failed", "451 4.7.1 <…> greylisted"));
            clock.advance(Duration.ofSeconds(30));
            server.next(".", "452 4.3.1 no room");
            run(channel);
            clock.advance(Duration.ofMinutes(1));
            run(channel);
            assertThat(attempts()).extracting(t -> t.toList().get(0)).containsExactly("failed", "failed", "delivered");
            assertThat(states()).containsExactly("done");
        }
    }

    @Test
    void aRefusalEndsAtOnce() throws Exception {
        boxes.put(3L, new Directory.Mailbox("not an address@@", "王", "zh-CN"));
        try (var server = new ScriptedSmtp()) {
            var channel = channel(server.port());
            write(channel, message(LIU, "催办", "urged"), message(3, "催办", "urged"));
            server.next("RCPT", "550 5.1.1 <liu@example.org>: nobody of that name");
            run(channel);
            clock.advance(Duration.ofHours(1));
            run(channel);
            assertThat(attempts()).containsExactlyInAnyOrder(Tuple.tuple("refused", "550 5.1.1 <…>: nobody of that name"), Tuple.tuple("refused", "malformed address"));
            assertThat(states()).containsExactly("failed", "failed");
            assertThat(server.taken).isEmpty();

            write(channel, message(SMITH, "催办", "urged"));
            server.next(".", "554 5.7.1 this looks like spam");
            run(channel);
            assertThat(states()).containsExactly("failed", "failed", "failed");
        }
    }

    @Test
    void aLostAnswerIsRepeatedUnderTheSameMessageId() throws Exception {
        try (var server = new ScriptedSmtp()) {
            var channel = channel(server.port());
            write(channel, message(LIU, "催办", "urged"));
            server.next(".", null);
            run(channel);
            assertThat(attempts()).extracting(t -> t.toList().get(0)).containsExactly("uncertain");
            clock.advance(Duration.ofSeconds(30));
            run(channel);
            clock.advance(Duration.ofHours(1));
            run(channel);
            assertThat(server.taken).hasSize(2);
            assertThat(id(server.taken.get(0))).isEqualTo(id(server.taken.get(1))).isNotNull();
            assertThat(attempts()).extracting(t -> t.toList().get(0)).containsExactly("uncertain", "delivered");
        }
    }

    private static String id(String mail) throws Exception {
        return GreenMailUtil.newMimeMessage(mail).getMessageID();
    }

    @Test
    void aConnectionLostBeforeTheEndIsNoMail() throws Exception {
        try (var server = new ScriptedSmtp()) {
            var channel = channel(server.port());
            write(channel, message(LIU, "催办", "urged"));
            server.next("DATA", null);
            run(channel);
            assertThat(attempts()).extracting(t -> t.toList().get(0)).containsExactly("away");
        }
    }

    @Test
    void aMailThatWasTakenStaysTaken() throws Exception {
        try (var server = new ScriptedSmtp()) {
            var channel = channel(server.port());
            write(channel, message(LIU, "催办", "urged"));
            server.next("QUIT", null);
            run(channel);
            assertThat(states()).containsExactly("done");
        }
    }

    @Test
    void whileTheServerIsDownNothingIsLost() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var channel = channel(port);
        for (int i = 0; i < 20; i++) {
            write(channel, message(LIU, "第 " + i + " 条", "no. " + i));
        }
        run(channel);
        run(channel);
        assertThat(attempts()).as("one knocks, the others wait").extracting(t -> t.toList().get(0)).containsExactly("away");

        var server = greenMail(port);
        try {
            clock.advance(Duration.ofSeconds(30));
            run(channel);
            assertThat(server.getReceivedMessages()).hasSize(20).extracting(MimeMessage::getMessageID).doesNotHaveDuplicates();
            assertThat(states()).containsOnly("done").hasSize(20);
        } finally {
            server.stop();
        }
    }

    @Test
    void aWrongPasswordIsNoFaultOfTheMail() throws Exception {
        try (var server = new ScriptedSmtp()) {
            server.next("EHLO", "250-loopback\r\n250 AUTH PLAIN");
            server.next("AUTH", "535 5.7.8 no");
            var s = MailSettings.of(config(Map.of("host", "127.0.0.1", "port", server.port(), "security", "none", "user", "u", "password", "p3-secret", "from", "a@b.example")));
            assertThat(s.toString()).doesNotContain("p3-secret");
            var channel = new MailChannel(null, new MailTexts(wordings), s);
            assertThatThrownBy(() -> channel.test(new Channel.Delivery("x@y", clock.instant(), message(LIU, "试", "test")), boxes.get(LIU), Duration.ofSeconds(5)))
                    .isInstanceOfSatisfying(org.jieshui.platform.api.notifications.DeliveryException.class,
                            e -> assertThat(e.kind()).isEqualTo(org.jieshui.platform.api.notifications.DeliveryException.Kind.AWAY)).hasMessageContaining("535 5.7.8 no");
        }
    }

    @Test
    void noTlsWhereItIsAskedForMeansNoMail() throws Exception {
        try (var server = new ScriptedSmtp()) {
            var s = MailSettings.of(config(Map.of("host", "127.0.0.1", "port", server.port(), "from", "a@b.example")));
            var channel = new MailChannel(null, new MailTexts(wordings), s);
            assertThatThrownBy(() -> channel.test(new Channel.Delivery("x@y", clock.instant(), message(LIU, "试", "test")), boxes.get(LIU), Duration.ofSeconds(5)))
                    .hasMessageContaining("STARTTLS");
            assertThat(server.taken).isEmpty();
        }
    }

    @Test
    void whoLeftGetsNothingAndIsNoFailure() throws Exception {
        try (var server = new ScriptedSmtp()) {
            var channel = channel(server.port());
            write(channel, message(LIU, "催办", "urged"));
            boxes.remove(LIU);
            run(channel);
            assertThat(attempts()).extracting(t -> t.toList().get(0)).containsExactly("nobody");
            assertThat(states()).containsExactly("done");
        }
    }

    @Test
    void aSlowAttemptKeepsItsLease() {
        var channel = channel(1);
        write(channel, message(LIU, "催办", "urged"));
        var slow = new Channel() {
            @Override
            public String id() {
                return "mail";
            }

            @Override
            public void deliver(Delivery delivery) {
                clock.advance(Duration.ofMinutes(4));
                deliveries.renew();
                clock.advance(Duration.ofMinutes(4));
                assertThat(store.claim(Set.of("mail"), 1, clock.instant(), Duration.ofMinutes(5))).as("for another node").isEmpty();
            }
        };
        run(slow);
        assertThat(states()).containsExactly("done");
    }

    @Test
    void aTestMailTellsTheServersOwnAnswer() throws Exception {
        try (var server = new ScriptedSmtp()) {
            var resource = new MailResource(store, clock, () -> Optional.of(channel(server.port())));
            assertThat(resource.test(as(LIU), new MailResource.Test("boss@example.org"))).isEqualTo(new MailResource.Tested("delivered", "250 2.0.0 taken"));
            server.next("RCPT", "550 5.1.1 <boss@example.org>: nobody of that name");
            assertThat(resource.test(as(LIU), new MailResource.Test("boss@example.org"))).isEqualTo(new MailResource.Tested("refused", "550 5.1.1 <…>: nobody of that name"));
            for (var wrong : new String[] {null, "", "a b@c.example", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>", "x<a@b.example>"}) {
                assertThatThrownBy(() -> resource.test(as(LIU), new MailResource.Test(wrong))).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(422));
            }
            assertThat(server.taken).hasSize(1);
            assertThat(resource.state()).isEqualTo(new MailResource.State(true, "127.0.0.1", server.port(), "none", "jieshui@water.example", 0, 0));
        }
        var off = new MailResource(store, clock, Optional::empty);
        assertThatThrownBy(() -> off.test(as(LIU), new MailResource.Test("boss@example.org"))).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(409));
    }

    @Test
    void anAdministratorsWordingHoldsForWhatIsWrittenFromThenOn() throws Exception {
        var server = greenMail(0);
        try {
            var channel = channel(server.getSmtp().getPort());
            var resource = new MailWordingResource(wordings, clock);
            write(channel, message(LIU, "先写的", "written before"));
            clock.advance(Duration.ofMinutes(1));
            assertThat(resource.change(as(SMITH), "zh-CN", new MailWordingResource.Draft("水务：{{subject}}", "{{name}}您好：\n\n{{subject}}\n\n请看 {{link}}\n客服 <96000> & 微信", 0)))
                    .returns(1, MailWordingResource.View::version).returns(SMITH, MailWordingResource.View::by);
            write(channel, message(LIU, "后写的", "written after"), message(SMITH, "后写的", "in English as shipped"));
            run(channel);

            assertThat(server.getReceivedMessages()).extracting(MimeMessage::getSubject).containsExactly("[接水] 先写的", "水务：后写的", "[Jieshui] in English as shipped");
            assertThat(part(server.getReceivedMessages()[1], 0).replace("\r\n", "\n")).isEqualTo("刘文博您好：\n\n后写的\n\n请看 https://jieshui.water.example/cases/17\n客服 <96000> & 微信\n");
            assertThat(part(server.getReceivedMessages()[1], 1)).contains("<a href=\"https://jieshui.water.example/cases/17\">", "客服 &lt;96000&gt; &amp; 微信");
            assertThatThrownBy(() -> resource.change(as(SMITH), "zh-CN", new MailWordingResource.Draft("{{subject}}", "{{subject}}", 0)))
                    .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(409));
            assertThat(resource.overview().wordings()).extracting(MailWordingResource.View::version).containsExactly(1, 0);
        } finally {
            server.stop();
        }
    }

    @Test
    void onesOwnChoice() throws Exception {
        var channel = channel(1);
        var resource = new NotificationsResource(store, null, clock, () -> Optional.of(channel));
        assertThat(resource.preferences(as(LIU)).mail()).isEqualTo(new NotificationsResource.Mail(true, "l***@example.org"));
        assertThat(resource.setPreferences(as(LIU), new NotificationsResource.Wanted(null, false)).mail().on()).isFalse();
        assertThat(resource.preferences(as(3)).mail()).isEqualTo(new NotificationsResource.Mail(true, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an address", "a@b.example, c@d.example", ""})
    void aWrongSenderIsRefused(String from) {
        assertThatThrownBy(() -> MailSettings.of(config(Map.of("host", "h", "from", from)))).hasMessage("from is not a mail address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jieshui.example.cn", "javascript:alert(1)", "https://x/?a", "::"})
    void aWrongBaseIsRefused(String base) {
        assertThatThrownBy(() -> MailSettings.of(config(Map.of("host", "h", "from", "a@b.example", "baseUrl", base)))).hasMessageStartingWith("baseUrl");
    }
}
