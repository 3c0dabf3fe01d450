package org.jieshui.rest;

import static java.util.stream.Collectors.joining;

import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which application serves which first path segment. A bundle's application is built when it is first asked for; a change of a bundle's
 * resources replaces that application and touches no other.
 */
final class Routes {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    @FunctionalInterface
    interface Builder {
        Application build(String name, Collection<Object> resources) throws ServletException;
    }

    /** A resource that a bundle offers. @param owner module id, or the symbolic name of a bundle that is no module */
    private record Offer(Object resource, String owner, long bundleId, String segment) {}

    /** A bundle's resources and, once somebody asked, its application. */
    private static final class Published {
        private final String name;
        private final List<Offer> offers;
        private Application application;
        private boolean ended;

        Published(String name, List<Offer> offers) {
            this.name = name;
            this.offers = offers;
        }

        synchronized Application application(Builder builder) throws ServletException {
            if (application == null && !ended) {
                application = builder.build(name, offers.stream().map(Offer::resource).toList());
            }
            return application;
        }

        synchronized int inFlight() {
            return application == null ? 0 : application.inFlight();
        }

        synchronized Application end() {
            ended = true;
            return application;
        }
    }

    private final LongPredicate isActive;
    private final Builder builder;
    private final List<Offer> offers = new ArrayList<>();
    private final Map<String, String> claims = new HashMap<>();
    private final Set<Object> complainedAbout = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private volatile Map<Long, Published> published = Map.of();
    private volatile Function<String, Optional<String>> announced = segment -> Optional.empty();
    private volatile BiFunction<String, Set<String>, Optional<String>> waiting = (path, served) -> Optional.empty();

    Routes(LongPredicate isActive, Builder builder) {
        this.isActive = isActive;
        this.builder = builder;
    }

    /** @return whether the resource was taken: one with a method that says nothing about who may call it is not */
    boolean add(long bundleId, String owner, Object resource) {
        var model = Resource.from(resource.getClass());
        var problems = problems(resource, model);
        if (!problems.isEmpty()) {
            problems.forEach(p -> LOG.error("{} is not published: {}", resource.getClass().getName(), p));
            return false;
        }
        synchronized (this) {
            offers.add(new Offer(resource, owner, bundleId, segment(model.getPath())));
            publish();
        }
        return true;
    }

    /** Takes the resource out of service and waits for the requests in flight. */
    void remove(Object resource, Duration drain) throws InterruptedException {
        Application old;
        synchronized (this) {
            var offer = offers.stream().filter(o -> o.resource() == resource).findFirst();
            if (offer.isEmpty()) {
                return;
            }
            offers.remove(offer.get());
            complainedAbout.remove(resource);
            old = publish().get(offer.get().bundleId());
        }
        if (old != null && !old.awaitIdle(drain)) {
            LOG.warn("Requests to {} still run {} s after it was taken out of service", resource.getClass().getName(), drain.toSeconds());
        }
    }

    /** Gives segments to those who claim them, first come first served, and replaces the applications of the bundles whose resources changed. */
    private Map<Long, Application> publish() {
        claims.entrySet().removeIf(claim -> offers.stream().noneMatch(o -> o.owner().equals(claim.getValue()) && o.segment().equals(claim.getKey())));
        var byBundle = new LinkedHashMap<Long, List<Offer>>();
        for (var offer : offers) {
            var holder = claims.computeIfAbsent(offer.segment(), x -> offer.owner());
            if (holder.equals(offer.owner())) {
                byBundle.computeIfAbsent(offer.bundleId(), x -> new ArrayList<>()).add(offer);
                seen.put(offer.segment(), holder);
            } else if (complainedAbout.add(offer.resource())) {
                LOG.error("{} of {} is not published: /api/{} belongs to {}", offer.resource().getClass().getName(), offer.owner(), offer.segment(), holder);
            }
        }
        var now = new TreeMap<Long, Published>();
        var replaced = new HashMap<Long, Application>();
        byBundle.forEach((bundle, list) -> {
            var before = published.get(bundle);
            now.put(bundle, before != null && before.offers.equals(list) ? before : new Published(list.get(0).owner() + "-" + bundle, List.copyOf(list)));
        });
        var gone = published.entrySet().stream().filter(e -> now.get(e.getKey()) != e.getValue()).toList();
        published = now;
        gone.forEach(e -> {
            var application = e.getValue().end();
            if (application != null) {
                application.retire();
                replaced.put(e.getKey(), application);
            }
        });
        return replaced;
    }

    /** The application that serves a segment now, {@link Application#enter entered}; empty when nobody does. */
    Optional<Application> enter(String segment) throws ServletException {
        while (true) {
            var active = active(segment);
            if (active.isEmpty()) {
                return Optional.empty();
            }
            var application = active.get().application(builder);
            if (application != null && application.enter()) {
                return Optional.of(application);
            }
            Thread.onSpinWait();
        }
    }

    int inFlight(long bundleId) {
        var of = published.get(bundleId);
        return of == null ? 0 : of.inFlight();
    }

    private Optional<Published> active(String segment) {
        return published.entrySet().stream().filter(e -> isActive.test(e.getKey())).map(Map.Entry::getValue)
                .filter(p -> p.offers.stream().anyMatch(o -> o.segment().equals(segment))).findFirst();
    }

    /** Who else may know whose a segment is, and whose a path is that nobody serves though its segment is served. */
    void announced(Function<String, Optional<String>> ofSegment, BiFunction<String, Set<String>, Optional<String>> ofPath) {
        announced = ofSegment;
        waiting = ofPath;
    }

    /** The module whose resource will serve this path when all that it needs is there. @param served the classes of the resources that do not know it */
    Optional<String> waiting(String path, Set<String> served) {
        return waiting.apply(path, served);
    }

    /** The module that serves a segment or did since the start; empty when none ever did. */
    Optional<String> owner(String segment) {
        return Optional.ofNullable(seen.get(segment));
    }

    /** The module that served a segment since the start, or will when all that it needs is there. */
    Optional<String> absentOwner(String segment) {
        return Optional.ofNullable(seen.get(segment)).or(() -> announced.apply(segment));
    }

    /** Builds what is active and was not asked for yet, so that no user waits for it. */
    void warmUp() {
        for (var e : published.entrySet()) {
            if (isActive.test(e.getKey())) {
                try {
                    e.getValue().application(builder);
                } catch (ServletException | RuntimeException failure) {
                    LOG.error("The resources of {} cannot be published", e.getValue().name, failure);
                }
            }
        }
    }

    /** Resources of active generations by owner, for the OpenAPI document. */
    Map<String, List<Object>> active() {
        var byOwner = new TreeMap<String, List<Object>>();
        published.forEach((bundle, p) -> {
            if (isActive.test(bundle)) {
                p.offers.forEach(o -> byOwner.computeIfAbsent(o.owner(), x -> new ArrayList<>()).add(o.resource()));
            }
        });
        return byOwner;
    }

    /** Ends everything at once: streams close, requests in flight finish on their own. */
    synchronized void close() {
        offers.clear();
        publish();
    }

    static String segment(String path) {
        var trimmed = path.startsWith("/") ? path.substring(1) : path;
        var slash = trimmed.indexOf('/');
        return slash < 0 ? trimmed : trimmed.substring(0, slash);
    }

    private static List<String> problems(Object resource, Resource model) {
        if (model == null || model.getPath() == null) {
            return List.of("its class has no @Path");
        }
        var segment = segment(model.getPath());
        if (segment.isEmpty() || segment.contains("{")) {
            return List.of("its path must begin with a segment of its own, not " + model.getPath());
        }
        var problems = new ArrayList<String>();
        collectProblems(resource, model, problems);
        return problems;
    }

    private static void collectProblems(Object resource, Resource model, List<String> problems) {
        if (model.getResourceLocator() != null) {
            problems.add("sub-resource locators cannot be checked: " + name(model.getResourceLocator()));
        }
        var open = model.getResourceMethods().stream().filter(m -> Access.of(m.getInvocable().getHandlingMethod(), resource.getClass()).isEmpty())
                .map(Routes::name).distinct().collect(joining(", "));
        if (!open.isEmpty()) {
            problems.add("no @Permission, @Authenticated or @Open on " + open);
        }
        model.getChildResources().forEach(child -> collectProblems(resource, child, problems));
    }

    private static String name(ResourceMethod method) {
        return method.getInvocable().getHandlingMethod().getName();
    }
}
