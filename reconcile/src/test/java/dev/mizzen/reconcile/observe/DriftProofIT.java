package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.DriftProof.Verdict;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.apply.Order;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.spec.Environment.Mode;
import dev.mizzen.testkit.cluster.Clusters;
import dev.mizzen.testkit.cluster.FreshNamespace;
import dev.mizzen.testkit.cluster.TestCluster;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Clusters
class DriftProofIT {
    private static final String SETTINGS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: settings }
            data: { color: blue, size: small }
            """;
    private static final String PASSWORD = """
            apiVersion: v1
            kind: Secret
            metadata: { name: settings }
            data: { password: Y29ycmVjdA== }
            """;

    private final Fights fights = new Fights(Clock.systemUTC());
    private final StandingDrifts standing = new StandingDrifts();
    private WatchedCluster cluster;
    private DriftProver prover;

    @BeforeEach
    void connect(TestCluster clusters, FreshNamespace fresh) throws Exception {
        cluster = new WatchedCluster(clusters.kubeconfig("one"), fresh.name());
        prover = new DriftProver(cluster.api, WatchedCluster.MANAGER, fights, standing, Clock.systemUTC());
    }

    @AfterEach
    void disconnect() {
        cluster.close();
    }

    @Test
    void what_is_as_applied_is_in_sync_and_costs_two_requests() throws Exception {
        JsonNode applied = cluster.apply(SETTINGS);
        cluster.requests.clear();

        assertThat(prove(SETTINGS))
                .isInstanceOfSatisfying(
                        Verdict.InSync.class,
                        inSync -> assertThat(inSync.entry())
                                .isEqualTo(ManagedEntry.of(applied, WatchedCluster.MANAGER)
                                        .orElseThrow()));

        assertThat(cluster.requests).containsExactly("get configmaps", "dry-run configmaps");
        assertThat(standing.all()).isEmpty();
    }

    @Test
    void an_edited_field_is_told_with_both_values_and_who_and_when() throws Exception {
        cluster.apply(SETTINGS);
        edit("ConfigMap", "{\"data\":{\"color\":\"red\"}}");

        assertThat(prove(SETTINGS)).isInstanceOf(Verdict.Drifted.class);

        Drift drift = onlyDrift();
        assertThat(drift.kind()).isEqualTo(Drift.Kind.CHANGED);
        assertThat(drift.delivery()).isEqualTo(cluster.delivery);
        Drift.Field field = drift.fields().getFirst();
        assertThat(drift.fields()).hasSize(1);
        assertThat(List.of(field.path(), field.desired(), field.live(), field.manager()))
                .containsExactly("data.color", "blue", "red", "kubectl-edit");
        assertThat(field.when()).isPresent();
    }

    @Test
    void a_deleted_object_is_gone_and_who_did_it_is_not_known() throws Exception {
        assertThat(prove(SETTINGS)).isEqualTo(new Verdict.Gone());

        assertThat(onlyDrift().kind()).isEqualTo(Drift.Kind.DELETED);
        assertThat(onlyDrift().fields()).isEmpty();
    }

    @Test
    void no_value_of_a_secret_is_told() throws Exception {
        cluster.apply(PASSWORD);
        edit("Secret", "{\"data\":{\"password\":\"d3Jvbmc=\"}}");

        assertThat(prove(PASSWORD)).isInstanceOf(Verdict.Drifted.class);

        assertThat(onlyDrift().fields())
                .containsExactly(new Drift.Field(
                        "data.password",
                        "***",
                        "***",
                        "kubectl-edit",
                        onlyDrift().fields().getFirst().when()));
    }

    @Test
    void a_proof_changes_nothing() throws Exception {
        cluster.apply(SETTINGS);
        edit("ConfigMap", "{\"data\":{\"color\":\"red\"}}");
        JsonNode before = live("ConfigMap");

        prove(SETTINGS);

        assertThat(live("ConfigMap")).isEqualTo(before);
    }

    @Test
    void who_takes_a_field_back_again_and_again_is_fought_no_more() throws Exception {
        cluster.apply(SETTINGS);
        for (int i = 0; i < Fights.LOSSES - 1; i++) {
            edit("ConfigMap", "{\"data\":{\"color\":\"red\"}}");
            assertThat(prove(SETTINGS)).isInstanceOf(Verdict.Drifted.class);
            putBack(SETTINGS);
        }
        edit("ConfigMap", "{\"data\":{\"color\":\"red\"}}");

        assertThat(prove(SETTINGS)).isInstanceOfSatisfying(Verdict.Fought.class, fought -> {
            assertThat(fought.manager()).isEqualTo("kubectl-edit");
            assertThat(fought.path()).isEqualTo("data.color");
        });
        assertThat(standing.of(cluster.delivery).getFirst().fight()).isPresent();
    }

    @Test
    void a_field_whose_value_is_right_but_whose_owner_is_not_is_to_come_back_and_is_told_as_a_fight_only()
            throws Exception {
        for (int i = 1; i < Fights.LOSSES; i++) {
            cluster.apply(SETTINGS);
            edit("ConfigMap", "{\"data\":{\"color\":\"red\"}}");
            edit("ConfigMap", "{\"data\":{\"color\":\"blue\"}}");

            assertThat(prove(SETTINGS))
                    .isInstanceOfSatisfying(
                            Verdict.Drifted.class,
                            drifted -> assertThat(drifted.values()).isFalse());
            assertThat(standing.all()).isEmpty();
            putBack(SETTINGS);
        }
        edit("ConfigMap", "{\"data\":{\"color\":\"red\"}}");
        edit("ConfigMap", "{\"data\":{\"color\":\"blue\"}}");

        assertThat(prove(SETTINGS)).isInstanceOf(Verdict.Fought.class);
        assertThat(onlyDrift().fields()).extracting(Drift.Field::manager).containsExactly("kubectl-edit");
    }

    private Drift onlyDrift() {
        assertThat(standing.all()).hasSize(1);
        return standing.all().iterator().next().drift();
    }

    private Verdict prove(String text) throws Exception {
        ObjectNode body = cluster.marked(text);
        ObjectRef ref = cluster.ref(body);
        DesiredObject desired = new DesiredObject(ref, Manifest.of(body), WatchedCluster.digest(body), "settings", 0);
        Order order = new Order(cluster.delivery, Mode.CORRECT, object -> false, Set.of());
        return prover.prove(order, kind(ref.kind()), desired, live -> body);
    }

    private void putBack(String text) throws Exception {
        ObjectNode body = cluster.marked(text);
        ObjectRef ref = cluster.ref(body);
        cluster.api.apply(
                kind(ref.kind()),
                ref,
                body,
                Api.Apply.by(WatchedCluster.MANAGER).forced());
        fights.putBack(WatchedCluster.CLUSTER, ref);
        standing.settled(WatchedCluster.CLUSTER, ref);
    }

    private void edit(String kind, String patch) throws Exception {
        cluster.api.patch(
                kind(kind),
                cluster.ref("", kind, "settings"),
                "application/merge-patch+json",
                JsonMapper.shared().readTree(patch),
                "kubectl-edit");
    }

    private JsonNode live(String kind) throws Exception {
        return cluster.api.get(kind(kind), cluster.ref("", kind, "settings"));
    }

    private Resource kind(String kind) throws Exception {
        return cluster.kind("", kind);
    }
}
