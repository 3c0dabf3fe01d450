package org.jieshui.persistence;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jieshui.persistence.postgres.EmbeddedPostgres;
import org.jieshui.persistence.postgres.FolderLock;
import org.jieshui.persistence.postgres.PostgresException;
import org.jieshui.persistence.transactions.Connections;
import org.postgresql.ds.PGSimpleDataSource;

/** The PostgreSQL that the platform starts and stops, alone in its folder. */
final class EmbeddedServer implements DatabaseServer {

    /** For migrations, backups and an operator's psql, beside the pool. */
    private static final int OTHER_CONNECTIONS = 20;

    private final Settings.Embedded settings;
    private final EmbeddedPostgres postgres;
    private FolderLock lock;
    private PGSimpleDataSource owner;
    private PGSimpleDataSource app;

    EmbeddedServer(Settings settings) {
        this.settings = settings.embedded();
        this.postgres = new EmbeddedPostgres(this.settings.home(), this.settings.binaries(), this.settings.port(),
                Map.of("shared_buffers", this.settings.sharedBuffers(), "max_connections", Integer.toString(settings.poolSize() + OTHER_CONNECTIONS)));
    }

    @Override
    public boolean embedded() {
        return true;
    }

    @Override
    public String address() {
        return "127.0.0.1:" + postgres.port() + "/" + EmbeddedPostgres.DATABASE;
    }

    @Override
    public void start() {
        EmbeddedPostgres.prepareFolder(settings.home());
        if (lock == null) {
            lock = FolderLock.take(settings.home());
        }
        postgres.start();
        letOwnerRehearse();
        if (owner == null) {
            owner = Connections.dataSource("jdbc:postgresql://" + address(), EmbeddedPostgres.OWNER, postgres.secrets().owner());
            app = Connections.dataSource("jdbc:postgresql://" + address(), EmbeddedPostgres.APP, postgres.secrets().app());
        }
        owner.setPortNumbers(new int[] {postgres.port()});
        app.setPortNumbers(new int[] {postgres.port()});
    }

    /** Scripts are rehearsed in a database of their own, which the owner makes; clusters of the first releases did not let it. */
    private void letOwnerRehearse() {
        try (var connection = Connections.dataSource("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres", EmbeddedPostgres.SUPERUSER, postgres.secrets().superuser()).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + EmbeddedPostgres.OWNER + " CREATEDB");
        } catch (SQLException e) {
            throw new PostgresException("The role " + EmbeddedPostgres.OWNER + " cannot be allowed to make databases: " + Connections.words(e), e);
        }
    }

    @Override
    public boolean ended(long time, TimeUnit unit) throws InterruptedException {
        return postgres.process().waitFor(time, unit);
    }

    @Override
    public void stop() {
        if (lock != null) {
            postgres.stop();
            lock.close();
            lock = null;
        }
    }

    @Override
    public PGSimpleDataSource owner() {
        return owner;
    }

    @Override
    public PGSimpleDataSource app() {
        return app;
    }
}
