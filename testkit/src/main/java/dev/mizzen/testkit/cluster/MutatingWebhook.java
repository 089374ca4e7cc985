package dev.mizzen.testkit.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real admission webhook: an HTTPS server of this process, registered for one resource in one namespace of a cluster
 * whose API server runs on this machine. Closing takes it away.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">admission</a>
 */
public final class MutatingWebhook implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Mutation mutation;
    private final KubernetesClient client;
    private final MutatingWebhookConfiguration configuration;
    private final AtomicInteger asked = new AtomicInteger();

    /** What is done to an object that is created or changed. */
    @FunctionalInterface
    public interface Mutation {
        /** Adds operations to a JSON patch (RFC 6902) of {@code object}. */
        void of(JsonNode object, ArrayNode patch);
    }

    private MutatingWebhook(
            HttpsServer server, Mutation mutation, KubernetesClient client, String namespace, String ca) {
        this.server = server;
        this.mutation = mutation;
        this.client = client;
        this.configuration = configuration(namespace, ca, server.getAddress().getPort());
    }

    /**
     * Starts it for {@code apiGroups/resources} as {@code apps/deployments} or {@code /configmaps}.
     *
     * @param directory where the key is made
     * @throws IllegalStateException if no key could be made
     */
    public static MutatingWebhook start(
            KubernetesClient client, String namespace, String resource, Path directory, Mutation mutation)
            throws IOException {
        SelfSigned certificate = SelfSigned.in(directory);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        MutatingWebhook webhook = new MutatingWebhook(server, mutation, client, namespace, certificate.pem());
        server.setExecutor(webhook.threads);
        server.createContext("/", webhook::answer);
        server.start();
        webhook.register(resource);
        return webhook;
    }

    private static MutatingWebhookConfiguration configuration(String namespace, String ca, int port) {
        return new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("webhook-" + namespace)
                .endMetadata()
                .addNewWebhook()
                .withName("mutate.example.com")
                .withAdmissionReviewVersions("v1")
                .withSideEffects("None")
                .withFailurePolicy("Fail")
                .withNewNamespaceSelector()
                .addToMatchLabels(Map.of("kubernetes.io/metadata.name", namespace))
                .endNamespaceSelector()
                .withNewClientConfig()
                .withUrl("https://127.0.0.1:" + port + "/")
                .withCaBundle(Base64.getEncoder().encodeToString(ca.getBytes(StandardCharsets.UTF_8)))
                .endClientConfig()
                .endWebhook()
                .build();
    }

    private void register(String resource) {
        int slash = resource.indexOf('/');
        configuration
                .getWebhooks()
                .getFirst()
                .setRules(new MutatingWebhookConfigurationBuilder()
                        .addNewWebhook()
                        .addNewRule()
                        .withApiGroups(resource.substring(0, slash))
                        .withApiVersions("*")
                        .withResources(resource.substring(slash + 1))
                        .withOperations("CREATE", "UPDATE")
                        .withScope("*")
                        .endRule()
                        .endWebhook()
                        .buildFirstWebhook()
                        .getRules());
        client.resource(configuration).create();
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            JsonNode request = JSON.readTree(exchange.getRequestBody()).path("request");
            ArrayNode patch = JSON.createArrayNode();
            mutation.of(request.path("object"), patch);
            ObjectNode review = JSON.createObjectNode();
            review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            ObjectNode response = review.putObject("response");
            response.put("uid", request.path("uid").asString()).put("allowed", true);
            if (!patch.isEmpty()) {
                response.put("patchType", "JSONPatch")
                        .put(
                                "patch",
                                Base64.getEncoder()
                                        .encodeToString(patch.toString().getBytes(StandardCharsets.UTF_8)));
            }
            byte[] body = review.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        client.resource(configuration).delete();
        server.stop(0);
        threads.close();
    }
}
