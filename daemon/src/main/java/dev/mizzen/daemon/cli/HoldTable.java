package dev.mizzen.daemon.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What waits for an approval, as text. Pure. */
final class HoldTable {
    private static final int ABBREVIATED = 10;

    private HoldTable() {}

    static Table table(Iterable<JsonNode> waiting) {
        Table table = new Table("DIGEST", "OF", "ON", "DELETES", "SINCE", "WHY");
        for (JsonNode one : waiting) {
            table.row(
                    digest(one),
                    about(one),
                    String.join(", ", distinct(one, "cluster")),
                    count(one),
                    seconds(text(one, "since")),
                    text(one, "what"));
        }
        return table;
    }

    /** Each object that would go. */
    static Table objects(JsonNode one) {
        Table table = new Table("DELIVERY", "CLUSTER", "KIND", "NAMESPACE", "NAME");
        for (JsonNode object : one.path("objects")) {
            table.row(
                    text(object, "delivery"),
                    text(object, "cluster"),
                    text(object, "kind"),
                    text(object, "namespace"),
                    text(object, "name"));
        }
        return table;
    }

    /** What a list of objects does not say by itself. */
    static List<String> notes(JsonNode one) {
        List<String> notes = new ArrayList<>();
        Set<String> kinds = distinct(one, "kind");
        if (kinds.contains("Namespace")) {
            notes.add("A Namespace takes everything in it along, also what others put there.");
        }
        if (kinds.contains("CustomResourceDefinition")) {
            notes.add("A CustomResourceDefinition takes every object of its kind along, in all namespaces.");
        }
        if (kinds.contains("PersistentVolumeClaim") || kinds.contains("PersistentVolume")) {
            notes.add("A volume takes its data along, if its storage class reclaims it.");
        }
        if (text(one, "reason").equals("left-git")) {
            notes.add("Of " + text(one, "source") + " these leave: "
                    + String.join(
                            ", ",
                            one.path("deliveries")
                                    .valueStream()
                                    .map(JsonNode::asString)
                                    .toList())
                    + ".");
        }
        return notes;
    }

    /** One line that says what it is and how to approve it. */
    static String line(JsonNode one) {
        return about(one) + ": " + text(one, "what") + "; if that is meant: mizzen approve " + digest(one);
    }

    static String count(JsonNode one) {
        int count = one.path("count").asInt();
        String what = text(one, "reason").equals("left-git") ? "deliver" : "object";
        String ending = what.equals("object") ? (count == 1 ? "" : "s") : (count == 1 ? "y" : "ies");
        return count + " " + what + ending;
    }

    /** The delivery, or the source that several of them left. */
    static String about(JsonNode one) {
        return text(one, "reason").equals("left-git")
                ? text(one, "source")
                : one.path("deliveries").path(0).asString("");
    }

    static String digest(JsonNode one) {
        String digest = text(one, "digest");
        return digest.substring(0, Math.min(ABBREVIATED, digest.length()));
    }

    private static Set<String> distinct(JsonNode one, String field) {
        Set<String> values = new LinkedHashSet<>();
        one.path("objects").forEach(object -> values.add(text(object, field)));
        return values;
    }

    private static String seconds(String instant) {
        return instant.replaceFirst("\\.\\d+Z$", "Z");
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
