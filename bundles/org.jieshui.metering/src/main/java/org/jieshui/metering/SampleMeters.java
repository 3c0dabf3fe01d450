package org.jieshui.metering;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.UntilDone;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Invents meters for an installation that was started with sample data and has none yet: of every calibre, two makers, some whose verification has ended, few of the large ones. */
@Component(service = SampleMeters.class, immediate = true)
public class SampleMeters {

    private static final Logger LOG = LoggerFactory.getLogger(SampleMeters.class);
    private static final long LOCK = 0x6a6965736875690dL;
    /** Calibre, how many, permanent flow rate. */
    private static final List<Object[]> KINDS = List.of(new Object[] {15, 80, "2.5"}, new Object[] {20, 90, "4"}, new Object[] {25, 50, "6.3"}, new Object[] {32, 20, "10"}, new Object[] {40, 36, "16"},
            new Object[] {50, 30, "25"}, new Object[] {65, 16, "40"}, new Object[] {80, 20, "63"}, new Object[] {100, 24, "100"}, new Object[] {150, 4, "250"}, new Object[] {200, 2, "400"});

    private final UntilDone work;

    @Activate
    public SampleMeters(BundleContext bundles, @Reference Database database, @Reference MeterStore store, @Reference Clock clock) {
        if (Boolean.parseBoolean(bundles.getProperty("jieshui.sample"))) {
            work = UntilDone.start("metering-sample", () -> {
                if (create(database, store, clock)) {
                    LOG.info("Invented sample meters");
                }
            });
        } else {
            work = null;
        }
    }

    @Deactivate
    void deactivate() {
        if (work != null) {
            work.close();
        }
    }

    /** Does nothing when there is a meter; two nodes that start at once make them once. */
    static boolean create(Database database, MeterStore store, Clock clock) {
        return database.inTransaction(h -> {
            h.createQuery("SELECT pg_advisory_xact_lock(:lock)").bind("lock", LOCK).mapTo(String.class).list();
            if (!store.page(MeterStore.Filter.ALL, null, 1).isEmpty()) {
                return false;
            }
            store.add(h, invented(LocalDate.ofInstant(clock.instant(), Meters.ZONE)), null, clock.instant(), 0);
            return true;
        });
    }

    static List<Meter.New> invented(LocalDate today) {
        var all = new ArrayList<Meter.New>();
        for (var kind : KINDS) {
            int calibre = (int) kind[0];
            for (int i = 1; i <= (int) kind[1]; i++) {
                boolean remote = i % 5 != 0;
                int years = Verification.years(calibre, new BigDecimal((String) kind[2]));
                // one in eleven lay too long
                var verified = i % 11 == 0 ? today.minusYears(years).minusDays(i) : today.minusDays(20L + i % 7 * 15);
                all.add(new Meter.New("%s%03d%06d".formatted(remote ? "YC" : "JX", calibre, 250_000 + i), "2026-" + (i % 3 == 0 ? "B" : "A") + calibre, calibre, remote ? "remote" : "mechanical",
                        remote ? "泉城智能仪表有限公司（样例）" : "济北水表厂（样例）", verified, null, new BigDecimal((String) kind[2]), "JL-" + verified.getYear() + "-" + calibre + "-" + i % 7));
            }
        }
        return all;
    }
}
