package org.jieshui.metering;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * What is done to meters, each in the caller's transaction: from the stock to a case and back, to the place where it hangs, off again. Rows are locked, a meter that somebody else is just taking is
 * passed over, and the database keeps that a meter has one case and a case one meter.
 */
@Component(service = Meters.class, configurationPid = "org.jieshui.metering")
@Designate(ocd = MeteringConfig.class)
public class Meters {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Who acts and when. @param person 0: the system */
    record By(long person, Instant at) {
        LocalDate day() {
            return LocalDate.ofInstant(at, ZONE);
        }
    }

    private final MeterStore store;
    final int lowStock;
    final int validDays;

    @Activate
    public Meters(@Reference MeterStore store, MeteringConfig config) {
        this(store, config.lowStock(), config.validDays());
    }

    Meters(MeterStore store, int lowStock, int validDays) {
        this.store = store;
        this.lowStock = lowStock;
        this.validDays = validDays;
    }

    /** The day until which the verification of a meter has to count that is reserved now. */
    LocalDate neededUntil(LocalDate today) {
        return today.plusDays(validDays);
    }

    /** Whether this reservation made it few: told once, when the line is crossed. */
    boolean becameLow(int calibre, LocalDate today) {
        return lowStock > 0 && store.usable(calibre, neededUntil(today)) == lowStock - 1;
    }

    /** Reserves the meter for the case; the one that it had goes back into the stock. The case's own again changes nothing. @param why needed where it takes the place of another one */
    Meter reserve(long caseId, String serial, String why, By by) {
        return taken(() -> store.inTransaction(h -> {
            var locked = store.lock(h, caseId, serial);
            var wanted = locked.stream().filter(m -> m.serial().equals(serial)).findFirst().orElseThrow(() -> unknown(serial));
            if (wanted.of(caseId)) {
                return wanted;
            }
            free(wanted);
            valid(wanted, neededUntil(by.day()), by.day());
            return take(h, wanted, locked, caseId, why, by);
        }));
    }

    /** Reserves one of the calibre, the one whose verification ends first. @param kind null: any */
    Meter reserve(long caseId, int calibre, String kind, String why, By by) {
        return taken(() -> store.inTransaction(h -> {
            var locked = store.lock(h, caseId, null);
            var found = store.pick(h, calibre, kind, neededUntil(by.day())).orElseThrow(() -> Problem.of("metering/none-in-stock", 409,
                    "没有可用的 DN" + calibre + " 水表（在库且检定还有效 " + validDays + " 天以上），请入库或选别的口径并说明", "No usable meter DN" + calibre + " is in stock (verified for " + validDays
                            + " days more); take some in, or choose another calibre and say why").toException());
            return take(h, found, locked, caseId, why, by);
        }));
    }

    private Meter take(Handle h, Meter wanted, List<Meter> locked, long caseId, String why, By by) {
        locked.stream().filter(m -> m.of(caseId)).findFirst().ifPresent(before -> {
            if (before.is(Meter.HUNG)) {
                throw hangs(before);
            }
            if (why == null || why.isBlank()) {
                throw ProblemException.invalid("/reason", "工单已预留 " + before.serial() + "，写明更换原因", before.serial() + " is reserved already; say why it is changed");
            }
            back(h, before, why, by);
        });
        store.move(h, wanted.id(), Meter.RESERVED, caseId, by.at());
        store.event(h, wanted.id(), by.at(), by.person(), "reserved", caseId, why);
        return store.lock(h, wanted.id()).orElseThrow();
    }

    /** Gives the case's reserved meter back. @return it, or empty when the case has none that only waits */
    Optional<Meter> release(long caseId, String why, By by) {
        return store.inTransaction(h -> {
            var reserved = store.lock(h, caseId, null).stream().filter(m -> m.of(caseId) && m.is(Meter.RESERVED)).findFirst();
            reserved.ifPresent(m -> back(h, m, why, by));
            return reserved;
        });
    }

    private void back(Handle h, Meter meter, String why, By by) {
        store.event(h, meter.id(), by.at(), by.person(), "released", meter.caseId(), why);
        store.move(h, meter.id(), Meter.STOCK, null, by.at());
    }

    /** Hangs at the case the meter that is reserved for it; another one only with a reason, and then the reserved one goes back. @param day when water was turned on: the verification has to count then */
    Meter hang(long caseId, String serial, LocalDate day, String why, By by) {
        return taken(() -> store.inTransaction(h -> {
            var locked = store.lock(h, caseId, serial);
            var wanted = locked.stream().filter(m -> m.serial().equals(serial)).findFirst().orElseThrow(() -> unknown(serial));
            if (wanted.of(caseId) && wanted.is(Meter.HUNG)) {
                throw hangs(wanted);
            }
            valid(wanted, day, day);
            if (!wanted.of(caseId)) {
                free(wanted);
                if (why == null || why.isBlank()) {
                    throw ProblemException.invalid("/exchangeReason", "这不是预留的水表，写明换表原因", "This is not the reserved meter; say why it was exchanged");
                }
                take(h, wanted, locked, caseId, why, by);
            }
            store.move(h, wanted.id(), Meter.HUNG, caseId, by.at());
            store.event(h, wanted.id(), by.at(), by.person(), "hung", caseId, null);
            return store.lock(h, wanted.id()).orElseThrow();
        }));
    }

    /** What hangs at the case is reserved for it again: water-on was sent back. */
    void unhang(long caseId, String why, By by) {
        store.inTransaction(h -> {
            store.lock(h, caseId, null).stream().filter(m -> m.of(caseId) && m.is(Meter.HUNG)).forEach(m -> {
                store.move(h, m.id(), Meter.RESERVED, caseId, by.at());
                store.event(h, m.id(), by.at(), by.person(), "unhung", caseId, why);
            });
            return null;
        });
    }

    /** Taken off where it hung: it is not used again without more ado. */
    Meter remove(long id, String why, By by) {
        return end(id, Meter.HUNG, Meter.REMOVED, why, by);
    }

    /** Out of use for good: from the stock, or after it was taken off. */
    Meter scrap(long id, String why, By by) {
        return end(id, null, Meter.SCRAPPED, why, by);
    }

    private Meter end(long id, String from, String to, String why, By by) {
        return store.inTransaction(h -> {
            var meter = store.lock(h, id).orElseThrow(ProblemException::notFound);
            if (from == null ? !meter.is(Meter.STOCK) && !meter.is(Meter.REMOVED) : !meter.is(from)) {
                throw state(meter);
            }
            store.event(h, id, by.at(), by.person(), to, meter.caseId(), why);
            store.move(h, id, to, null, by.at());
            return store.lock(h, id).orElseThrow();
        });
    }

    /** Verified again while it is in stock. */
    Meter verify(long id, LocalDate on, LocalDate until, String certificate, By by) {
        return store.inTransaction(h -> {
            var meter = store.lock(h, id).orElseThrow(ProblemException::notFound);
            if (!meter.is(Meter.STOCK)) {
                throw state(meter);
            }
            var faults = MeterRules.check(new Meter.New(meter.serial(), meter.batch(), meter.calibre(), meter.kind(), meter.manufacturer(), on, until, meter.q3(), certificate), by.day(), "");
            if (!faults.isEmpty()) {
                throw ProblemException.invalid(faults);
            }
            store.verified(h, id, on, until == null ? Verification.until(on, meter.calibre(), meter.q3()) : until, certificate);
            store.event(h, id, by.at(), by.person(), "verified", null, null);
            return store.lock(h, id).orElseThrow();
        });
    }

    private void free(Meter meter) {
        if (!meter.is(Meter.STOCK)) {
            throw Problem.of("metering/taken", 409, meter.serial() + " 不在库：" + MeterWords.state(meter.state()) + "，请换一只", meter.serial() + " is not in stock but " + meter.state() + "; choose another")
                    .with("state", meter.state()).toException();
        }
    }

    private static void valid(Meter meter, LocalDate needed, LocalDate today) {
        if (meter.validUntil().isBefore(needed)) {
            boolean over = meter.validUntil().isBefore(today);
            throw Problem.of("metering/verification", 409, meter.serial() + " 的检定有效期" + (over ? "已于 " : "将于 ") + meter.validUntil() + (over ? " 到期" : " 到期，挂表前可能失效") + "，请换一只或重新检定",
                    "The verification of " + meter.serial() + (over ? " ended on " : " ends on ") + meter.validUntil() + "; choose another or have it verified again").with("validUntil", meter.validUntil().toString())
                    .toException();
        }
    }

    private static ProblemException unknown(String serial) {
        return Problem.of("metering/unknown", 422, "没有表号 " + serial + " 的水表，核对表号或先入库", "There is no meter " + serial + "; check the number, or take it into the stock first")
                .withErrors(List.of(MeterRules.fault("/serial", "没有这只水表，核对表号", "There is no such meter; check the number"))).toException();
    }

    private static ProblemException hangs(Meter meter) {
        return Problem.of("metering/hung", 409, meter.serial() + " 已挂表，不能更换；先退回“挂表通水”", meter.serial() + " hangs already; send water-on back first").toException();
    }

    private static ProblemException state(Meter meter) {
        return Problem.of("metering/state", 409, meter.serial() + " 现为“" + MeterWords.state(meter.state()) + "”，不能这样做；刷新后再看", meter.serial() + " is " + meter.state() + " now, where this cannot be done; reload")
                .toException();
    }

    /** What the database keeps when two were faster than each other's look. */
    private static <T> T taken(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(DatabaseException.UNIQUE_VIOLATION::equals).isPresent()) {
                throw Problem.of("metering/taken", 409, "别人刚为这个工单预留了水表，刷新后再看", "Somebody has just reserved a meter for this case; reload").toException(e);
            }
            throw e;
        }
    }
}
