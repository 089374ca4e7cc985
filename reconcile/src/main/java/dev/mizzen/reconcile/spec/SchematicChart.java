package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.Chart.From;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads {@code schematic.helm} of a definition, in KubeVela's form; the properties of the component are the values. */
final class SchematicChart {
    private static final String OCI = "oci://";
    private static final String ANY_VERSION = "*";

    private final JsonNode helm;
    private final Position definition;

    SchematicChart(JsonNode helm, Position definition) {
        this.helm = helm;
        this.definition = definition;
    }

    Chart of(Application app, Application.Component component) throws Rejected {
        return new Chart(
                from(),
                app.name() + "-" + component.name(),
                Optional.empty(),
                List.of(),
                component.properties(),
                List.of(),
                false,
                false,
                Optional.empty());
    }

    private From from() throws Rejected {
        JsonNode spec = helm.path("release").path("chart").path("spec");
        String chart = spec.path("chart").asString("");
        String version = text(spec.path("version"));
        String url = helm.path("repository").path("url").asString("");
        if (chart.isEmpty()) {
            throw Chart.rejected(definition, "schematic.helm: expected the chart's name in release.chart.spec.chart");
        }
        if (url.isEmpty()) {
            return new From.Here(ChartReader.inside(chart, definition), definition);
        }
        if (url.startsWith(OCI)) {
            return new From.Registry((url.endsWith("/") ? url : url + "/") + chart, version, definition);
        }
        return new From.Repository(url, chart, version, definition);
    }

    /** A version such as 1.2 is a number in YAML. */
    private static String text(JsonNode version) {
        String text = version.isNumber() ? version.toString() : version.asString("");
        return text.isEmpty() ? ANY_VERSION : text;
    }
}
