package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class IgnoresNothingTest {
    private static final List<String> OBJECTS = List.of(
            "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { replicas: 1 } }",
            "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: b }, spec: { list: [{ x: 1 }] } }",
            "{ apiVersion: v1, kind: Secret, metadata: { name: c }, stringData: { k: v } }");

    @Test
    void a_field_of_any_object_of_the_kind_is_enough() throws Exception {
        assertThat(warnings("Deployment", "/spec/replicas")).isEmpty();
        assertThat(warnings("Deployment.apps", "/spec/list/0/x")).isEmpty();
        assertThat(warnings("Secret", "/data/k")).isEmpty();
    }

    @Test
    void a_kind_or_a_field_that_nothing_has_is_told_with_its_place_and_the_nearest_kind() throws Exception {
        assertThat(warnings("Deploiment", "/spec/replicas"))
                .containsExactly(
                        "environments/prod/environment.yaml:7:9: nothing of the kind \"Deploiment\" is delivered"
                                + " to prod: nothing is ignored; did you mean \"Deployment\"?");
        assertThat(warnings("Deployment.batch", "/spec/replicas")).hasSize(1);
        assertThat(warnings("Deployment", "/spec/replica"))
                .containsExactly("environments/prod/environment.yaml:7:9: no Deployment that is delivered to prod has"
                        + " /spec/replica: nothing is ignored");
        assertThat(warnings("Deployment", "/spec/list/1/x")).hasSize(1);
    }

    private static List<String> warnings(String kind, String path) throws Exception {
        List<Manifest> objects = new ArrayList<>();
        for (String object : OBJECTS) {
            objects.add(Manifest.of((ObjectNode) new YAMLMapper().readTree(object)));
        }
        Environment.Ignore ignore =
                new Environment.Ignore(kind, path, new Position("environments/prod/environment.yaml", 7, 9));
        Environment prod = new Environment(
                new EnvironmentName("prod"),
                Environment.IMPLICIT.placement(),
                Optional.empty(),
                new Environment.Drift(Environment.Mode.CORRECT, Environment.Additions.REPORT, List.of(ignore)),
                Environment.Prune.DEFAULT,
                Windows.ALWAYS);
        return IgnoresNothing.in(prod, objects).stream().map(Problem::toString).toList();
    }
}
