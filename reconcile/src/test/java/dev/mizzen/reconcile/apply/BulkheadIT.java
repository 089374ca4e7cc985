package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Obstacle;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one API server may take of us, by a server that is slow or has too much to do. */
final class BulkheadIT {
    private static final byte[] VERSION = "{\"major\":\"1\"}".getBytes(StandardCharsets.UTF_8);

    /** How the next requests are answered; those without an entry at once. */
    private record Answer(int status, String retryAfter, Duration late) {}

    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Long> arrivals = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            arrivals.add(System.nanoTime());
            Answer answer = answers.poll();
            Answer now = answer == null ? new Answer(200, "", Duration.ZERO) : answer;
            CompletableFuture.delayedExecutor(now.late().toMillis(), TimeUnit.MILLISECONDS, threads)
                    .execute(() -> answer(exchange, now));
        });
        server.start();
        api = Api.open(
                new ClusterName("one"),
                new ConfigBuilder(Config.empty())
                        .withRequestRetryBackoffLimit(0)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build(),
                ApiLimits.DEFAULT,
                RequestListener.SILENT);
    }

    private static void answer(HttpExchange exchange, Answer answer) {
        try (exchange) {
            if (!answer.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
            }
            exchange.sendResponseHeaders(answer.status(), VERSION.length);
            exchange.getResponseBody().write(VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        api.close();
        server.stop(0);
        threads.close();
    }

    private String ask() throws ApiException {
        return api.document("/version", Call.JSON).path("major").asString();
    }

    @Test
    void answersAfterFiveSecondsAreAnswers() throws Exception {
        int many = 2 * ApiLimits.DEFAULT.breakerFailures();
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            answers.add(new Answer(200, "", Duration.ofSeconds(5)));
        }
        for (int i = 0; i < many; i++) {
            asked.add(threads.submit(this::ask));
        }
        for (Future<String> one : asked) {
            assertThat(one.get()).isEqualTo("1");
        }
        assertThat(api.circuitOpen()).isFalse();
    }

    @Test
    void aServerThatWantsToBeLeftAloneIs() throws Exception {
        answers.add(new Answer(429, "1", Duration.ZERO));
        ApiException busy = catchThrowableOfType(ApiException.class, this::ask);
        assertThat(busy.obstacle()).isEqualTo(new Obstacle.Busy(Duration.ofSeconds(1)));
        assertThat(arrivals).as("nobody tries again underneath").hasSize(1);

        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(threads.submit(this::ask));
        }
        for (Future<String> one : asked) {
            assertThat(one.get()).isEqualTo("1");
        }
        assertThat(arrivals.subList(1, arrivals.size()))
                .hasSize(8)
                .allSatisfy(at -> assertThat(Duration.ofNanos(at - arrivals.getFirst()))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
        assertThat(api.circuitOpen()).as("it answers").isFalse();
    }

    @Test
    void whatAServerAsksForHasALimit() {
        answers.add(new Answer(429, "86400", Duration.ZERO));
        ApiException busy = catchThrowableOfType(ApiException.class, this::ask);
        assertThat(busy.obstacle()).isEqualTo(new Obstacle.Busy(Quiet.MOST));
        assertThat(Quiet.asked("soon")).isEqualTo(Duration.ZERO);
        assertThat(Quiet.asked(null)).isEqualTo(Duration.ZERO);
        assertThat(Quiet.asked(" 3 ")).isEqualTo(Duration.ofSeconds(3));
    }
}
