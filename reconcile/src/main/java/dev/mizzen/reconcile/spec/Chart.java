package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a component of type {@code helm} or {@code helmchart}, or the definition of its type, says of its chart.
 *
 * @param releaseName of the component where none is written
 * @param releaseNamespace empty where none is written: that of the component
 * @param layers values from elsewhere, the last one wins; {@code values} are over them
 * @param valuesFiles files of the chart in place of its values.yaml
 * @param patches as written, a list or nothing
 */
public record Chart(
        From from,
        String releaseName,
        Optional<String> releaseNamespace,
        List<Layer> layers,
        Optional<Value.Mapping> values,
        List<String> valuesFiles,
        boolean withoutDefinitions,
        boolean withoutHooks,
        Optional<Value> patches) {
    public Chart {
        layers = List.copyOf(layers);
        valuesFiles = List.copyOf(valuesFiles);
    }

    /** Where a chart lies; each knows where that is written. */
    public sealed interface From {
        Position position();

        /** A directory of the snapshot that the application is read from. */
        record Here(String path, Position position) implements From {}

        /** A directory of another source; the branch's commit where none is named. */
        record Source(String source, String path, Optional<String> commit, Position position) implements From {}

        /** A directory of a Git repository, which is to be a source. */
        record Git(String url, String path, Optional<String> commit, Position position) implements From {}

        /** A chart of a Helm repository, by name. */
        record Repository(String url, String chart, String version, Position position) implements From {}

        /** A chart of an OCI registry; {@code url} is {@code oci://host/path/name}. */
        record Registry(String url, String version, Position position) implements From {}

        /** A packed chart at an address. */
        record Archive(String url, Position position) implements From {}
    }

    /** One set of values. */
    public sealed interface Layer {
        /** A file of the snapshot. */
        record File(String path, Optional<String> target, boolean optional, Position position) implements Layer {}

        /** A key of a ConfigMap or Secret on the cluster; in the component's namespace where none is named. */
        record FromObject(
                String kind,
                String name,
                Optional<String> namespace,
                String key,
                Optional<String> target,
                boolean optional,
                Position position)
                implements Layer {}
    }

    /** Whether components of this type have a chart, unless a source defines the type itself. */
    public static boolean isChart(String type) {
        return type.equals(ChartReader.HELM) || type.equals(ChartReader.HELMCHART);
    }

    /**
     * The chart of a component; empty if it is of another type.
     *
     * @throws Rejected if it does not say where the chart is, or says it twice
     */
    public static Optional<Chart> of(Application.Component component) throws Rejected {
        return isChart(component.type()) ? Optional.of(new ChartReader(component).read()) : Optional.empty();
    }

    /**
     * The chart of a component whose definition has {@code schematic.helm}.
     *
     * @param helm as the definition says it
     * @param definition where it stands
     * @throws Rejected if it does not say which chart
     */
    public static Chart ofSchematic(
            JsonNode helm, Position definition, Application app, Application.Component component) throws Rejected {
        return new SchematicChart(helm, definition).of(app, component);
    }

    /** Every path of the application's own snapshot that the chart is made of → object id, {@code absent} where nothing is. */
    public Map<String, String> reads(Snapshot base) {
        return ChartReads.of(this, base);
    }

    static Rejected rejected(Position at, String message) {
        return new Rejected(Problem.at(at, message));
    }
}
