package org.jieshui.sample;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Processes;
import org.jieshui.cases.api.view.CaseViews;
import org.jieshui.gis.api.PipeNetwork;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.calendar.WorkingCalendar;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.module.Modules;
import org.jieshui.platform.api.persistence.Database;
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
 * interrupted is finished by the next one.
 */
@Component(service = SampleCases.class, immediate = true)
public class SampleCases {

    private static final Logger LOG = LoggerFactory.getLogger(SampleCases.class);
    private static final List<String> MODULES = List.of("initiation", "intake", "survey", "gis", "design", "construction", "metering", "pricing");
    /** Given to roles when their module is first seen. */
    private static final List<String[]> GRANTS = List.of(new String[] {"chief-engineer", "initiation.work"}, new String[] {"customer-service", "intake.work"},
            new String[] {"customer-service", "survey.work"}, new String[] {"network", "gis.finding"}, new String[] {"design", "design.approve"},
            new String[] {"engineering", "construction.work"}, new String[] {"construction-unit", "construction.crew"}, new String[] {"marketing", "metering.work"},
            new String[] {"leader", "intake.lead"}, new String[] {"customer-service", "archive.tolerate"},
            new String[] {"audit", "pricing.fee"});
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
    private final Thread thread;

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
        thread = new Thread(this::attempt, "jieshui-sample");
        thread.setDaemon(true);
        if (Boolean.parseBoolean(bundles.getProperty("jieshui.sample"))) {
            thread.start();
        }
    }

    @Deactivate
    void deactivate() {
        thread.interrupt();
    }

    private void attempt() {
        try {
            Thread.sleep(2_000); // the pages first
            while (!ready()) {
                Thread.sleep(500);
            }
            fill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("The sample cases are not complete; the next start goes on", e);
        }
    }

    private boolean ready() {
        return MODULES.stream().allMatch(m -> modules.active(m).isPresent()) && processes.all().stream().anyMatch(p -> p.id().equals("single-meter"))
                && GRANTS.stream().noneMatch(g -> directory.withPermission(g[0], g[1], null).isEmpty());
    }

    private void fill() {
        var began = begin();
        if (began == null) {
            return;
        }
        var teller = new Teller(cases, archive, network, directory, database, new Workdays(calendar, began));
        var stories = Teller.stories();
        for (var story : stories) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                teller.tell(story);
            } catch (RuntimeException e) {
                LOG.warn("Sample case {} stops where it is: {}", story.id(), e instanceof ProblemException p ? p.problem().errors() : "", e);
            }
        }
        database.transact(h -> h.createUpdate("UPDATE sample.run SET finished = :now").bind("now", utc(clock.instant())).execute());
        LOG.info("Invented {} sample cases", stories.size());
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
