package org.jieshui.platform.api.rest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Server-sent events to one client. A resource method with {@code @Produces("text/event-stream")} returns one; the platform writes without
 * holding a thread, sends a heartbeat, and ends the stream when the client goes, its session ends, or the bundle stops or is replaced. The
 * client then comes back with {@code Last-Event-ID}, so every event that must not be missed has an id from which it can be found again.
 *
 * <p>{@link #send} never blocks. A client too slow to take {@value #LIMIT} events is cut off and catches up when it comes back.
 */
public final class EventStream implements AutoCloseable {

    /** Events that may wait for one client. */
    public static final int LIMIT = 1000;

    /**
     * @param id   what the client sends back as {@code Last-Event-ID}, or null
     * @param name type of the event, or null for a plain message
     * @param data sent as JSON
     */
    public record Event(String id, String name, Object data) {}

    private final Queue<Event> waiting = new ArrayDeque<>();
    private final List<Runnable> onClose = new ArrayList<>();
    private Runnable wake = () -> {};
    private boolean closed;

    /** @return false when the stream has ended: forget it */
    public boolean send(Event event) {
        Runnable signal;
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (waiting.size() < LIMIT) {
                waiting.add(event);
                signal = wake;
            } else {
                signal = null;
            }
        }
        if (signal == null) {
            close();
            return false;
        }
        signal.run();
        return true;
    }

    /** Runs the callback when the stream ends, at once if it has. */
    public void onClose(Runnable callback) {
        synchronized (this) {
            if (!closed) {
                onClose.add(callback);
                return;
            }
        }
        callback.run();
    }

    /** Ends the stream. What waits is still sent if the client takes it in time. */
    @Override
    public void close() {
        List<Runnable> callbacks;
        Runnable signal;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            callbacks = List.copyOf(onClose);
            onClose.clear();
            signal = wake;
        }
        callbacks.forEach(Runnable::run);
        signal.run();
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** For the platform: called whenever there is something to do. */
    public void attach(Runnable signal) {
        synchronized (this) {
            wake = signal;
        }
        signal.run();
    }

    /** For the platform: the next event, or null. */
    public synchronized Event poll() {
        return waiting.poll();
    }
}
