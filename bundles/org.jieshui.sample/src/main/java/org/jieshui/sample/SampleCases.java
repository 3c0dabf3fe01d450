package org.jieshui.sample;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Processes;
import org.jieshui.cases.api.sample.SampleModule;
import org.jieshui.cases.api.sample.SampleWork;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.gis.api.PipeNetwork;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.module.ModulesListener;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.UntilDone;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an installation that was started with sample data and has no case yet: on a thread of its own, when the platform and the departments are there. A start that was
 * interrupted is finished by the next one, and so is one whose database went away, as soon as that is back.
 */
@Component(service = {SampleCases.class, ModulesListener.class}, immediate = true)
public class SampleCases implements ModulesListener {

    private static final Logger LOG = LoggerFactory.getLogger(SampleCases.class);
    private static final List<String> MODULES = List.of("initiation", "intake", "survey", "gis", "design", "construction", "metering", "pricing", "agreements", "payments", "visits");
    /** Given to roles when their module is first seen. */
    private static final List<String[]> GRANTS = List.of(new String[] {"chief-engineer", "initiation.work"}, new String[] {"customer-service", "intake.work"},
            new String[] {"customer-service", "survey.work"}, new String[] {"network", "gis.finding"}, new String[] {"design", "design.approve"},
            new String[] {"engineering", "construction.work"}, new String[] {"construction-unit", "construction.crew"}, new String[] {"marketing", "metering.work"},
            new String[] {"leader", "intake.lead"}, new String[] {"customer-service", "archive.tolerate"},
            new String[] {"audit", "pricing.fee"}, new String[] {"customer-service", "pricing.quote"}, new String[] {"customer-service", "agreements.commission"},
            new String[] {"customer-service", "agreements.deliver"}, new String[] {"marketing", "agreements.contract"}, new String[] {"finance", "payments.work"}, new String[] {"finance", "payments.approve"}, new String[] {"marketing", "metering.hang"},
            new String[] {"customer-service", "visits.work"}, new String[] {"customer-service", "archive.seal"}, new String[] {"customer-service", "archive.verify"});
    /** What waits for something else (a paper that is made afterwards, meters that are being invented) is tried again so often before its story stops. */
    private static final int PATIENCE = 240;
    private static final long PAUSE_MILLIS = 500;
    private static final int UNAVAILABLE = 503;
    private static final long LOCK = 0x6a69657368756903L;

    private final Database database;
    private final Clock clock;
    private final WorkingCalendar calendar;
    private final Cases cases;
    private final CaseViews views;
    private final Processes processes;
    private final Archive archive;
    private final Directory directory;
    private final Modules modules;
    private final PipeNetwork network;
    private final Modules.ServiceView<SampleWork> words;
    private final UntilDone work;
    private boolean stopped;

    @Activate
    public SampleCases(BundleContext bundles, @Reference Database database, @Reference Clock clock, @Reference WorkingCalendar calendar, @Reference Cases cases,
            @Reference CaseViews views, @Reference Processes processes, @Reference Archive archive, @Reference Directory directory, @Reference Modules modules,
            @Reference PipeNetwork network) {
        this.database = database;
        this.clock = clock;
        this.calendar = calendar;
        this.cases = cases;
        this.views = views;
        this.processes = processes;
        this.archive = archive;
        this.directory = directory;
        this.modules = modules;
        this.network = network;
        words = modules.services(SampleWork.class, SampleModule.PROPERTY);
        work = Boolean.parseBoolean(bundles.getProperty("jieshui.sample")) ? UntilDone.start("jieshui-sample", this::fill) : null;
    }

    @Deactivate
    void deactivate() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        if (work != null) {
            work.close();
        }
        words.close();
    }

    @Override
    public synchronized void modulesChanged() {
        notifyAll();
    }

    /** @return false when this component is stopped */
    private synchronized boolean pause() {
        try {
            if (!stopped) {
                wait(PAUSE_MILLIS); // or until the modules change; nobody tells of permissions that roles are given
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        return !stopped;
    }

    private boolean ready() {
        return MODULES.stream().allMatch(m -> modules.active(m).isPresent()) && processes.all().stream().anyMatch(p -> p.id().equals("single-meter"))
                && GRANTS.stream().noneMatch(g -> directory.withPermission(g[0], g[1], null).isEmpty());
    }

    private void fill() {
        while (!ready()) {
            if (!pause()) {
                return;
            }
        }
        var began = begin();
        if (began == null) {
            return;
        }
        var stories = Teller.stories();
        int whole = tell(new Teller(cases, archive, network, directory, words, database, new Workdays(calendar, began)), stories);
        if (whole < 0) {
            return;
        }
        database.transact(h -> h.createUpdate("UPDATE sample.run SET finished = :now").bind("now", utc(clock.instant())).execute());
        LOG.info("Invented {} sample cases", whole);
    }

    /**
     * Story by story; one that has to wait is taken up again after the others.
     *
     * @return how many came to their end; -1 when this component is stopped
     * @throws RuntimeException where the database is away: all is tried again then, from where it stands
     */
    private int tell(Teller teller, List<Story> stories) {
        var left = new ArrayDeque<>(stories);
        var tries = new HashMap<String, Integer>();
        int whole = 0;
        int idle = 0;
        while (!left.isEmpty()) {
            var story = left.poll();
            try {
                teller.tell(story);
                whole++;
                idle = 0;
            } catch (RuntimeException e) {
                if (isAway(e)) {
                    throw e;
                }
                if (tries.merge(story.id() + teller.told(story), 1, Integer::sum) < PATIENCE) {
                    left.add(story);
                    idle++;
                } else {
                    LOG.warn("Sample case {} stops where it is: {}", story.id(), e instanceof ProblemException p ? p.problem().errors() : "", e);
                }
            }
            if (stopped() || idle > left.size() && !pause()) {
                return -1;
            }
        }
        return whole;
    }

    private synchronized boolean stopped() {
        return stopped;
    }

    private static boolean isAway(RuntimeException e) {
        return DatabaseException.isPassing(e) || e instanceof ProblemException p && p.problem().status() == UNAVAILABLE;
    }

    /** @return when the sample was begun; null when it is finished, another node's, or there are cases that it did not make */
    private Instant begin() {
        return database.inTransaction(h -> {
            if (!h.createQuery("SELECT pg_try_advisory_xact_lock(:lock)").bind("lock", LOCK).mapTo(Boolean.class).one()) {
                return null;
            }
            record Run(Instant began, boolean finished) {}
            var run = h.createQuery("SELECT began, finished IS NOT NULL AS finished FROM sample.run")
                    .map((rs, c) -> new Run(rs.getObject("began", OffsetDateTime.class).toInstant(), rs.getBoolean("finished"))).findOne();
            if (run.isPresent()) {
                return run.get().finished() ? null : run.get().began();
            }
            var now = clock.instant();
            boolean others = !views.cases(Actor.system("sample"), new CaseViews.CaseQuery(null, null, null, null, null, null, null, 1)).items().isEmpty();
            h.createUpdate("INSERT INTO sample.run (began, finished) VALUES (:now, :finished)").bind("now", utc(now)).bind("finished", others ? utc(now) : null).execute();
            return others ? null : now;
        });
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
