package dev.mizzen.daemon.store;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class PostgresStoreIT extends StoreContract {
    private Optional<Postgres> postgres = Optional.empty();

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Postgres started = Postgres.start();
        postgres = Optional.of(started);
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (Connection connection = DriverManager.getConnection(started.url(), "mizzen", "")) {
                return connection.isValid(1);
            }
        });
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (postgres.isPresent()) {
            postgres.get().stop();
        }
    }

    @Override
    Store open() throws StoreUnavailable {
        return Store.open(postgres.orElseThrow().url(), Optional.of("mizzen"), Optional.empty());
    }
}
