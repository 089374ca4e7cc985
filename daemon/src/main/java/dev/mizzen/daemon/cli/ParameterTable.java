package dev.mizzen.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The parameters of a definition, nested ones below the one that holds them. */
final class ParameterTable {
    /** One parameter; {@code name} is its path, as {@code ports[].port}. */
    record Row(String name, String type, boolean required, String fallback, String description) {}

    private ParameterTable() {}

    /** @param schema as the renderer describes it */
    static List<Row> rows(JsonNode schema) {
        List<Row> rows = new ArrayList<>();
        add(schema.path("parameters"), "", rows);
        return rows;
    }

    static Table table(List<Row> rows) {
        Table table = new Table("PARAMETER", "TYPE", "DEFAULT", "DESCRIPTION");
        rows.forEach(row ->
                table.row(row.name(), row.type(), row.required() ? "(required)" : row.fallback(), row.description()));
        return table;
    }

    private static void add(JsonNode fields, String above, List<Row> rows) {
        for (JsonNode field : fields) {
            String name = above + field.path("name").asString("");
            String type = field.path("type").asString("");
            boolean seen = rows.stream().anyMatch(row -> row.name().equals(name));
            if (!seen) {
                rows.add(new Row(
                        name,
                        type(field),
                        field.path("required").asBoolean(false),
                        field.has("default") ? field.path("default").toString() : "",
                        field.path("description").asString("")));
            }
            add(field.path("fields"), name + below(type), rows);
        }
    }

    /** The values where only some will do, else the type. */
    private static String type(JsonNode field) {
        if (field.path("enum").isEmpty()) {
            return field.path("type").asString("");
        }
        return StreamSupport.stream(field.path("enum").spliterator(), false)
                .map(JsonNode::toString)
                .collect(Collectors.joining(" or "));
    }

    private static String below(String type) {
        if (type.startsWith("[]")) {
            return "[].";
        }
        return type.startsWith("map[") ? ".*." : ".";
    }
}
