package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mizzen.reconcile.model.ClusterName;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that closes connections instead of answering, as one does that restarts or drops idle ones. */
final class LostConnectionIT {
    private static final byte[] VERSION = "{\"major\":\"1\"}".getBytes(StandardCharsets.UTF_8);

    private final AtomicInteger requests = new AtomicInteger();
    private volatile int closes;
    private HttpServer server;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            if (requests.incrementAndGet() > closes) {
                exchange.sendResponseHeaders(200, VERSION.length);
                exchange.getResponseBody().write(VERSION);
            }
            exchange.close();
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

    @AfterEach
    void stop() {
        api.close();
        server.stop(0);
    }

    @Test
    void a_request_whose_connection_was_closed_is_sent_once_more() throws Exception {
        closes = 1;
        assertThat(api.document("/version", Call.JSON).path("major").asString()).isEqualTo("1");
        assertThat(requests).hasValue(2);
    }

    @Test
    void a_server_that_closes_every_connection_is_unreachable_after_two_tries() {
        closes = Integer.MAX_VALUE;
        assertThatThrownBy(() -> api.document("/version", Call.JSON))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.unreachable()).isTrue());
        assertThat(requests).hasValue(2);
    }
}
