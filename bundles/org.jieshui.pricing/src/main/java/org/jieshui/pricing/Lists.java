package org.jieshui.pricing;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What may be done to lists, and when: drafts change, somebody else publishes them with the day from which they count, and then they never change again (R77). */
@Component(service = Lists.class)
public class Lists {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    static final Set<String> WRITING = Set.of("created", "edited", "imported");
    private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);

    private final Database database;
    private final ListStore store;
    private final FeeStore fees;
    private final Clock clock;

    @Activate
    public Lists(@Reference Database database, @Reference ListStore store, @Reference FeeStore fees, @Reference Clock clock) {
        this.database = database;
        this.store = store;
        this.fees = fees;
        this.clock = clock;
    }

    PriceList get(long id) {
        return store.list(id).orElseThrow(ProblemException::notFound);
    }

    /** @param copyOf the list whose items it begins with, or null */
    PriceList create(String title, String note, Long copyOf, long person) {
        named(title, note);
        var items = copyOf == null ? List.<Item>of() : store.items(get(copyOf).id());
        return database.inTransaction(h -> {
            long id = store.create(h, title, blank(note), now());
            store.items(h, id, items);
            store.event(h, id, now(), person, "created", copyOf == null ? null : String.valueOf(get(copyOf).version()));
            return get(id);
        });
    }

    PriceList rename(long id, int revision, String title, String note, long person) {
        named(title, note);
        return change(id, revision, person, "edited", null, h -> store.name(h, id, title, blank(note)));
    }

    /** @param file the name of the workbook they came from, or null */
    PriceList items(long id, int revision, List<Item> items, String file, long person) {
        var faults = ItemRules.check(items);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults.stream().limit(200).toList());
        }
        return change(id, revision, person, file == null ? "edited" : "imported", file, h -> store.items(h, id, items));
    }

    PriceList publish(long id, int revision, LocalDate effective, long person) {
        return database.inTransaction(h -> {
            store.lockForPublication(h);
            var list = draft(id, revision);
            if (list.items() == 0) {
                throw ProblemException.invalid("/items", "清单还没有项目，先录入或导入", "The list has no item yet; enter or import some");
            }
            if (person != 0 && store.events(id).stream().anyMatch(e -> WRITING.contains(e.kind()) && e.person() == person)) {
                throw Problem.of("pricing/second-person", 409, "您编制过这一版，须由另一人复核发布", "You wrote on this version; somebody else has to check and publish it").toException();
            }
            dated(effective);
            moved(store.touch(h, id, revision));
            store.publish(h, id, effective, now(), person);
            store.event(h, id, now(), person, "published", effective.toString());
            return get(id);
        });
    }

    /** A list that is not in force yet becomes a draft again. */
    PriceList takeBack(long id, int revision, long person) {
        return database.inTransaction(h -> {
            store.lockForPublication(h);
            var list = get(id);
            if (list.draft()) {
                throw Problem.of("pricing/version-conflict", 409, "清单已是草稿，请刷新", "The list is a draft already; reload").toException();
            }
            if (!list.effective().isAfter(today())) {
                throw Problem.of("pricing/in-force", 409, "清单已于 " + list.effective() + " 生效，不能撤回", "The list has been in force since " + list.effective() + "; it cannot be taken back").toException();
            }
            moved(store.takeBack(h, id, revision));
            store.event(h, id, now(), person, "taken-back", null);
            return get(id);
        });
    }

    void remove(long id, int revision) {
        database.transact(h -> {
            draft(id, revision);
            moved(store.touch(h, id, revision));
            store.remove(h, id);
        });
    }

    LocalDate today() {
        return LocalDate.now(clock.withZone(ZONE));
    }

    private interface Change {
        void on(Handle h);
    }

    private PriceList change(long id, int revision, long person, String kind, String detail, Change work) {
        return database.inTransaction(h -> {
            draft(id, revision);
            moved(store.touch(h, id, revision));
            work.on(h);
            store.event(h, id, now(), person, kind, detail);
            return get(id);
        });
    }

    private PriceList draft(long id, int revision) {
        var list = get(id);
        if (!list.draft()) {
            throw Problem.of("pricing/published", 409, "第 " + list.version() + " 版已发布，不能改；请以它为底稿新建一版", "Version " + list.version()
                    + " is published and does not change; start a new version from it").toException();
        }
        moved(list.revision() == revision);
        return list;
    }

    private static void moved(boolean stands) {
        if (!stands) {
            throw Problem.of("pricing/version-conflict", 409, "清单在您打开后被改动，刷新后再做", "The list was changed since you opened it; reload, then do it again").toException();
        }
    }

    /** A past day is possible while no fee was issued from it on (lists of earlier years, entered at the start); two lists never begin on one day. */
    private void dated(LocalDate effective) {
        if (effective == null || effective.isBefore(EARLIEST)) {
            throw effective("选择生效日期，不早于 " + EARLIEST, "Choose the day from which it counts, from " + EARLIEST + " on");
        }
        if (effective.isAfter(today().plusYears(2))) {
            throw effective("生效日期不晚于两年后，请核对年份", "The day is at most two years away; check the year");
        }
        var other = store.lists().stream().filter(l -> effective.equals(l.effective())).findFirst();
        if (other.isPresent()) {
            throw effective("第 " + other.get().version() + " 版也在这一天生效，请另选一天", "Version " + other.get().version() + " begins on that day too; choose another");
        }
        fees.lastDay().filter(day -> !effective.isAfter(day)).ifPresent(day -> {
            throw effective("已有费用按 " + day + " 的清单出具，生效日期须在那天之后", "A fee was issued from the list of " + day + "; the new list has to begin after that day");
        });
    }

    private static ProblemException effective(String zh, String en) {
        return Problem.of("pricing/effective-date", 422, zh, en).toException();
    }

    private static void named(String title, String note) {
        if (title == null || title.isBlank() || title.length() > 100) {
            throw ProblemException.invalid("/title", "填写名称，不超过 100 字", "Give a title of at most 100 characters");
        }
        if (note != null && note.length() > 1000) {
            throw ProblemException.invalid("/note", "说明不超过 1000 字", "A note has at most 1000 characters");
        }
    }

    private static String blank(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private Instant now() {
        return clock.instant();
    }
}
