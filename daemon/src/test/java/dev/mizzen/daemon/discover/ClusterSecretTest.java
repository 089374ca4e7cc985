package dev.mizzen.daemon.discover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.Config.SecretForm;
import dev.mizzen.gitsource.Secret;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.ClusterAccess.Credential;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Rejected;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ClusterSecretTest {
    private static final String TYPE = "cluster.core.oam.dev/cluster-credential-type";
    private static final URI SERVER = URI.create("https://eu.example.com:6443");

    private static Config.Cluster read(
            SecretForm form, String name, Map<String, String> labels, Map<String, String> data) throws Rejected {
        ObjectNode secret = JsonMapper.shared().createObjectNode();
        ObjectNode metadata = secret.putObject("metadata").put("name", name);
        labels.forEach(metadata.putObject("labels")::put);
        ObjectNode inside = secret.putObject("data");
        data.forEach((key, value) -> inside.put(key, base64(value)));
        return ClusterSecret.read(form, secret, "Secret x/" + name);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static Config.Cluster cluster(String name, Map<String, String> labels, Credential credential) {
        return new Config.Cluster(
                new ClusterName(name),
                new Config.Access.Found(
                        new ClusterAccess.Direct(SERVER, credential, Optional.of("the ca")), "Secret x/" + name),
                labels,
                Config.Cluster.DEFAULT_REQUESTS_IN_FLIGHT);
    }

    @Test
    void kubeVelasCertificatesAndTokensAreTaken() throws Rejected {
        Map<String, String> labels = Map.of(TYPE, "X509Certificate", "region", "eu");
        Map<String, String> data =
                Map.of("endpoint", SERVER.toString(), "ca.crt", "the ca", "tls.crt", "the crt", "tls.key", "the key");
        assertThat(read(SecretForm.KUBEVELA, "eu", labels, data))
                .isEqualTo(cluster("eu", labels, new Credential.Certificate("the crt", Secret.of("the key"))));

        Map<String, String> token = Map.of(TYPE, "ServiceAccountToken");
        Map<String, String> rest = Map.of("endpoint", SERVER.toString(), "ca.crt", "the ca", "token", "the token");
        assertThat(read(SecretForm.KUBEVELA, "eu", token, rest))
                .isEqualTo(cluster("eu", token, new Credential.Token(Secret.of("the token"))));
    }

    @Test
    void argosBearerTokenIsTaken() throws Rejected {
        String config = "{\"bearerToken\": \"the token\", \"tlsClientConfig\": {\"insecure\": false, \"caData\": \""
                + base64("the ca") + "\"}}";
        Config.Cluster found = read(
                SecretForm.ARGOCD,
                "mycluster-secret",
                Map.of("tier", "gold"),
                Map.of("name", "eu", "server", SERVER.toString(), "config", config));
        assertThat(found.name()).isEqualTo(new ClusterName("eu"));
        assertThat(found.labels()).isEqualTo(Map.of("tier", "gold"));
        assertThat(((Config.Access.Found) found.access()).access())
                .isEqualTo(new ClusterAccess.Direct(
                        SERVER, new Credential.Token(Secret.of("the token")), Optional.of("the ca")));
    }

    private static String kubeconfig(String cluster, String user) {
        return "{apiVersion: v1, kind: Config, current-context: b, clusters: [{name: c, cluster: {server: \"" + SERVER
                + "\", certificate-authority-data: " + base64("the ca") + cluster
                + "}}], users: [{name: a, user: {}}, {name: u, user: {"
                + user
                + "}}], contexts: [{name: a, context: {cluster: c, user: a}}, {name: b, context: {cluster: c, user: u}}]}";
    }

    @Test
    void theCurrentContextOfClusterApisKubeconfigIsTaken() throws Rejected {
        assertThat(read(
                        SecretForm.CLUSTER_API,
                        "eu-kubeconfig",
                        Map.of(),
                        Map.of("value", kubeconfig("", "token: the-token"))))
                .extracting(found -> ((Config.Access.Found) found.access()).access())
                .isEqualTo(new ClusterAccess.Direct(
                        SERVER, new Credential.Token(Secret.of("the-token")), Optional.of("the ca")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "exec: {command: /bin/sh} | comes from a program|",
                "tokenFile: /etc/shadow | names a file of the daemon|",
                "client-key: /etc/shadow | names a file of the daemon|",
                "as: admin | another user's rights|",
                "username: a | neither a token nor a client certificate|",
                "client-certificate-data: '%%%' | no key|"
            })
    void whatReachesBeyondTheSecretIsRefused(String user, String why) {
        assertThatThrownBy(() ->
                        read(SecretForm.CLUSTER_API, "eu-kubeconfig", Map.of(), Map.of("value", kubeconfig("", user))))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining(why.equals("comes from a program") ? "come from a program" : why);
    }

    @Test
    void serversThatAreNotCheckedAreRefused() {
        assertThatThrownBy(() -> read(
                        SecretForm.CLUSTER_API,
                        "eu-kubeconfig",
                        Map.of(),
                        Map.of("value", kubeconfig(", insecure-skip-tls-verify: true", "token: t"))))
                .hasMessageContaining("not to be checked");
        assertThatThrownBy(() -> read(
                        SecretForm.KUBEVELA,
                        "eu",
                        Map.of(TYPE, "ServiceAccountToken"),
                        Map.of("endpoint", "http://eu", "ca.crt", "c", "token", "secret-token")))
                .hasMessageContaining("not https://")
                .hasMessageNotContaining("secret-token");
        assertThatThrownBy(() -> read(
                        SecretForm.KUBEVELA,
                        "eu",
                        Map.of(TYPE, "ServiceAccountToken"),
                        Map.of("endpoint", SERVER.toString(), "token", "t")))
                .hasMessageContaining("no \"ca.crt\"");
    }

    @Test
    void namesAndSizesAreBounded() {
        Map<String, String> data =
                Map.of("endpoint", SERVER.toString(), "ca.crt", "c", "token", "t".repeat(300 * 1024));
        assertThatThrownBy(() -> read(SecretForm.KUBEVELA, "eu", Map.of(TYPE, "ServiceAccountToken"), data))
                .hasMessageContaining("has more than");
        assertThatThrownBy(() -> read(
                        SecretForm.KUBEVELA,
                        "eu.example",
                        Map.of(TYPE, "ServiceAccountToken"),
                        Map.of("endpoint", SERVER.toString(), "ca.crt", "c", "token", "t")))
                .hasMessageContaining("DNS label");
    }
}
