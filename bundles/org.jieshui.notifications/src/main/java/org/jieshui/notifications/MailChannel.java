package org.jieshui.notifications;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.notifications.Channel;
import org.jieshui.platform.api.notifications.DeliveryException;
import org.jieshui.platform.api.notifications.DeliveryException.Kind;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages by mail, to whoever has an address. It registers itself, because a component's service would show its configuration, password
 * included; and stays registered through a change, so that no message is written between two channels.
 */
@Component(service = {}, immediate = true, configurationPid = MailConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MailConfig.class)
public final class MailChannel implements Channel {

    static final String ID = "mail";

    private static final Logger LOG = LoggerFactory.getLogger(MailChannel.class);

    private final Directory directory;
    private final BundleContext context;
    private final MailTexts texts;
    private volatile MailSettings settings;
    private ServiceRegistration<Channel> registration;

    @Activate
    public MailChannel(@Reference Directory directory, @Reference Database database, BundleContext context, MailConfig config) {
        this.directory = directory;
        this.context = context;
        this.texts = new MailTexts(new MailWordingStore(database));
        changed(config);
    }

    MailChannel(Directory directory, MailTexts texts, MailSettings settings) {
        this.directory = directory;
        this.context = null;
        this.texts = texts;
        this.settings = settings;
    }

    @Modified
    void changed(MailConfig config) {
        if (config.host().isBlank()) {
            unregister();
            return;
        }
        try {
            settings = withLoader(() -> MailSettings.of(config));
        } catch (IllegalArgumentException | DeliveryException e) {
            LOG.error("etc/{}.cfg: {}; {}", MailConfig.PID, e.getMessage(), registration == null ? "no mail is sent" : "the former settings stay");
            return;
        }
        if (registration == null) {
            registration = context.registerService(Channel.class, this, null);
        }
        LOG.info("Mail goes through {}:{} ({})", settings.host(), settings.port(), settings.security());
    }

    @Deactivate
    void unregister() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }

    MailSettings settings() {
        return settings;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Set<Long> reaches(Set<Long> people) {
        return directory.mailboxes(people).keySet();
    }

    /** Null without one. */
    String maskedAddress(long person) {
        var box = directory.mailboxes(Set.of(person)).get(person);
        return box == null ? null : box.address().charAt(0) + "***" + box.address().substring(box.address().lastIndexOf('@'));
    }

    @Override
    public String domain() {
        return settings.domain();
    }

    @Override
    public void deliver(Delivery delivery) throws DeliveryException {
        long person = delivery.message().personId();
        var to = directory.mailboxes(Set.of(person)).get(person);
        if (to == null) {
            throw new DeliveryException(Kind.NOBODY, "no address any more");
        }
        send(delivery, to, settings);
    }

    /** To an address that an administrator types. @return the server's answer */
    String test(Delivery delivery, Directory.Mailbox to, Duration patience) throws DeliveryException {
        var s = settings;
        return send(delivery, to, new MailSettings(s.host(), s.port(), s.security(), s.user(), s.secret(), s.from(), s.baseUrl(),
                s.timeout().compareTo(patience) < 0 ? s.timeout() : patience));
    }

    private String send(Delivery delivery, Directory.Mailbox to, MailSettings through) throws DeliveryException {
        return withLoader(() -> {
            var server = new MailServer(through);
            try {
                return server.send(MailMessage.of(server.session(), delivery.reference(), delivery.at(), through.from(), MailMessage.address(to.address(), to.name()),
                        texts.of(delivery.message(), delivery.at(), to, through.baseUrl())));
            } catch (AddressException e) {
                throw new DeliveryException(Kind.REFUSED, "malformed address");
            } catch (MessagingException e) {
                throw new DeliveryException(Kind.REFUSED, "the mail cannot be written");
            }
        });
    }

    /** The library looks for its parts through the thread's class loader. */
    private static <T> T withLoader(Callable<T> work) throws DeliveryException {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(MailChannel.class.getClassLoader());
        try {
            return work.call();
        } catch (DeliveryException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
