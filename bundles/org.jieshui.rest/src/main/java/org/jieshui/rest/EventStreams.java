package org.jieshui.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jieshui.platform.api.rest.EventStream;
import org.jieshui.platform.api.rest.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes event streams without a thread each: one thread writes whatever clients can take, another sends heartbeats and looks after sessions. */
final class EventStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService writer = daemon("jieshui-events");
    private final ScheduledExecutorService heart = daemon("jieshui-heartbeat");

    EventStreams(int heartbeatSeconds) {
        heart.scheduleWithFixedDelay(this::beat, heartbeatSeconds, heartbeatSeconds, TimeUnit.SECONDS);
    }

    static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(r -> {
            var thread = new Thread(r, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param allowed whether the caller may still listen; asked at every heartbeat */
    void open(HttpServletRequest request, HttpServletResponse response, EventStream stream, JsonMapper json, BooleanSupplier allowed) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream;charset=UTF-8");
        // nginx buffers otherwise
        response.setHeader("X-Accel-Buffering", "no");
        var async = request.startAsync();
        async.setTimeout(0);
        var connection = new Connection(async, response.getOutputStream(), stream, json, allowed);
        connections.add(connection);
        async.addListener(connection);
        connection.out.setWriteListener(connection);
        stream.attach(connection::wake);
    }

    private void beat() {
        for (var connection : connections) {
            try {
                connection.beat();
            } catch (ProblemException e) {
                connection.stream.close();
            } catch (RuntimeException e) {
                LOG.warn("An event stream is ended because its session could not be checked", e);
                connection.stream.close();
            }
        }
    }

    int size() {
        return connections.size();
    }

    @Override
    public void close() {
        heart.shutdownNow();
        connections.forEach(c -> c.stream.close());
        writer.shutdown();
        try {
            if (!writer.awaitTermination(2, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(Connection::finish);
    }

    private final class Connection implements WriteListener, AsyncListener {
        private final AsyncContext async;
        private final ServletOutputStream out;
        private final EventStream stream;
        private final JsonMapper json;
        private final BooleanSupplier allowed;
        private final AtomicBoolean scheduled = new AtomicBoolean();
        private final AtomicBoolean finished = new AtomicBoolean();
        private boolean greeted;
        private boolean dirty;
        private volatile boolean heartbeatDue;

        Connection(AsyncContext async, ServletOutputStream out, EventStream stream, JsonMapper json, BooleanSupplier allowed) {
            this.async = async;
            this.out = out;
            this.stream = stream;
            this.json = json;
            this.allowed = allowed;
        }

        /** From any thread, maybe under the sender's locks: only asks the writer to come by. */
        void wake() {
            if (scheduled.compareAndSet(false, true) && !writer.isShutdown()) {
                writer.execute(() -> {
                    scheduled.set(false);
                    onWritePossible();
                });
            }
        }

        @Override
        public void onWritePossible() {
            boolean ended;
            try {
                ended = write();
            } catch (IOException | RuntimeException e) {
                LOG.debug("An event stream ended: {}", e.toString());
                ended = true;
            }
            if (ended) {
                finish();
            }
        }

        /** @return true when all is said and the stream is closed */
        private synchronized boolean write() throws IOException {
            while (!finished.get() && out.isReady()) {
                var next = next();
                if (next != null) {
                    out.write(next.getBytes(StandardCharsets.UTF_8));
                    dirty = true;
                } else if (dirty) {
                    dirty = false;
                    out.flush();
                } else {
                    return stream.isClosed();
                }
            }
            return false;
        }

        private String next() throws IOException {
            if (!greeted) {
                greeted = true;
                return "retry: 2000\n\n";
            }
            var event = stream.poll();
            if (event != null) {
                return (event.id() == null ? "" : "id: " + event.id() + "\n") + (event.name() == null ? "" : "event: " + event.name() + "\n")
                        + "data: " + json.writeValueAsString(event.data()) + "\n\n";
            }
            if (heartbeatDue) {
                heartbeatDue = false;
                return ":\n\n";
            }
            return null;
        }

        void beat() {
            if (stream.isClosed()) {
                // closed for a whole beat and the client still takes nothing
                finish();
            } else if (allowed.getAsBoolean()) {
                heartbeatDue = true;
                wake();
            } else {
                stream.close();
            }
        }

        void finish() {
            if (finished.compareAndSet(false, true)) {
                connections.remove(this);
                stream.close();
                try {
                    async.complete();
                } catch (IllegalStateException e) {
                    LOG.trace("already complete", e);
                }
            }
        }

        @Override
        public void onError(Throwable t) {
            finish();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            finish();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            finish();
        }

        @Override
        public void onError(AsyncEvent event) {
            finish();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // never started again
        }
    }
}
