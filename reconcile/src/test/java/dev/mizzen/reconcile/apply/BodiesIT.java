package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.ObjectRules;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.TestCluster;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

@Clusters
class BodiesIT {
    private static final ApplySetId MINE = new ApplySetId("mine");
    private static final YAMLMapper YAML = new YAMLMapper();

    private Api api;
    private List<Environment.Ignore> ignored = List.of();
    private Discovery discovery;

    @BeforeEach
    void connect(TestCluster clusters) throws Exception {
        api = Api.open(
                new ClusterName("one"),
                new ClusterAccess.Kubeconfig(clusters.kubeconfig("one"), Optional.empty()).config(ApiLimits.DEFAULT),
                ApiLimits.DEFAULT,
                RequestListener.SILENT);
        discovery = new Discovery(api, Clock.systemUTC());
    }

    @AfterEach
    void disconnect() {
        api.close();
    }

    @Test
    void theNamespaceFollowsTheScopeOfTheKind() throws Exception {
        assertThat(one("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}").ref())
                .isEqualTo(new ObjectRef("", "ConfigMap", "shop", "a"));
        assertThat(one("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: own}}")
                        .ref()
                        .namespace())
                .isEqualTo("own");
        DesiredObject role =
                one("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a, namespace: x}}");
        assertThat(role.ref().namespace()).isEmpty();
        assertThat(role.manifest().namespace()).isEmpty();
    }

    @Test
    void whatOnlyAServerWritesIsNotSent() throws Exception {
        JsonNode body = one("""
                apiVersion: v1
                kind: Service
                metadata: { name: a, uid: u, resourceVersion: "1", creationTimestamp: null, managedFields: [] }
                status: { loadBalancer: {} }""").manifest().json();
        assertThat(body.has("status")).isFalse();
        assertThat(body.path("metadata").propertyNames()).containsExactlyInAnyOrder("name", "namespace", "labels");
    }

    @Test
    void equalObjectsHaveEqualDigestsWhateverTheOrderOfTheirKeys() throws Exception {
        assertThat(one("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: x, b: y}}")
                        .digest())
                .isEqualTo(one("{data: {b: y, a: x}, kind: ConfigMap, metadata: {name: a}, apiVersion: v1}")
                        .digest());
    }

    @Test
    void stringDataIsSentAsData() throws Exception {
        JsonNode body = one("""
                { apiVersion: v1, kind: Secret, metadata: { name: a }, data: { k: b2xk }, stringData: { k: new } }""").manifest().json();
        assertThat(body.has("stringData")).isFalse();
        assertThat(body.path("data").path("k").asString()).isEqualTo("bmV3");
    }

    @Test
    void anObjectThatTwoComponentsRenderIsRejectedWithBoth() {
        assertThatThrownBy(() -> desired(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("component \"c0\" and by component \"c1\"");
    }

    @Test
    void anUnservedKindIsWaitedForUnlessTheReleaseBringsItsDefinition() throws Exception {
        String thing = "{apiVersion: bodies.example.com/v1, kind: Thing, metadata: {name: a}}";
        assertThatThrownBy(() -> desired(thing))
                .isInstanceOf(Waiting.class)
                .hasMessageContaining("Thing.bodies.example.com");
        Desired both = desired(thing, """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: things.bodies.example.com }
                spec:
                  group: bodies.example.com
                  scope: Cluster
                  names: { kind: Thing, plural: things }
                  versions: [{ name: v1, served: true, storage: true }]""");
        assertThat(both.objects().getFirst().ref().namespace()).isEmpty();
    }

    @Test
    void aFieldThatIsLeftToOthersIsNotPartOfTheDigest() throws Exception {
        String map = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: { k: \"%s\", o: \"%s\" } }";
        ignored = List.of(ignore("ConfigMap", "/data/k"), ignore("Secret", "/data/o"));

        DesiredObject first = one(map.formatted("1", "1"));

        assertThat(first.ignored()).containsExactly(JsonPointer.compile("/data/k"));
        assertThat(one(map.formatted("2", "1")).digest()).isEqualTo(first.digest());
        assertThat(one(map.formatted("1", "2")).digest()).isNotEqualTo(first.digest());
        assertThat(first.manifest().json().at("/data/k").asString()).isEqualTo("1");
    }

    @Test
    void replicasAreLeftToAnAutoscalerOfTheReleaseAndWhereGitDoesNotSayThem() throws Exception {
        String web = "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { %s } }";
        String scaler = """
                { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: { name: any },
                  spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: %s } } }""";
        JsonPointer replicas = JsonPointer.compile("/spec/replicas");

        assertThat(one(web.formatted("replicas: 3")).ignored()).isEmpty();
        assertThat(one(web.formatted("")).ignored()).containsExactly(replicas);
        DesiredObject scaled = desired(web.formatted("replicas: 3"), scaler.formatted("web"))
                .objects()
                .getFirst();
        assertThat(scaled.ignored()).containsExactly(replicas);
        assertThat(scaled.digest()).isEqualTo(one(web.formatted("")).digest());
        assertThat(desired(web.formatted("replicas: 3"), scaler.formatted("other"))
                        .objects()
                        .getFirst()
                        .ignored())
                .isEmpty();
        assertThat(one("{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }")
                        .ignored())
                .as("nothing that scales")
                .isEmpty();
    }

    private static Environment.Ignore ignore(String kind, String path) {
        return new Environment.Ignore(kind, path, new Position("environments/test/environment.yaml", 1, 1));
    }

    @Test
    void anInventoryOfOursCannotBeDelivered() {
        assertThatThrownBy(() ->
                        desired("{apiVersion: v1, kind: Secret, metadata: {name: mizzen-x, namespace: mizzen-system}}"))
                .isInstanceOf(Rejected.class);
    }

    private DesiredObject one(String yaml) throws Exception {
        return desired(yaml).objects().getFirst();
    }

    private Desired desired(String... yamls) throws Rejected, Waiting, ApiException {
        List<Bodies.Source> sources = new ArrayList<>();
        for (String yaml : yamls) {
            sources.add(
                    new Bodies.Source("c" + sources.size(), "shop", Manifest.of((ObjectNode) YAML.readTree(yaml)), 0));
        }
        return Bodies.desired(MINE, sources, discovery, true, ignored, ObjectRules.NONE);
    }
}
