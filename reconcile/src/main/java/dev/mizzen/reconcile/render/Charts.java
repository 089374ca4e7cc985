package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileSealed;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.Chart.Layer;
import dev.mizzen.reconcile.spec.SealedFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the artifact of a component that has a chart: the chart's files, the values in their order, and the release. */
final class Charts {
    private static final int VALUES_BYTES = 1024 * 1024;

    private Charts() {}

    /** @param base the snapshot that the application was read from */
    static Artifact of(AppName app, Chart chart, Unit unit, Snapshot base, ClusterFacts facts, Outside outside)
            throws Rejected, Waiting {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("kind", "helm");
        body.putObject("release")
                .put("name", chart.releaseName())
                .put("namespace", chart.releaseNamespace().orElse(unit.namespace()));
        body.put("withoutCRDs", chart.withoutDefinitions()).put("withoutHooks", chart.withoutHooks());
        if (!chart.valuesFiles().isEmpty()) {
            chart.valuesFiles().forEach(body.putArray("valuesFiles")::add);
        }
        chart.patches().ifPresent(patches -> body.set("patches", Values.toJson(patches)));
        values(chart, base, found(facts, unit), body.putArray("values"));
        List<Problem> unlocked = new ArrayList<>();
        Position at = chart.from().position();
        ChartFiles files = outside.files(chart.from(), base, outside.known(app, base, at, unlocked));
        body.put("place", files.place());
        return new Artifact(body, files.digest(), whole -> files.into(whole, outside.contents(base, at)), unlocked);
    }

    /** What no cluster was asked for: the component cannot be rendered without it. */
    static Optional<String> lacks(Chart chart, ClusterFacts facts) {
        return facts.release().isPresent()
                ? Optional.empty()
                : chart.layers().stream()
                        .filter(Layer.FromObject.class::isInstance)
                        .map(Layer.FromObject.class::cast)
                        .map(from -> "values of the " + from.kind() + " \"" + from.name() + "\" on the cluster")
                        .findFirst();
    }

    /** What the cluster holds for a layer; empty where it is optional and not there. */
    private static Function<Layer.FromObject, Optional<String>> found(ClusterFacts facts, Unit unit) {
        return from -> facts.release()
                .map(release -> release.values()
                        .get(new ReleaseFacts.ValueKey(from.kind(), unit.namespace(), from.name(), from.key())));
    }

    private static void values(
            Chart chart, Snapshot base, Function<Layer.FromObject, Optional<String>> found, ArrayNode layers)
            throws Rejected {
        for (Layer layer : chart.layers()) {
            switch (layer) {
                case Layer.File file -> add(layers, file.path(), file.target(), file(base, file));
                case Layer.FromObject object ->
                    add(layers, object.kind() + " " + object.name(), object.target(), found.apply(object));
            }
        }
        chart.values()
                .ifPresent(values ->
                        layers.addObject().put("name", "properties.values").set("value", Values.toJson(values)));
    }

    private static void add(ArrayNode layers, String name, Optional<String> target, Optional<String> text) {
        text.ifPresent(values -> {
            ObjectNode added = layers.addObject().put("name", name).put("text", values);
            target.ifPresent(path -> added.put("target", path));
        });
    }

    private static Optional<String> file(Snapshot base, Layer.File file) throws Rejected {
        Optional<Entry> entry = base.entry(file.path());
        if (entry.isEmpty() && file.optional()) {
            return Optional.empty();
        }
        if (entry.isEmpty() || !(entry.get() instanceof Entry.File found)) {
            throw rejected(file.position(), "expected a file with values at \"" + file.path() + "\", found none");
        }
        try {
            byte[] content = base.read(found, VALUES_BYTES);
            if (SealedFile.is(content)) {
                throw rejected(new Position(found.path(), 1, 1), "the file " + SealedFile.REFUSED);
            }
            return Optional.of(new String(content, StandardCharsets.UTF_8));
        } catch (FileSealed e) {
            throw rejected(new Position(found.path(), e.line(), 1), "the file cannot be read: " + e.reason());
        } catch (FileTooLarge e) {
            throw rejected(file.position(), "\"" + file.path() + "\" has more than " + VALUES_BYTES + " bytes");
        }
    }

    private static Rejected rejected(Position at, String message) {
        return new Rejected(Problem.at(at, message));
    }
}
