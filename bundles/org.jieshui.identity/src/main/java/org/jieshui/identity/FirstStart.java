package org.jieshui.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.persistence.Database;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an empty installation: the departments and roles that the processes name, the three administrators, and with {@code -Djieshui.sample=true} sample
 * districts and people. Nobody has a default password: generated ones go into a file that only its owner can read, never into a log.
 */
public class FirstStart {

    static final String SAMPLE = "jieshui.sample";
    /** An account whose password an operator resets at this start: the way back in for an administrator. */
    static final String RESET = "jieshui.reset.account";
    static final String FIRST_LOGINS = "first-logins.txt";
    static final String SAMPLE_LOGINS = "sample-logins.txt";

    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LOCK = 0x6a69657368756902L;
    private static final Actor SELF = Actor.system("identity");

    record Unit(String id, Text name, boolean external) {}

    record Administrator(String account, String name, String post) {}

    record Standard(List<Unit> departments, List<Unit> roles, List<Administrator> administrators) {}

    record SamplePerson(String account, String name, String department, List<String> roles, List<String> districts) {}

    record Sample(List<Unit> districts, List<SamplePerson> people) {}

    private record Login(String department, String name, String account, String password, String duties) {}

    private final Database database;
    private final Clock clock;
    private final PasswordHasher hasher;
    private final Path data;
    private final boolean sample;

    FirstStart(BundleContext bundles, Database database, Clock clock, PasswordHasher hasher) {
        this(database, clock, hasher, Path.of(property(bundles, "karaf.data", "data")), Boolean.parseBoolean(property(bundles, SAMPLE, "false")),
                property(bundles, RESET, null));
    }

    FirstStart(Database database, Clock clock, PasswordHasher hasher, Path data, boolean sample, String reset) {
        this.database = database;
        this.clock = clock;
        this.hasher = hasher;
        this.data = data;
        boolean empty = database.read(h -> h.createQuery("SELECT count(*) FROM identity.installation").mapTo(Long.class).one()) == 0;
        if (empty) {
            fill(sample);
        }
        this.sample = database.read(h -> h.createQuery("SELECT sample FROM identity.installation").mapTo(Boolean.class).one());
        if (reset != null && !reset.isBlank()) {
            reset(reset.strip());
        }
    }

    /** Whether this installation was filled with sample data. */
    boolean sample() {
        return sample;
    }

    private void fill(boolean withSample) {
        database.transact(h -> {
            // one node fills, the others wait and find it done
            h.createQuery("SELECT pg_advisory_xact_lock(:lock) IS NULL").bind("lock", LOCK).mapTo(Boolean.class).one();
            if (h.createQuery("SELECT count(*) FROM identity.installation").mapTo(Long.class).one() > 0) {
                return;
            }
            var now = clock.instant();
            var standard = read("standard.json", Standard.class);
            int position = 0;
            for (var d : standard.departments) {
                Organisation.insert(h, "department", d.id, d.name, d.external, ++position);
            }
            for (var r : standard.roles) {
                h.createUpdate("INSERT INTO identity.role (id, name_zh, name_en) VALUES (:id, :zh, :en)").bind("id", r.id).bind("zh", r.name.zh())
                        .bind("en", r.name.en()).execute();
            }
            var logins = new ArrayList<Login>();
            for (var a : standard.administrators) {
                var password = Tokens.password();
                logins.add(person(h, now, a.account, a.name, null, a.post, password, hasher.hash(password), !withSample));
            }
            if (withSample) {
                samplePeople(h, now, standard, logins);
            }
            h.createUpdate("INSERT INTO identity.installation (sample, created) VALUES (:sample, :now)").bind("sample", withSample).bind("now", now).execute();
            AdminJournal.write(h, now, SELF, "installation.filled", "installation", null, Map.of("sample", withSample, "people", logins.size()));
            write(withSample ? SAMPLE_LOGINS : FIRST_LOGINS, logins, !withSample);
        });
        LOG.info("First start: departments, roles and administrators are there; their logins are in {}",
                data.resolve(withSample ? SAMPLE_LOGINS : FIRST_LOGINS));
    }

    private void samplePeople(Handle h, Instant now, Standard standard, List<Login> logins) {
        var content = read("sample.json", Sample.class);
        int position = 0;
        for (var d : content.districts) {
            Organisation.insert(h, "district", d.id, d.name, false, ++position);
        }
        for (var p : content.people) {
            var password = Tokens.password();
            var login = person(h, now, p.account, p.name, p.department, null, password, hasher.hashGenerated(password), false);
            for (var role : p.roles) {
                h.createUpdate("INSERT INTO identity.membership (person, department, role) SELECT id, :department, :role FROM identity.person WHERE account = :account")
                        .bind("department", p.department).bind("role", role).bind("account", p.account).execute();
            }
            for (var district : p.districts == null ? List.<String>of() : p.districts) {
                h.createUpdate("INSERT INTO identity.person_district (person, district) SELECT id, :district FROM identity.person WHERE account = :account")
                        .bind("district", district).bind("account", p.account).execute();
            }
            logins.add(new Login(name(standard.departments, p.department), login.name, login.account, login.password,
                    String.join("、", p.roles.stream().map(r -> name(standard.roles, r)).toList())));
        }
    }

    private static Login person(Handle h, Instant now, String account, String name, String department, String post, String password, String hash,
            boolean oneTime) {
        h.createUpdate("""
                INSERT INTO identity.person (account, name, department, post, password, password_changed, one_time)
                VALUES (:account, :name, :department, :post, :password, :now, :oneTime)""")
                .bind("account", account).bind("name", name).bind("department", department).bind("post", post).bind("password", hash)
                .bind("now", now).bind("oneTime", oneTime).execute();
        return new Login("", name, account, password, "");
    }

    private void reset(String account) {
        var password = Tokens.password();
        var hash = hasher.hash(password);
        boolean known = database.inTransaction(h -> {
            var id = h.createQuery("SELECT id FROM identity.person WHERE account = :account").bind("account", account).mapTo(Long.class).findOne();
            id.ifPresent(person -> {
                People.setPassword(h, person, hash, clock.instant());
                h.createUpdate("DELETE FROM identity.login_throttle WHERE key = :key").bind("key", LoginThrottle.accountKey(account)).execute();
                AdminJournal.write(h, clock.instant(), SELF, "person.password-reset", "person/" + person, null, null);
                write(FIRST_LOGINS, List.of(new Login("", "", account, password, "")), true);
            });
            return id.isPresent();
        });
        if (known) {
            LOG.warn("The password of one account was reset as {} asks; it is in {}. Start without it the next time", RESET, data.resolve(FIRST_LOGINS));
        } else {
            LOG.error("{} names no account of this installation; nothing was reset", RESET);
        }
    }

    /** Before the commit: without the file nobody could sign in. */
    private void write(String file, List<Login> logins, boolean oneTime) {
        var text = new StringBuilder();
        text.append(oneTime ? "# 一次性密码，首次登录时必须修改；登录后请删除本文件\n# One-time passwords, to be changed at the first login; delete this file then\n"
                : "# 示例账号，密码为本次安装随机生成；勿用于正式环境\n# Sample logins with passwords generated for this installation; not for production\n");
        logins.forEach(l -> text.append(String.join("\t", l.account, l.password, l.name, l.department, l.duties).stripTrailing()).append('\n'));
        try {
            Files.createDirectories(data);
            var path = data.resolve(file);
            Files.deleteIfExists(path);
            var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel = Files.newByteChannel(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner)) {
                channel.write(StandardCharsets.UTF_8.encode(text.toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + data.resolve(file) + "; make the folder writable and start again", e);
        }
    }

    private static String name(List<Unit> units, String id) {
        return units.stream().filter(u -> u.id.equals(id)).findFirst().map(u -> u.name.zh()).orElse(id);
    }

    private static String property(BundleContext bundles, String key, String otherwise) {
        var value = bundles.getProperty(key);
        return value == null ? otherwise : value;
    }

    static <T> T read(String resource, Class<T> type) {
        try (var in = FirstStart.class.getResourceAsStream("/identity/" + resource)) {
            return JSON.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
