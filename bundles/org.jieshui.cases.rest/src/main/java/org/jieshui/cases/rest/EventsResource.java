package org.jieshui.cases.rest;

import static org.jieshui.cases.rest.TasksResource.actor;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import org.jieshui.cases.api.view.Changes;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Resource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What changed in cases that the caller may see, for pages that are open. */
@Component(service = Resource.class)
@Path("events")
@Permission("cases.read")
public class EventsResource implements Resource {

    private static final Logger LOG = LoggerFactory.getLogger(EventsResource.class);

    private final Changes changes;

    @Activate
    public EventsResource(@Reference Changes changes) {
        this.changes = changes;
    }

    @GET
    @Produces("text/event-stream")
    public EventStream stream(@Context SecurityContext who, @HeaderParam("Last-Event-ID") String last) {
        var stream = new EventStream();
        var subscription = changes.subscribe(actor(who), last, change -> stream.send(new EventStream.Event(change.id(), change.taskId() == null ? "case" : "task", change)));
        stream.onClose(() -> {
            try {
                subscription.close();
            } catch (Exception e) {
                LOG.debug("the subscription had ended", e);
            }
        });
        return stream;
    }
}
