package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.Chart.From;
import dev.mizzen.reconcile.spec.Chart.Layer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the artifact of a component that has a chart: the chart's files, the values in their order, and the release. */
final class Charts {
    private static final int VALUES_BYTES = 1024 * 1024;

    private Charts() {}

    /** @param base the snapshot that the application was read from */
    static Artifact of(Chart chart, Unit unit, Snapshot base) throws Rejected, Waiting {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("kind", "helm");
        body.putObject("release")
                .put("name", chart.releaseName())
                .put("namespace", chart.releaseNamespace().orElse(unit.namespace()));
        body.put("withoutCRDs", chart.withoutDefinitions()).put("withoutHooks", chart.withoutHooks());
        if (!chart.valuesFiles().isEmpty()) {
            chart.valuesFiles().forEach(body.putArray("valuesFiles")::add);
        }
        chart.patches().ifPresent(patches -> body.set("patches", Values.toJson(patches)));
        values(chart, base, body.putArray("values"));
        return contents(chart.from(), base, body);
    }

    private static Artifact contents(From from, Snapshot base, ObjectNode body) throws Rejected, Waiting {
        return switch (from) {
            case From.Here here -> folder(ChartFolder.list(base, here.path(), here.position()), body);
            case From.Source other -> throw notYet(other);
            case From.Git git -> throw notYet(git);
            case From.Repository repository -> throw notYet(repository);
            case From.Registry registry -> throw notYet(registry);
            case From.Archive archive -> throw notYet(archive);
        };
    }

    private static Artifact folder(ChartFolder folder, ObjectNode body) {
        body.put("place", folder.path());
        Digest digest = folder.digest();
        return new Artifact(body, digest, folder::into);
    }

    private static Rejected notYet(From from) {
        return new Rejected(Problem.at(
                from.position(),
                "charts from outside of the repository are not supported yet; expected \"path\" of a directory here"));
    }

    private static void values(Chart chart, Snapshot base, ArrayNode layers) throws Rejected {
        for (Layer layer : chart.layers()) {
            switch (layer) {
                case Layer.File file ->
                    file(base, file).ifPresent(text -> {
                        ObjectNode added =
                                layers.addObject().put("name", file.path()).put("text", text);
                        file.target().ifPresent(target -> added.put("target", target));
                    });
                case Layer.FromObject object ->
                    throw new Rejected(Problem.at(
                            object.position(),
                            "values from a " + object.kind() + " are not supported yet; expected kind File"));
            }
        }
        chart.values()
                .ifPresent(values ->
                        layers.addObject().put("name", "properties.values").set("value", Values.toJson(values)));
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
            return Optional.of(new String(base.read(found, VALUES_BYTES), StandardCharsets.UTF_8));
        } catch (FileTooLarge e) {
            throw rejected(file.position(), "\"" + file.path() + "\" has more than " + VALUES_BYTES + " bytes");
        }
    }

    private static Rejected rejected(Position at, String message) {
        return new Rejected(Problem.at(at, message));
    }
}
