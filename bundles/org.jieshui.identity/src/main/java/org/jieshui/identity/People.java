package org.jieshui.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Accounts (system administration) and what they may do (security administration). A post belongs to one column of the person and the tables keep it
 * apart from memberships and deputies; what is checked here is for a clear answer, the constraints are what holds.
 */
@Component(service = People.class)
public class People {

    private static final Set<String> CONSTRAINTS = Set.of(DatabaseException.FOREIGN_KEY_VIOLATION, DatabaseException.CHECK_VIOLATION);

    record Membership(String department, String role) {}

    record NamedDepartment(String id, Text name) {}

    /** @param post {@code system}, {@code security}, {@code audit} or null */
    record PersonInfo(long id, String account, String name, NamedDepartment department, String phone, String email, String language, boolean enabled,
            boolean locked, boolean mustChangePassword, String post, List<Membership> memberships, List<String> districts, Instant lastSignIn, int version) {

        PersonInfo masked() {
            return new PersonInfo(id, account, name, department, maskedPhone(phone), maskedEmail(email), language, enabled, locked, mustChangePassword, post,
                    memberships, districts, lastSignIn, version);
        }
    }

    record NewPerson(String account, String name, String department, String phone, String email, String language) {}

    record PersonEdit(String name, String department, String phone, String email, String language) {}

    /** Replaces what the person may do as a whole. */
    record GrantEdit(List<Membership> memberships, List<String> districts, String post) {
        GrantEdit {
            memberships = memberships == null ? List.of() : memberships.stream().distinct().toList();
            districts = districts == null ? List.of() : districts.stream().distinct().toList();
            post = post == null || post.isBlank() ? null : post;
        }
    }

    /** The password is told once, to be handed over; it must be changed at the first login. */
    record WithPassword(PersonInfo person, String oneTimePassword) {}

    private static final String SELECT = "SELECT " + PersonRow.COLUMNS + """
            , d.name_zh, d.name_en,
            (SELECT array_agg(m.department || '/' || m.role ORDER BY m.department, m.role) FROM identity.membership m WHERE m.person = p.id) AS memberships,
            (SELECT array_agg(x.district ORDER BY x.district) FROM identity.person_district x WHERE x.person = p.id) AS districts,
            EXISTS (SELECT FROM identity.login_throttle t WHERE t.key = sha256(convert_to('account ' || p.account, 'UTF8')) AND t.locked > :now) AS locked
            FROM identity.person p LEFT JOIN identity.department d ON d.id = p.department
            """;

    private final Database database;
    private final Clock clock;
    private final Lookups lookups;
    private final PasswordHasher hasher;

    @Activate
    public People(@Reference Database database, @Reference Clock clock, @Reference Lookups lookups, @Reference PasswordHasher hasher) {
        this.database = database;
        this.clock = clock;
        this.lookups = lookups;
        this.hasher = hasher;
    }

    Page<PersonInfo> list(Actor actor, String q, String department, Boolean enabled, String after, Integer limit) {
        Post.requireAny(actor, Post.SYSTEM, Post.SECURITY, Post.AUDIT);
        int n = Sql.limit(limit);
        var pattern = Optional.ofNullable(Sql.contains(q)).orElse("");
        return database.read(h -> Sql.page(h.createQuery(SELECT + """
                WHERE p.id > :after AND (:q = '' OR p.name ILIKE :q OR p.account ILIKE :q)
                  AND (:department = '' OR p.department = :department
                       OR EXISTS (SELECT FROM identity.membership m WHERE m.person = p.id AND m.department = :department))
                  AND (:all OR p.enabled = :enabled)
                ORDER BY p.id LIMIT :limit""")
                .bind("now", clock.instant()).bind("after", Sql.after(after, 0)).bind("q", pattern).bind("department", department == null ? "" : department)
                .bind("all", enabled == null).bind("enabled", Boolean.TRUE.equals(enabled)).bind("limit", n + 1)
                .map((rs, ctx) -> info(rs).masked()).list(), n, PersonInfo::id));
    }

    /** With phone and mail in full, which leaves a trace; the security administrator needs neither. */
    PersonInfo get(Actor actor, long id) {
        Post.requireAny(actor, Post.SYSTEM, Post.SECURITY);
        if (!actor.may(Post.SYSTEM.permission())) {
            return database.read(h -> find(h, id)).masked();
        }
        return database.inTransaction(h -> {
            var person = find(h, id);
            if (person.phone != null || person.email != null) {
                Logs.write(h, clock.instant(), actor, "identity.person", List.of("person/" + id), Set.of("phone", "email"));
            }
            return person;
        });
    }

    WithPassword create(Actor actor, NewPerson n) {
        Post.SYSTEM.require(actor);
        var account = n.account == null ? "" : n.account.strip().toLowerCase(Locale.ROOT);
        var fields = Problems.fields().check(account.matches("[a-z0-9][a-z0-9._-]{1,39}"), "/account", "2–40 个小写字母、数字或 . _ -，以字母或数字开头",
                "2–40 lower-case letters, digits or . _ -, the first a letter or a digit");
        checked(fields, n.name, n.phone, n.email, n.language);
        var password = Tokens.password();
        var hash = hasher.hash(password);
        return database.inTransaction(h -> {
            knownDepartment(h, n.department);
            var now = clock.instant();
            var id = h.createQuery("""
                    INSERT INTO identity.person (account, name, department, phone, email, language, password, password_changed, one_time)
                    VALUES (:account, :name, :department, :phone, :email, :language, :password, :now, true)
                    ON CONFLICT (account) DO NOTHING RETURNING id""")
                    .bind("account", account).bind("name", n.name).bind("department", n.department).bind("phone", empty(n.phone))
                    .bind("email", empty(n.email)).bind("language", n.language == null ? "zh-CN" : n.language).bind("password", hash).bind("now", now)
                    .mapTo(Long.class).findOne().orElseThrow(() -> Problems.taken(account));
            var person = find(h, id);
            AdminJournal.write(h, now, actor, "person.created", "person/" + id, null, Map.of("department", Objects.toString(n.department, "")));
            return new WithPassword(person, password);
        });
    }

    PersonInfo update(Actor actor, long id, int version, PersonEdit edit) {
        Post.SYSTEM.require(actor);
        checked(Problems.fields(), edit.name, edit.phone, edit.email, edit.language);
        return database.inTransaction(h -> {
            var before = locked(h, id, version);
            knownDepartment(h, edit.department);
            h.createUpdate("""
                    UPDATE identity.person SET name = :name, department = :department, phone = :phone, email = :email, language = :language,
                        version = version + 1 WHERE id = :id""")
                    .bind("name", edit.name).bind("department", edit.department).bind("phone", empty(edit.phone)).bind("email", empty(edit.email))
                    .bind("language", edit.language == null ? before.language : edit.language).bind("id", id).execute();
            var after = find(h, id);
            var changed = new TreeSet<String>();
            note(changed, "name", before.name, after.name);
            note(changed, "phone", before.phone, after.phone);
            note(changed, "email", before.email, after.email);
            note(changed, "language", before.language, after.language);
            AdminJournal.write(h, clock.instant(), actor, "person.changed", "person/" + id, Map.of("department", departmentOf(before)),
                    Map.of("department", departmentOf(after), "changed", changed));
            database.afterCommit(lookups::forget);
            return after;
        });
    }

    PersonInfo grant(Actor actor, long id, int version, GrantEdit edit) {
        Post.SECURITY.require(actor);
        notOwn(actor, id);
        if (edit.post != null && !edit.memberships.isEmpty()) {
            throw Problems.posts();
        }
        try {
            return database.inTransaction(h -> {
                var before = locked(h, id, version);
                checkGrants(h, before, edit);
                var now = clock.instant();
                if (edit.post != null) {
                    endPastDeputies(h, id, now);
                    if (hasDeputies(h, id)) {
                        throw Problems.posts();
                    }
                }
                if (before.post != null && !before.post.equals(edit.post)) {
                    refuseLast(h, before);
                }
                h.createUpdate("DELETE FROM identity.membership WHERE person = :id").bind("id", id).execute();
                h.createUpdate("UPDATE identity.person SET post = :post, version = version + 1 WHERE id = :id").bind("post", edit.post).bind("id", id)
                        .execute();
                for (var m : edit.memberships) {
                    h.createUpdate("INSERT INTO identity.membership (person, department, role) VALUES (:person, :department, :role)").bind("person", id)
                            .bind("department", m.department).bind("role", m.role).execute();
                }
                h.createUpdate("DELETE FROM identity.person_district WHERE person = :id").bind("id", id).execute();
                for (var district : edit.districts) {
                    h.createUpdate("INSERT INTO identity.person_district (person, district) VALUES (:person, :district)").bind("person", id)
                            .bind("district", district).execute();
                }
                if (!Objects.equals(before.post, edit.post)) {
                    Sessions.end(h, id);
                }
                var after = find(h, id);
                AdminJournal.write(h, now, actor, "person.granted", "person/" + id, grants(before), grants(after));
                database.afterCommit(lookups::forget);
                return after.masked();
            });
        } catch (RuntimeException e) {
            if (DatabaseException.sqlState(e).filter(CONSTRAINTS::contains).isPresent()) {
                throw Problems.posts();
            }
            throw e;
        }
    }

    PersonInfo enable(Actor actor, long id) {
        return setEnabled(actor, id, true);
    }

    /** Ends the person's sessions and tokens at once. */
    PersonInfo disable(Actor actor, long id) {
        return setEnabled(actor, id, false);
    }

    private PersonInfo setEnabled(Actor actor, long id, boolean enabled) {
        Post.SECURITY.require(actor);
        notOwn(actor, id);
        return database.inTransaction(h -> {
            var before = locked(h, id, null);
            if (before.enabled == enabled) {
                return before.masked();
            }
            if (!enabled && before.post != null) {
                refuseLast(h, before);
            }
            h.createUpdate("UPDATE identity.person SET enabled = :enabled, version = version + 1 WHERE id = :id").bind("enabled", enabled).bind("id", id)
                    .execute();
            if (!enabled) {
                Sessions.end(h, id);
            }
            AdminJournal.write(h, clock.instant(), actor, enabled ? "person.enabled" : "person.disabled", "person/" + id, Map.of("enabled", before.enabled),
                    Map.of("enabled", enabled));
            database.afterCommit(lookups::forget);
            return find(h, id).masked();
        });
    }

    /** For a person without a post: who could reset an administrator's password would hold that post too. */
    WithPassword resetPassword(Actor actor, long id) {
        Post.SYSTEM.require(actor);
        notOwn(actor, id);
        var password = Tokens.password();
        var hash = hasher.hash(password);
        return database.inTransaction(h -> {
            var person = locked(h, id, null);
            if (person.post != null) {
                throw Problems.postPassword();
            }
            setPassword(h, id, hash, clock.instant());
            AdminJournal.write(h, clock.instant(), actor, "person.password-reset", "person/" + id, null, null);
            database.afterCommit(lookups::forget);
            return new WithPassword(find(h, id).masked(), password);
        });
    }

    static void setPassword(Handle h, long id, String hash, Instant now) {
        h.createUpdate("UPDATE identity.person SET password = :password, password_changed = :now, one_time = true, version = version + 1 WHERE id = :id")
                .bind("password", hash).bind("now", now).bind("id", id).execute();
        Sessions.end(h, id);
    }

    private static void checked(Problems.Fields fields, String name, String phone, String email, String language) {
        fields.line(name, "/name", 60)
                .check(empty(phone) == null || phone.matches("[0-9+() -]{5,25}"), "/phone", "只含数字、+、-、空格和括号，5–25 位",
                "Digits, +, -, blanks and brackets, 5–25 of them")
                .check(empty(email) == null || email.matches("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+") && email.length() <= 120, "/email", "请填写有效的邮箱地址",
                "A mail address")
                .check(language == null || language.equals("zh-CN") || language.equals("en"), "/language", "只支持 zh-CN 和 en", "Only zh-CN and en")
                .refuse();
    }

    private static void checkGrants(Handle h, PersonInfo person, GrantEdit edit) {
        var fields = Problems.fields();
        fields.check(edit.post == null || List.of("system", "security", "audit").contains(edit.post), "/post", "没有这个岗位", "No such post");
        var kinds = new TreeSet<Boolean>();
        Optional.ofNullable(person.department).map(d -> external(h, d.id)).ifPresent(kinds::add);
        for (int i = 0; i < edit.memberships.size(); i++) {
            var m = edit.memberships.get(i);
            var external = external(h, m.department);
            fields.check(external != null, "/memberships/" + i + "/department", "没有这个部门", "No such department");
            fields.check(ordinaryRole(h, m.role), "/memberships/" + i + "/role", "没有这个角色；管理岗位请填在 post", "No such role; administrators' posts go into post");
            Optional.ofNullable(external).ifPresent(kinds::add);
        }
        fields.check(kinds.size() < 2, "/memberships", "一人不能既属集团部门又属外部单位", "Nobody belongs to the group and to an external organisation");
        for (int i = 0; i < edit.districts.size(); i++) {
            fields.check(exists(h, "SELECT count(*) FROM identity.district WHERE id = :id AND enabled", edit.districts.get(i)), "/districts/" + i, "没有这个分区",
                    "No such district");
        }
        fields.refuse();
    }

    /** Null if there is no such department. */
    private static Boolean external(Handle h, String department) {
        return h.createQuery("SELECT external FROM identity.department WHERE id = :id AND enabled").bind("id", department).mapTo(Boolean.class).findOne()
                .orElse(null);
    }

    private static boolean ordinaryRole(Handle h, String role) {
        return exists(h, "SELECT count(*) FROM identity.role WHERE id = :id AND post IS NULL", role);
    }

    private static boolean exists(Handle h, String sql, String id) {
        return h.createQuery(sql).bind("id", id).mapTo(Long.class).one() > 0;
    }

    private static void knownDepartment(Handle h, String department) {
        if (department != null) {
            Problems.fields().check(external(h, department) != null, "/department", "没有这个部门", "No such department").refuse();
        }
    }

    private static void endPastDeputies(Handle h, long id, Instant now) {
        h.createUpdate("""
                UPDATE identity.deputy SET ended_at = :now, ended_by = 0, clerk = NULL
                WHERE (person = :id OR deputy = :id) AND ended_at IS NULL AND to_day < :today""")
                .bind("now", now).bind("today", Sql.day(now)).bind("id", id).execute();
    }

    private static boolean hasDeputies(Handle h, long id) {
        return h.createQuery("SELECT count(*) FROM identity.deputy WHERE (person = :id OR deputy = :id) AND ended_at IS NULL").bind("id", id)
                .mapTo(Long.class).one() > 0;
    }

    /** Locks the post, so that two administrators cannot remove the last two holders at once. */
    private static void refuseLast(Handle h, PersonInfo holder) {
        h.createQuery("SELECT id FROM identity.role WHERE post = :post FOR UPDATE").bind("post", holder.post).mapTo(String.class).one();
        long others = h.createQuery("SELECT count(*) FROM identity.person WHERE post = :post AND enabled AND id <> :id").bind("post", holder.post)
                .bind("id", holder.id).mapTo(Long.class).one();
        if (holder.enabled && others == 0) {
            throw Problems.lastAdministrator();
        }
    }

    private static void notOwn(Actor actor, long id) {
        if (actor.id() == id) {
            throw Problems.ownAccount();
        }
    }

    /** @param version what the caller saw; null: any */
    private PersonInfo locked(Handle h, long id, Integer version) {
        h.createQuery("SELECT id FROM identity.person WHERE id = :id FOR UPDATE").bind("id", id).mapTo(Long.class).findOne()
                .orElseThrow(ProblemException::notFound);
        var person = find(h, id);
        if (version != null && person.version != version) {
            throw Problems.conflict(person.masked());
        }
        return person;
    }

    private PersonInfo find(Handle h, long id) {
        return h.createQuery(SELECT + "WHERE p.id = :id").bind("now", clock.instant()).bind("id", id).map((rs, ctx) -> info(rs)).findOne()
                .orElseThrow(ProblemException::notFound);
    }

    private static PersonInfo info(java.sql.ResultSet rs) throws java.sql.SQLException {
        var p = PersonRow.of(rs);
        var memberships = new ArrayList<Membership>();
        for (var text : Sql.texts(rs, "memberships")) {
            var parts = text.split("/", 2);
            memberships.add(new Membership(parts[0], parts[1]));
        }
        var department = p.department() == null ? null : new NamedDepartment(p.department(), Text.of(rs.getString("name_zh"), rs.getString("name_en")));
        return new PersonInfo(p.id(), p.account(), p.name(), department, p.phone(), p.email(), p.language(), p.enabled(), rs.getBoolean("locked"), p.oneTime(),
                p.post(), List.copyOf(memberships), Sql.texts(rs, "districts"), p.lastSignIn(), p.version());
    }

    private static Map<String, Object> grants(PersonInfo p) {
        var map = new LinkedHashMap<String, Object>();
        map.put("post", p.post);
        map.put("memberships", p.memberships.stream().map(m -> m.department + "/" + m.role).toList());
        map.put("districts", p.districts);
        return map;
    }

    private static void note(Set<String> changed, String field, String before, String after) {
        if (!Objects.equals(before, after)) {
            changed.add(field);
        }
    }

    private static String departmentOf(PersonInfo p) {
        return p.department == null ? "" : p.department.id;
    }

    private static String empty(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    static String maskedPhone(String phone) {
        if (phone == null || phone.length() < 8) {
            return phone == null ? null : "****";
        }
        return phone.substring(0, 3) + "****" + phone.substring(phone.length() - 4);
    }

    static String maskedEmail(String email) {
        return email == null ? null : email.charAt(0) + "***" + email.substring(email.indexOf('@'));
    }
}
