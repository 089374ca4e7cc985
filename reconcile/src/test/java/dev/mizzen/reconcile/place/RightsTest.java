package dev.mizzen.reconcile.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.place.Rights.Limits;
import dev.mizzen.reconcile.place.Rights.ServiceAccount;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.spec.Application.Component;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final EnvironmentName DEV = new EnvironmentName("dev");
    private static final EnvironmentName PROD = new EnvironmentName("prod");

    private static Limits limits(List<String> namespaces, List<String> kinds, List<String> not, boolean scoped) {
        return new Limits(
                Optional.empty(),
                Map.of(),
                namespaces.isEmpty() ? Optional.empty() : Optional.of(namespaces),
                kinds.isEmpty() ? Optional.empty() : Optional.of(kinds),
                not,
                scoped);
    }

    private static Rights rights(Limits limits) {
        return new Rights(Optional.of(limits), Map.of(), Map.of());
    }

    private static Optional<String> forbids(Limits limits, String group, String kind, String namespace, String name) {
        return rights(limits).forbids(SHOP, DEV, new ObjectRef(group, kind, namespace, name));
    }

    @ParameterizedTest
    @CsvSource({
        "shop-*, shop-dev, true",
        "shop-*, shop-, true",
        "shop-*, shop, false",
        "shop-*, workshop-dev, false",
        "*, kube-system, true",
        "*-dev, shop-dev, true",
        "*-dev, shop-dev-2, false",
        "s*p*v, shop-dev, true",
        "s*p*v, shop-deva, false",
        "shop, shop, true",
        "shop, shopp, false",
        "shop.dev, shop-dev, false"
    })
    void a_namespace_is_a_pattern_of_all_of_it(String pattern, String namespace, boolean allowed) {
        assertThat(forbids(limits(List.of(pattern), List.of(), List.of(), false), "", "ConfigMap", namespace, "a"))
                .isEqualTo(
                        allowed
                                ? Optional.empty()
                                : Optional.of(
                                        "rights.namespaces of source shop does not allow namespace " + namespace));
    }

    @Test
    void many_stars_take_no_longer_than_they_must() {
        assertThat(forbids(
                        limits(List.of("*a".repeat(120)), List.of(), List.of(), false),
                        "",
                        "ConfigMap",
                        "a".repeat(60) + "b",
                        "a"))
                .isPresent();
    }

    @Test
    void a_kind_is_named_with_its_group_and_what_is_denied_is_denied() {
        Limits some = limits(List.of(), List.of("ConfigMap", "*.apps"), List.of("DaemonSet.apps"), false);
        assertThat(forbids(some, "", "ConfigMap", "a", "a")).isEmpty();
        assertThat(forbids(some, "apps", "Deployment", "a", "a")).isEmpty();
        assertThat(forbids(some, "apps", "DaemonSet", "a", "a"))
                .contains("rights.kinds.deny of source shop does not allow DaemonSet.apps");
        assertThat(forbids(some, "evil.example.com", "ConfigMap", "a", "a"))
                .contains("rights.kinds.allow of source shop does not allow ConfigMap.evil.example.com");
    }

    @Test
    void what_is_in_no_namespace_needs_a_right_of_its_own_and_a_namespace_its_name_besides() {
        Limits in = limits(List.of("shop-*"), List.of(), List.of(), false);
        assertThat(forbids(in, "", "Namespace", "", "shop-dev"))
                .contains("rights.clusterScoped of source shop does not allow Namespace shop-dev");
        Limits out = limits(List.of("shop-*"), List.of(), List.of(), true);
        assertThat(forbids(out, "", "Namespace", "", "shop-dev")).isEmpty();
        assertThat(forbids(out, "", "Namespace", "", "blog"))
                .contains("rights.namespaces of source shop does not allow namespace blog");
        assertThat(forbids(out, "scheduling.k8s.io", "PriorityClass", "", "high"))
                .isEmpty();
    }

    @Test
    void inventories_are_in_no_pattern() {
        assertThat(Rights.OURS).isEqualTo(ApplySetId.PARENT_NAMESPACE);
        for (List<String> all : List.of(List.<String>of(), List.of("*"), List.of("mizzen-*"))) {
            assertThat(forbids(limits(all, List.of(), List.of(), true), "", "Secret", Rights.OURS, "a"))
                    .contains("rights.namespaces of source shop does not allow namespace mizzen-system");
            assertThat(forbids(limits(all, List.of(), List.of(), true), "", "Namespace", "", Rights.OURS))
                    .isPresent();
        }
        assertThat(forbids(limits(List.of(Rights.OURS), List.of(), List.of(), true), "", "Secret", Rights.OURS, "a"))
                .isEmpty();
    }

    @Test
    void an_environments_limits_hold_besides_and_in_it_alone() {
        Limits prod = limits(List.of("shop-prod"), List.of(), List.of(), false);
        Rights rights = new Rights(
                Optional.of(limits(List.of("shop-*"), List.of(), List.of(), false)), Map.of("prod", prod), Map.of());
        ObjectRef dev = new ObjectRef("", "ConfigMap", "shop-dev", "a");
        assertThat(rights.forbids(SHOP, DEV, dev)).isEmpty();
        assertThat(rights.forbids(SHOP, PROD, dev))
                .contains("rights.environments.prod.namespaces of source shop does not allow namespace shop-dev");
        assertThat(rights.forbids(SHOP, PROD, new ObjectRef("", "ConfigMap", "blog", "a")))
                .contains("rights.namespaces of source shop does not allow namespace blog");
    }

    @Test
    void clusters_are_allowed_by_name_and_by_label_and_told_at_the_component() {
        Position at = new Position("apps/web/application.yaml", 7, 13);
        Unit unit = new Unit(component(at), new ClusterName("eu-1"), "shop", "");
        List<Cluster> placed = List.of(new Cluster(new ClusterName("eu-1"), Map.of("purpose", "prod")));
        assertThat(clusters(Optional.of(List.of("eu-*")), Map.of("purpose", "prod"))
                        .places(SHOP, DEV, List.of(unit), placed))
                .isEmpty();
        assertThat(clusters(Optional.of(List.of("us-*")), Map.of()).places(SHOP, DEV, List.of(unit), placed))
                .containsExactly(Problem.at(at, "rights.clusters of source shop does not allow cluster eu-1"));
        assertThat(clusters(Optional.empty(), Map.of("purpose", "test")).places(SHOP, DEV, List.of(unit), placed))
                .containsExactly(Problem.at(at, "rights.clusterSelector of source shop does not allow cluster eu-1"));
        assertThat(clusters(Optional.of(List.of("us-*")), Map.of()).places(SHOP, DEV, List.of(), placed))
                .as("also where no component is left")
                .containsExactly(Problem.of("rights.clusters of source shop does not allow cluster eu-1"));
    }

    private static Rights clusters(Optional<List<String>> names, Map<String, String> labels) {
        return rights(new Limits(names, labels, Optional.empty(), Optional.empty(), List.of(), false));
    }

    private static Component component(Position at) {
        return new Component(
                "web",
                "webservice",
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                at);
    }

    @Test
    void an_environment_acts_as_its_own_account_or_the_default_one() {
        Rights rights = new Rights(
                Optional.empty(),
                Map.of(),
                Map.of("default", new ServiceAccount("shop", "deployer"), "prod", new ServiceAccount("shop", "prod")));
        assertThat(rights.actor(DEV).orElseThrow().user()).isEqualTo("system:serviceaccount:shop:deployer");
        assertThat(rights.actor(PROD).orElseThrow().user()).isEqualTo("system:serviceaccount:shop:prod");
        assertThat(Rights.ALL.actor(PROD)).isEmpty();
    }

    @Test
    void who_is_not_configured_may_do_nothing() {
        assertThat(Rights.NONE.forbids(SHOP, DEV, new ObjectRef("", "ConfigMap", "shop", "a")))
                .isPresent();
        assertThat(Rights.ALL.forbids(SHOP, DEV, new ObjectRef("", "Namespace", "", "kube-system")))
                .isEmpty();
    }
}
