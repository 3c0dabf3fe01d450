package org.jieshui.persistence.migrations;

import java.io.Reader;
import java.io.StringReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jieshui.persistence.transactions.Connections;
import org.jieshui.platform.api.persistence.DatabaseException;
import org.jieshui.platform.api.persistence.DatabaseStatus.Failure;

/** Flyway, which applies scripts in order, each in a transaction, and keeps their history; nothing else of the platform knows it. */
final class FlywayRun {

    static final String HISTORY = "schema_history";

    private final DataSource owner;
    private final String schema;
    private final String appRole;
    private final Duration lockTimeout;

    FlywayRun(DataSource owner, String schema, String appRole, Duration lockTimeout) {
        this.owner = owner;
        this.schema = schema;
        this.appRole = appRole;
        this.lockTimeout = lockTimeout;
    }

    void apply(Scripts scripts) {
        try {
            Flyway flyway = flyway(scripts);
            validate(flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw failed(e);
        }
    }

    /** Whether they fit what the schema has seen. Writes nothing. */
    void validate(Scripts scripts) {
        try {
            validate(flyway(scripts));
        } catch (FlywayException e) {
            throw failed(e);
        }
    }

    private static void validate(Flyway flyway) {
        ValidateResult result = flyway.validateWithResult();
        if (!result.validationSuccessful) {
            throw refused(result);
        }
    }

    private Flyway flyway(Scripts scripts) {
        var configuration = Flyway.configure(FlywayRun.class.getClassLoader())
                .dataSource(owner)
                .initSql("SET lock_timeout = " + lockTimeout.toMillis())
                .schemas(schema).defaultSchema(schema).createSchemas(false)
                .table(HISTORY)
                .placeholders(Map.of("app", '"' + appRole.replace("\"", "\"\"") + '"'))
                .resourceProvider(new Provided(scripts))
                .locations(new String[0])
                .skipDefaultCallbacks(true)
                // a script that this version does not know was brought by a newer one beside it
                .ignoreMigrationPatterns("*:future", "*:pending")
                .validateOnMigrate(false)
                .cleanDisabled(true)
                .loggers(FlywayLog.class.getName());
        return configuration.load();
    }

    private static MigrationException refused(ValidateResult result) {
        ValidateOutput first = result.invalidMigrations.isEmpty() ? null : result.invalidMigrations.get(0);
        if (first == null) {
            return new MigrationException("", 0, result.errorDetails == null ? "The scripts do not fit the schema's history" : firstLine(result.errorDetails.errorMessage),
                    "Install the release of the bundle whose scripts were applied.");
        }
        String script = "V" + first.version + "__" + first.description.replace(' ', '_') + ".sql";
        return switch (first.errorDetails.errorCode.toString()) {
            case "CHECKSUM_MISMATCH", "DESCRIPTION_MISMATCH", "TYPE_MISMATCH" -> new MigrationException(script, 0, "The script was changed after it was applied",
                    "A released script is never changed: put its old text back and write the change as a new script with the next number.");
            case "APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED" -> new MigrationException(script, 0, "The script was applied, but this bundle no longer holds it",
                    "A released script stays in the bundle: put it back.");
            case "RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED" -> new MigrationException(script, 0, "The script is older than the newest one that was applied",
                    "Number it after the newest one.");
            default -> new MigrationException(script, 0, firstLine(first.errorDetails.errorMessage), "Install the release of the bundle whose scripts were applied.");
        };
    }

    private static MigrationException failed(FlywayException e) {
        FlywaySqlScriptException inScript = cause(e, FlywaySqlScriptException.class);
        SQLException sql = cause(e, SQLException.class);
        FlywayMigrateException inMigration = cause(e, FlywayMigrateException.class);
        String script = inMigration == null ? "" : name(inMigration.getMigration());
        int line = inScript == null ? 0 : inScript.getLineNumber();
        String error = sql == null ? firstLine(e.getMessage()) : Connections.words(sql);
        boolean passing = DatabaseException.isPassing(e);
        String advice = passing ? "Nothing of this script was kept. It is tried again by itself."
                : "Nothing of this script was kept. Install a corrected release of the bundle, or restart the bundle when the cause is gone.";
        return new MigrationException(new Failure(script, line, error, advice), passing, e);
    }

    private static String name(MigrationInfo migration) {
        return migration == null ? "" : migration.getScript();
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    private static <T extends Throwable> T cause(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause).filter(type::isInstance).map(type::cast).findFirst().orElse(null);
    }

    /** The scripts as Flyway wants to read them. */
    private record Provided(Scripts scripts) implements ResourceProvider {

        @Override
        public LoadableResource getResource(String name) {
            return all().filter(resource -> resource.getFilename().equals(name)).findFirst().orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            List<String> endings = List.of(suffixes);
            return all().filter(r -> r.getFilename().startsWith(prefix) && endings.stream().anyMatch(r.getFilename()::endsWith)).toList();
        }

        private Stream<LoadableResource> all() {
            return scripts.scripts().stream().map(Text::new);
        }
    }

    private static final class Text extends LoadableResource {

        private final Scripts.Script script;

        Text(Scripts.Script script) {
            this.script = script;
        }

        @Override
        public Reader read() {
            return new StringReader(script.sql());
        }

        @Override
        public String getAbsolutePath() {
            return script.name();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return script.name();
        }

        @Override
        public String getFilename() {
            return script.name();
        }

        @Override
        public String getRelativePath() {
            return script.name();
        }
    }
}
