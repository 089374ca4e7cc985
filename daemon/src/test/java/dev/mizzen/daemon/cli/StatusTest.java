package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** {@code mizzen status} against a server that answers as the daemon does. */
class StatusTest {
    private static final String WELL = delivery("prod", "web", "synced", "healthy", "none", "");
    private static final String REJECTED =
            delivery("staging", "api", "rejected", "healthy", "none", "apps/api/application.yaml:9:7: unknown field");
    private static final String DRIFTED = delivery("staging", "web", "synced", "healthy", "drifted", "");

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] body = (answer == null ? "{\"error\":\"not found\"}" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void allIsWellWhereEveryDeliveryIsSyncedAndHealthy() {
        deliveries(WELL);
        Typed typed = status(Ansi.OFF);
        assertThat(typed.out()).isEqualTo("""
                APPLICATION  PROD
                web          healthy
                """);
        assertThat(typed.exit()).isZero();
    }

    @Test
    void whatIsNotWellStandsBelowTheTableAndMakesTheExitCodeOne() {
        deliveries(WELL, REJECTED, DRIFTED);
        Typed typed = status(Ansi.OFF);
        assertThat(typed.out()).isEqualTo("""
                APPLICATION  PROD     STAGING
                api          -        rejected
                web          healthy  drifted
                staging/api: apps/api/application.yaml:9:7: unknown field
                """);
        assertThat(typed.exit()).isEqualTo(Exit.FOUND.code());
    }

    @Test
    void coloursAreForTerminalsOnly() {
        deliveries(WELL, REJECTED);
        assertThat(status(Ansi.OFF).out()).doesNotContain("\u001b");
        assertThat(status(Ansi.AUTO).out()).doesNotContain("\u001b");
        assertThat(status(Ansi.ON).out()).contains("\u001b[");
    }

    @Test
    void scriptsGetWhatTheDaemonSaid() {
        deliveries(WELL);
        assertThat(status(Ansi.OFF, "-o", "json").out()).contains("\"app\" : \"web\"", "\"sync\" : \"synced\"");
        assertThat(status(Ansi.OFF, "-o", "yaml").out()).contains("app: web");
    }

    @Test
    void oneDeliveryIsShownWithItsObjectsAndProblems() {
        answers.put("/api/v1/deliveries/shop/staging/api", REJECTED.replaceFirst("\\}$", """
                , "objects":[{"cluster":"staging","group":"apps","kind":"Deployment","namespace":"shop","name":"api",
                  "health":"healthy","message":"1/1 ready"}],
                  "problems":[{"text":"apps/api/application.yaml:9:7: unknown field"}]}"""));
        Typed typed = status(Ansi.OFF, "shop/staging/api");
        assertThat(typed.out()).startsWith("""
                        CLUSTER  KIND        NAMESPACE  NAME  HEALTH   MESSAGE
                        staging  Deployment  shop       api   healthy  1/1 ready
                        """).contains("problems:\n  apps/api/application.yaml:9:7: unknown field");
        assertThat(typed.exit()).isEqualTo(Exit.FOUND.code());
    }

    @Test
    void aDeliveryThatTheDaemonDoesNotKnowIsAFinding() {
        Typed typed = status(Ansi.OFF, "shop/prod/nothing");
        assertThat(typed.exit()).isEqualTo(Exit.FOUND.code());
        assertThat(typed.err()).contains("knows no such delivery");
    }

    @Test
    void aNameOfAnotherFormIsAMistakeOfUse() {
        assertThat(status(Ansi.OFF, "web").exit()).isEqualTo(Exit.USAGE.code());
    }

    @Test
    void aDaemonThatIsNotThereIsToldWithItsAddress() {
        server.stop(0);
        Typed typed = status(Ansi.OFF);
        assertThat(typed.exit()).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(typed.err()).contains("no daemon answers at " + url()).contains("mizzen run");
        assertThat(typed.out()).isEmpty();
    }

    @Test
    void aServerThatIsNoDaemonIsTold() {
        answers.put("/api/v1/deliveries", "<html>");
        Typed typed = status(Ansi.OFF);
        assertThat(typed.exit()).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(typed.err()).contains("is no Mizzen daemon");
    }

    private void deliveries(String... deliveries) {
        answers.put("/api/v1/deliveries", "{\"deliveries\":[" + String.join(",", deliveries) + "]}");
    }

    private Typed status(Ansi colours, String... words) {
        String[] line = new String[words.length + 3];
        line[0] = "status";
        line[1] = "--server";
        line[2] = url();
        System.arraycopy(words, 0, line, 3, words.length);
        return Typed.of(colours, line);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String delivery(
            String environment, String app, String sync, String health, String drift, String message) {
        return """
                {"id":"shop/%1$s/%2$s","source":"shop","environment":"%1$s","app":"%2$s","revision":"%3$s","head":"%3$s",
                 "sync":"%4$s","health":"%5$s","drift":"%6$s","message":"%7$s","since":"2026-11-22T23:00:00Z","clusters":[]}""".formatted(environment, app, "0".repeat(40), sync, health, drift, message);
    }
}
