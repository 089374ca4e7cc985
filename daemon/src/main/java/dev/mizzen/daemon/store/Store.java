package dev.mizzen.daemon.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.h2.api.ErrorCode;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's memory: one schema on H2 or PostgreSQL, brought up to date when it is opened. Thread-safe. */
public final class Store implements AutoCloseable {
    /** Flyway needs two connections at once. */
    private static final int CONNECTIONS = 8;

    /** What the migrations make; looked at when the store is opened. */
    private static final List<Table<?>> TABLES = Stream.of(
                    "delivery",
                    "baseline",
                    "finished_job",
                    "run",
                    "status_sent",
                    "event",
                    "approval",
                    "applied_release",
                    "artifact_pin",
                    "promotion_proof",
                    "release_log",
                    "pull_told",
                    "promotion_trial",
                    "pin_followed",
                    "environment_freeze")
            .<Table<?>>map(name -> DSL.table(name))
            .toList();

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final HikariDataSource pool;
    private final DSLContext sql;
    private final WriteBehind writes;
    private final StoredBaselines baselines;
    private final Probe probe;
    private final StoredReleases releases;
    private final StoredPins pins;
    private final StoredProofs proofs;
    private final StoredTrials trials;
    private final FollowedPins followed;
    private volatile UnaryOperator<String> masked = text -> text;

    private Store(HikariDataSource pool, SQLDialect dialect) {
        this.pool = pool;
        this.sql = DSL.using(pool, dialect);
        this.writes = new WriteBehind(sql);
        this.baselines = new StoredBaselines(sql, writes);
        this.releases = new StoredReleases(sql, writes);
        this.pins = new StoredPins(sql, writes);
        this.proofs = new StoredProofs(sql, writes);
        this.trials = new StoredTrials(sql, writes);
        this.followed = new FollowedPins(sql, writes);
        this.probe = new Probe(pool, sql);
    }

    /**
     * Opens the store and migrates its schema. An H2 file that H2 cannot make sense of, as a kill may leave it, is put aside,
     * and the store begins anew.
     *
     * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
     * @throws StoreUnavailable with what to do about it
     */
    public static Store open(String url, Optional<String> user, Optional<String> password) throws StoreUnavailable {
        try {
            return opened(url, user, password);
        } catch (StoreUnavailable e) {
            Optional<H2File> file = H2File.of(url).filter(f -> H2File.isBroken(e));
            if (file.isEmpty()) {
                throw e;
            }
            putAside(file.get(), e);
            return opened(url, user, password);
        }
    }

    private static void putAside(H2File file, StoreUnavailable why) throws StoreUnavailable {
        try {
            LOG.error(
                    "the store {} is broken and was put aside as {}; a new one begins: history and approvals are lost, the"
                            + " clusters are read anew: {}",
                    file.path(),
                    file.putAside(),
                    why.getMessage());
        } catch (IOException e) {
            throw new StoreUnavailable(
                    "the store " + file.path() + " is broken and cannot be put aside; move or delete it: " + e, e);
        }
    }

    private static Store opened(String url, Optional<String> user, Optional<String> password) throws StoreUnavailable {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(url.startsWith("jdbc:h2:") ? url + ";DB_CLOSE_ON_EXIT=FALSE" : url);
        user.ifPresent(config::setUsername);
        password.ifPresent(config::setPassword);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(PATIENCE.toMillis());
        @Nullable HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(config);
            migrate(pool);
            SQLDialect dialect = url.startsWith("jdbc:h2:") ? SQLDialect.H2 : SQLDialect.POSTGRES;
            TABLES.forEach(DSL.using(pool, dialect)::fetchExists);
            return new Store(pool, dialect);
        } catch (HikariPool.PoolInitializationException | FlywayException | DataAccessException e) {
            if (pool != null) {
                pool.close();
            }
            throw unavailable(url, e);
        }
    }

    private static void migrate(HikariDataSource pool) {
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:dev/mizzen/daemon/store")
                .load()
                .migrate();
    }

    private static StoreUnavailable unavailable(String url, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                return new StoreUnavailable(
                        "another daemon holds the store " + url + "; one file serves one daemon: stop the other,"
                                + " or give this one its own \"data\" folder or a PostgreSQL \"store\"",
                        e);
            }
        }
        return new StoreUnavailable("the store " + url + " cannot be opened: " + e.getMessage(), e);
    }

    public Deliveries deliveries() {
        return new Deliveries(sql, writes);
    }

    public Runs runs() {
        return new Runs(sql, writes, masked);
    }

    public SentStatuses statuses() {
        return new SentStatuses(sql);
    }

    /** From now on no text of a run or an event is written but as {@code as} shows it. */
    public void mask(UnaryOperator<String> as) {
        masked = as;
    }

    public Events events() {
        return new Events(sql, masked);
    }

    /** What became of each commit in each environment. */
    public ReleaseLog releaseLog() {
        return new ReleaseLog(sql, writes);
    }

    public Timeline timeline() {
        return new Timeline(sql, writes);
    }

    public StoredApprovals approvals() {
        return new StoredApprovals(sql);
    }

    public StoredBaselines baselines() {
        return baselines;
    }

    /** Why the store is of no use now, told within a second; empty if it answers and can be written. */
    public Optional<String> trouble() {
        return probe.trouble();
    }

    public StoredReleases releases() {
        return releases;
    }

    /** What was found for artifacts that no lock names. */
    public StoredPins pins() {
        return pins;
    }

    /** What deliveries were healthy with for long enough to be promoted. */
    public StoredProofs proofs() {
        return proofs;
    }

    /** How environments fare with what is pinned in them. */
    public StoredTrials trials() {
        return trials;
    }

    /** Which pin each delivery follows. */
    public FollowedPins followed() {
        return followed;
    }

    /** Which environments are frozen. */
    public StoredFreezes freezes() {
        return new StoredFreezes(sql);
    }

    /** Which pull requests were told what they change. */
    public ToldPulls pulls() {
        return new ToldPulls(sql);
    }

    /** Writes all that is pending now. */
    void flush() {
        writes.flush();
    }

    /** Writes what is pending and gives the connections back. */
    @Override
    public void close() {
        writes.close();
        pool.close();
    }
}
