package dev.mizzen.daemon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    @Test
    void why_it_does_not_answer_is_told_however_often_one_asks() throws Exception {
        try (Store store = open()) {
            assertThat(store.trouble()).isEmpty();
            postgres.orElseThrow().runs(false);
            await().until(() -> store.trouble().orElse(""), trouble -> trouble.startsWith("does not answer: "));
            for (int i = 0; i < 8; i++) {
                assertThat(store.trouble())
                        .hasValueSatisfying(trouble -> assertThat(trouble).startsWith("does not answer: "));
            }
            postgres.orElseThrow().runs(true);
            await().atMost(Duration.ofSeconds(30)).until(() -> store.trouble().isEmpty());
        } finally {
            postgres.orElseThrow().runs(true);
        }
    }

    @Override
    Store open() throws StoreUnavailable {
        return Store.open(postgres.orElseThrow().url(), Optional.of("mizzen"), Optional.empty());
    }
}
