package dev.mizzen.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One delivery as text: its objects as a table, then its state, problems, drift and events. Pure. */
final class DeliveryPage {
    private static final int EVENTS = 10;

    private DeliveryPage() {}

    static Table objects(JsonNode delivery) {
        Table table = new Table("CLUSTER", "KIND", "NAMESPACE", "NAME", "HEALTH", "MESSAGE");
        for (JsonNode object : delivery.path("objects")) {
            table.row(
                    text(object, "cluster"),
                    text(object, "kind"),
                    text(object, "namespace"),
                    text(object, "name"),
                    text(object, "health"),
                    text(object, "message"));
        }
        return table;
    }

    static List<String> rest(JsonNode delivery) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(text(delivery, "id") + ": " + text(delivery, "sync") + ", " + text(delivery, "health") + ", at "
                + text(delivery, "revision"));
        if (!text(delivery, "message").isEmpty()) {
            lines.add("  " + text(delivery, "message"));
        }
        waits(delivery.path("waits")).ifPresent(line -> lines.add("  " + line));
        section(lines, "details", told(delivery.path("objects")), DeliveryPage::details);
        section(lines, "problems", delivery.path("problems"), problem -> text(problem, "text"));
        section(lines, "warnings", delivery.path("warnings"), problem -> text(problem, "text"));
        section(lines, "drift", delivery.path("drifts"), DeliveryPage::drift);
        section(lines, "events", delivery.path("events"), e -> text(e, "at") + "  " + text(e, "message"));
        return lines;
    }

    private static Optional<String> waits(JsonNode waits) {
        return waits.isMissingNode()
                ? Optional.empty()
                : Optional.of("waits: " + text(waits, "reason") + ", tried again by " + text(waits, "nextTry"));
    }

    /** The objects of which a definition tells more than a message. */
    private static JsonNode told(JsonNode objects) {
        ArrayNode told = JsonNodeFactory.instance.arrayNode();
        objects.valueStream()
                .filter(object -> !object.path("details").isEmpty())
                .forEach(told::add);
        return told;
    }

    private static String details(JsonNode object) {
        return text(object, "kind") + " " + text(object, "name") + "  "
                + object.path("details").properties().stream()
                        .map(detail -> detail.getKey() + "=" + detail.getValue().asString(""))
                        .collect(Collectors.joining(", "));
    }

    private static void section(
            List<String> lines, String title, JsonNode items, java.util.function.Function<JsonNode, String> line) {
        if (items.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(title + ":");
        items.valueStream().limit(EVENTS).map(line).forEach(l -> lines.add("  " + l));
        if (items.size() > EVENTS) {
            lines.add("  … and " + (items.size() - EVENTS) + " more: -o json shows all");
        }
    }

    private static String drift(JsonNode drift) {
        String fields = drift.path("fields")
                .valueStream()
                .map(f -> text(f, "path") + " " + text(f, "desired") + " → " + text(f, "live") + " by "
                        + text(f, "manager"))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        return text(drift, "seen") + "  " + text(drift, "cluster") + "  " + text(drift, "object") + "  "
                + text(drift, "kind") + "  " + fields;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
