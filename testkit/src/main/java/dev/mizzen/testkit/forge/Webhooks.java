package dev.mizzen.testkit.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends events. Like GitHub, it tries once and waits ten seconds for the answer. */
final class Webhooks implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    /** Where events of one repository go. */
    record Target(URI url, String secret) {}

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    void send(Target target, String event, byte[] body, Dialect.Proof proof) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        proof.of(body, target.secret()).forEach(request::header);
        try {
            int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
            deliveries.add(new Delivery(event, status));
        } catch (IOException e) {
            deliveries.add(new Delivery(event, 0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The HMAC of {@code body} in hexadecimal digits. */
    static String signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
