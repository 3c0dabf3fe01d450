package org.jieshui.notifications;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.rest.Authenticated;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The caller's own messages; and, for administrators, deliveries that failed. */
@Component(service = Resource.class)
@Path("notifications")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
public class NotificationsResource implements Resource {

    /** @param unread of all messages, not of this page's */
    record Inbox(List<Notification> items, String next, int unread) {}

    /** @param muted kinds the person does not want; {@code kinds}: those received so far, to choose from; {@code mail}: null while the platform sends none */
    record Preferences(Set<String> muted, Set<String> kinds, Mail mail) {}

    /** @param address masked; null: none is known, so no mail is sent */
    record Mail(boolean on, String address) {}

    /** What is null stays as it is. */
    record Wanted(List<String> muted, Boolean mail) {}

    record Unread(int unread) {}

    record Resent(int resent) {}

    private static final int MOST = 200;

    private final NotificationStore store;
    private final Bell bell;
    private final Clock clock;
    private final Supplier<Optional<MailChannel>> mail;

    @Activate
    public NotificationsResource(@Reference NotificationsService notifications, @Reference Clock clock) {
        this(notifications.store(), notifications.bell(), clock, notifications::mail);
    }

    NotificationsResource(NotificationStore store, Bell bell, Clock clock, Supplier<Optional<MailChannel>> mail) {
        this.mail = mail;
        this.store = store;
        this.bell = bell;
        this.clock = clock;
    }

    @GET
    @Summary("The caller's messages, newest first, and how many are unread")
    public Inbox list(@Context SecurityContext who, @QueryParam("after") String after, @QueryParam("limit") @DefaultValue("50") int limit) {
        var person = person(who);
        var items = store.list(person, before(after), size(limit));
        return new Inbox(items, next(items, limit, Notification::id), store.unread(person));
    }

    @POST
    @Path("{id}/read")
    @Summary("Marks a message as read")
    public Unread read(@Context SecurityContext who, @PathParam("id") long id) {
        if (!store.markRead(person(who), id, clock.instant())) {
            throw ProblemException.notFound();
        }
        return new Unread(store.unread(person(who)));
    }

    @POST
    @Path("read-all")
    @Summary("Marks all of the caller's messages as read")
    public Unread readAll(@Context SecurityContext who) {
        store.markAllRead(person(who), clock.instant());
        return new Unread(store.unread(person(who)));
    }

    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Summary("New messages for the caller as server-sent events; Last-Event-ID catches up")
    public EventStream stream(@Context SecurityContext who, @HeaderParam("Last-Event-ID") String last) {
        return bell.open(person(who), Cursor.parse(last).orElse(null));
    }

    @GET
    @Path("preferences")
    @Summary("Kinds of messages the caller has muted, and whether they come by mail too")
    public Preferences preferences(@Context SecurityContext who) {
        var person = person(who);
        return new Preferences(new TreeSet<>(store.muted(person)), new TreeSet<>(store.kinds(person)),
                mail.get().map(m -> new Mail(!store.off(person).contains(MailChannel.ID), m.maskedAddress(person))).orElse(null));
    }

    @PUT
    @Path("preferences")
    @Consumes(MediaType.APPLICATION_JSON)
    @Summary("Sets the kinds of messages the caller mutes, and whether they come by mail too")
    public Preferences setPreferences(@Context SecurityContext who, Wanted wanted) {
        var kinds = wanted.muted();
        if (kinds != null && (kinds.size() > MOST || kinds.stream().anyMatch(k -> k == null || !k.matches("[a-z][a-zA-Z0-9.-]{0,99}")))) {
            throw ProblemException.invalid("/muted", "应为消息种类的列表，例如 cases.urged", "Must be a list of kinds of messages, such as cases.urged");
        }
        if (kinds != null) {
            store.mute(person(who), kinds);
        }
        if (wanted.mail() != null) {
            store.switchChannel(person(who), MailChannel.ID, wanted.mail());
        }
        return preferences(who);
    }

    @GET
    @Path("failures")
    @Permission("notifications.admin")
    @Summary("Deliveries that failed for good, newest first, with every attempt")
    public Page<NotificationStore.Failure> failures(@QueryParam("after") String after, @QueryParam("limit") @DefaultValue("50") int limit) {
        var items = store.failures(before(after), size(limit));
        return new Page<>(items, next(items, limit, NotificationStore.Failure::id));
    }

    @POST
    @Path("failures/{id}/resend")
    @Permission("notifications.admin")
    @Summary("Sends a failed delivery again")
    public void resend(@PathParam("id") long id) {
        if (!store.resend(id, clock.instant())) {
            if (store.state(id).isEmpty()) {
                throw ProblemException.notFound();
            }
            throw Problem.of("notifications/not-failed", 409, "这次发送没有失败，不必重发", "This delivery has not failed and need not be sent again").toException();
        }
    }

    @POST
    @Path("failures/resend-all")
    @Permission("notifications.admin")
    @Summary("Sends all failed deliveries again")
    public Resent resendAll() {
        return new Resent(store.resendAll(clock.instant()));
    }

    private static long person(SecurityContext who) {
        return ((Actor) who.getUserPrincipal()).id();
    }

    private static int size(int limit) {
        return Math.max(1, Math.min(limit, MOST));
    }

    private static long before(String after) {
        if (after == null || after.isEmpty()) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Problem.of("malformed", 400, "参数 after 写法不对", "The parameter after has the wrong form").toException(e);
        }
    }

    private static <T> String next(List<T> items, int limit, ToLongFunction<T> id) {
        return items.size() < size(limit) ? null : String.valueOf(id.applyAsLong(items.get(items.size() - 1)));
    }
}
