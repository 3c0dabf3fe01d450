package org.jieshui.notifications;

import jakarta.mail.internet.AddressException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Channel;
import org.jieshui.platform.api.notifications.DeliveryException;
import org.jieshui.platform.api.notifications.Message;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How mail stands, for administrators, and a mail to try it with. */
@Component(service = Resource.class)
@Path("notifications/mail")
@Produces(MediaType.APPLICATION_JSON)
@Permission("notifications.admin")
public class MailResource implements Resource {

    /** @param on whether mail is configured; without it the rest but the counts is null */
    record State(boolean on, String host, Integer port, String security, String from, long due, long failed) {}

    record Test(String to) {}

    /** @param outcome {@code delivered}, or how it failed: see the outcomes of attempts; {@code answer}: the mail server's own words, without addresses */
    record Tested(String outcome, String answer) {}

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final NotificationStore store;
    private final Clock clock;
    private final Supplier<Optional<MailChannel>> mail;

    @Activate
    public MailResource(@Reference NotificationsService notifications, @Reference Clock clock) {
        this(notifications.store(), clock, notifications::mail);
    }

    MailResource(NotificationStore store, Clock clock, Supplier<Optional<MailChannel>> mail) {
        this.store = store;
        this.clock = clock;
        this.mail = mail;
    }

    @GET
    @Summary("Whether mail is configured, through which server it goes, and how many wait or have failed")
    public State state() {
        var settings = mail.get().map(MailChannel::settings);
        return new State(settings.isPresent(), settings.map(MailSettings::host).orElse(null), settings.map(MailSettings::port).orElse(null),
                settings.map(MailSettings::security).orElse(null), settings.map(s -> s.from().getAddress()).orElse(null),
                store.count(MailChannel.ID, "due"), store.count(MailChannel.ID, "failed"));
    }

    @POST
    @Path("test")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("Sends a mail to an address at once and says what the mail server answered")
    public Tested test(@Context SecurityContext who, Test test) {
        var actor = (Actor) who.getUserPrincipal();
        var channel = mail.get().orElseThrow(() -> Problem.of("notifications/mail-off", 409, "没有配置邮件服务器", "No mail server is configured").toException());
        var to = new Directory.Mailbox(address(test), actor.displayName(), actor.language());
        var message = new Message(actor.id(), "notifications.test", Text.of("测试邮件", "Test mail"), null, null);
        try {
            return new Tested("delivered", channel.test(new Channel.Delivery(UUID.randomUUID() + "@" + channel.domain(), clock.instant(), message), to, PATIENCE));
        } catch (DeliveryException e) {
            return new Tested(Deliveries.outcome(e.kind()), e.getMessage());
        }
    }

    private static String address(Test test) {
        try {
            return MailMessage.address(test == null || test.to() == null ? "" : test.to().strip().toLowerCase(Locale.ROOT), "").getAddress();
        } catch (AddressException e) {
            throw ProblemException.invalid("/to", "请填写有效的邮箱地址", "A mail address");
        }
    }
}
