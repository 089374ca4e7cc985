package dev.mizzen.reconcile.apply;

import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;

/**
 * How connections to API servers are made: ChaCha20 is offered first, which costs a third of AES-GCM where the JVM has no
 * machine code for AES (docs/adr/0098). A server that does not have it takes one of the others.
 */
final class Connections extends Vertx5HttpClientFactory {
    private static final List<String> CIPHERS = List.of(
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    @Override
    protected void additionalConfig(
            WebClientOptions client, WebSocketClientOptions webSocket, PoolOptions connections) {
        CIPHERS.forEach(client::addEnabledCipherSuite);
    }
}
