package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Chart.From;
import dev.mizzen.reconcile.spec.Chart.Layer;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Reads the properties of a component that has a chart. Types of values are the definition's to check: what has another is not there. */
final class ChartReader {
    static final String HELM = "helm";
    static final String HELMCHART = "helmchart";

    private static final String OCI = "oci://";
    private static final String VALUES_KEY = "values.yaml";
    private static final String ANY_VERSION = "*";

    private final Application.Component component;
    private final Value.Mapping properties;

    ChartReader(Application.Component component) {
        this.component = component;
        this.properties = component.properties().orElse(Value.Mapping.of(component.position(), new LinkedHashMap<>()));
    }

    Chart read() throws Rejected {
        return component.type().equals(HELM) ? helm() : helmchart();
    }

    private Chart helm() throws Rejected {
        return new Chart(
                from(),
                text(properties, "releaseName").orElse(component.name()),
                text(properties, "targetNamespace"),
                layers("valuesKey", "targetPath"),
                ShapeCheck.map(properties, "values"),
                texts("valuesFiles"),
                flag(properties, "skipCRDs"),
                flag(properties, "skipHooks"),
                Optional.ofNullable(properties.get("patches")));
    }

    private Chart helmchart() throws Rejected {
        Value.Mapping empty = Value.Mapping.of(properties.position(), new LinkedHashMap<>());
        Value.Mapping release = ShapeCheck.map(properties, "release").orElse(empty);
        Value.Mapping options = ShapeCheck.map(properties, "options").orElse(empty);
        boolean leavesOut = options.get("includeCRDs") instanceof Value.Flag include && !include.flag();
        return new Chart(
                chart(ShapeCheck.map(properties, "chart").orElse(empty)),
                text(release, "name").orElse(component.name()),
                text(release, "namespace"),
                layers("key", ""),
                ShapeCheck.map(properties, "values"),
                List.of(),
                leavesOut,
                flag(options, "skipHooks"),
                Optional.empty());
    }

    private From from() throws Rejected {
        Optional<String> path = text(properties, "path");
        Optional<String> url = text(properties, "url");
        Optional<String> source = text(properties, "source");
        if (path.isPresent() && url.isPresent()) {
            throw Chart.rejected(at("url"), "expected either \"path\" or \"url\", found both");
        }
        if (path.isPresent()) {
            return source.isPresent()
                    ? new From.Source(source.get(), inside(path.get(), "path"), commit(), at("source"))
                    : new From.Here(inside(path.get(), "path"), at("path"));
        }
        if (url.isEmpty()) {
            throw Chart.rejected(
                    component.position(),
                    "component \"" + component.name() + "\" does not say where its chart is: expected \"path\" of a"
                            + " directory of this repository, or \"url\" and \"chart\"");
        }
        return remote(url.get());
    }

    private From remote(String url) throws Rejected {
        String type = text(properties, "repoType").orElse(url.startsWith(OCI) ? "oci" : HELM);
        String chart = text(properties, "chart").orElse("");
        String version = text(properties, "version").orElse(ANY_VERSION);
        return switch (type) {
            case "git" -> new From.Git(url, inside(chart.isEmpty() ? "." : chart, "chart"), commit(), at("url"));
            case "oci" -> new From.Registry(oci(url) + (chart.isEmpty() ? "" : "/" + chart), version, at("url"));
            case HELM -> {
                if (chart.isEmpty()) {
                    throw Chart.rejected(at("url"), "expected \"chart\", the chart's name in the Helm repository");
                }
                yield new From.Repository(url, chart, version, at("url"));
            }
            default ->
                throw Chart.rejected(
                        at("repoType"), "charts from \"" + type + "\" are not supported; expected helm, oci or git");
        };
    }

    private From chart(Value.Mapping chart) throws Rejected {
        String source = text(chart, "source").orElse("");
        Position position = chart.get("source") instanceof Value.Text text ? text.position() : chart.position();
        String version = text(chart, "version")
                .filter(written -> !written.equals("latest"))
                .orElse(ANY_VERSION);
        Optional<String> repository = text(chart, "repoURL");
        if (source.startsWith(OCI)) {
            return new From.Registry(source, version, position);
        }
        if (source.startsWith("https://") || source.startsWith("http://")) {
            return new From.Archive(source, position);
        }
        if (repository.isEmpty() || source.isEmpty()) {
            throw Chart.rejected(
                    position, "expected \"source\" with oci:// or https://, or a chart's name with \"repoURL\"");
        }
        return new From.Repository(repository.get(), source, version, position);
    }

    private static String oci(String url) {
        String whole = url.startsWith(OCI) ? url : OCI + url;
        return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    }

    private Optional<String> commit() {
        return ShapeCheck.map(properties, "git").flatMap(git -> text(git, "commit"));
    }

    private List<Layer> layers(String keyName, String targetName) throws Rejected {
        List<Layer> layers = new ArrayList<>();
        for (Value.Mapping from : ShapeCheck.maps(properties, "valuesFrom")) {
            String kind = text(from, "kind").orElse("");
            String name = text(from, "name").orElse("");
            Optional<String> target = targetName.isEmpty() ? Optional.empty() : text(from, targetName);
            boolean optional = flag(from, "optional");
            layers.add(
                    kind.equals("File")
                            ? new Layer.File(inside(name, from.position()), target, optional, from.position())
                            : new Layer.FromObject(
                                    kind,
                                    name,
                                    text(from, "namespace"),
                                    text(from, keyName).orElse(VALUES_KEY),
                                    target,
                                    optional,
                                    from.position()));
        }
        return layers;
    }

    private String inside(String path, String field) throws Rejected {
        return inside(path, at(field));
    }

    /** The path without {@code .} in it; one that leads out of the repository is refused. */
    static String inside(String path, Position at) throws Rejected {
        List<String> steps = new ArrayList<>();
        for (String step : path.split("/", -1)) {
            if (step.equals("..") && !steps.isEmpty()) {
                steps.removeLast();
            } else if (step.equals("..") || (step.isEmpty() && path.startsWith("/"))) {
                throw Chart.rejected(at, "expected a path inside the repository, found \"" + path + "\"");
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.add(step);
            }
        }
        return String.join("/", steps);
    }

    private Position at(String field) {
        Value value = properties.get(field);
        return value == null ? component.position() : value.position();
    }

    private List<String> texts(String field) {
        return properties.get(field) instanceof Value.Sequence list
                ? list.items().stream()
                        .filter(Value.Text.class::isInstance)
                        .map(item -> ((Value.Text) item).text())
                        .toList()
                : List.of();
    }

    private static Optional<String> text(Value.Mapping map, String field) {
        return ShapeCheck.text(map, field).filter(text -> !text.isEmpty());
    }

    private static boolean flag(Value.Mapping map, String field) {
        return map.get(field) instanceof Value.Flag flag && flag.flag();
    }
}
