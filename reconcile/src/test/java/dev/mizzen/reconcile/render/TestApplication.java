package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Input;
import dev.mizzen.reconcile.spec.Application.Trait;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An application of one component, read from YAML with its positions: {@code name, type, properties, traits, inputs}. */
record TestApplication(Application application) {
    static TestApplication of(String component) {
        return of("shop", component);
    }

    static TestApplication of(String app, String component) {
        Value.Mapping yaml = (Value.Mapping) YamlReader.read("app.yaml", component.getBytes(StandardCharsets.UTF_8))
                .documents()
                .getFirst();
        List<Trait> traits = items(yaml, "traits").stream()
                .map(trait -> new Trait(text(trait, "type"), properties(trait), position(trait, "type")))
                .toList();
        Component one = new Component(
                text(yaml, "name"),
                text(yaml, "type"),
                properties(yaml),
                traits,
                List.of(),
                items(yaml, "inputs").stream()
                        .map(input -> new Input(
                                text(input, "from"),
                                Optional.ofNullable(input.get("parameterKey")).map(key -> ((Value.Text) key).text()),
                                position(input, "from")))
                        .toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                position(yaml, "type"));
        return new TestApplication(new Application(
                new AppName(app),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(one),
                List.of(),
                Optional.empty(),
                yaml.position()));
    }

    Unit unit(String cluster, String namespace) {
        return new Unit(application.components().getFirst(), new ClusterName(cluster), namespace, "");
    }

    private static List<Value.Mapping> items(Value.Mapping yaml, String key) {
        return yaml.get(key) instanceof Value.Sequence list
                ? list.items().stream().map(Value.Mapping.class::cast).toList()
                : List.of();
    }

    private static Optional<Value.Mapping> properties(Value.Mapping yaml) {
        return Optional.ofNullable(yaml.get("properties")).map(Value.Mapping.class::cast);
    }

    private static String text(Value.Mapping yaml, String key) {
        return yaml.get(key) instanceof Value.Text text ? text.text() : "";
    }

    private static Position position(Value.Mapping yaml, String key) {
        Value value = yaml.get(key);
        return value == null ? yaml.position() : value.position();
    }
}
