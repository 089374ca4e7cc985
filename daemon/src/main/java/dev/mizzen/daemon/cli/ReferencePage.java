package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import java.util.List;
import java.util.Optional;

/** A definition's page in Markdown. */
final class ReferencePage {
    private ReferencePage() {}

    static String name(Definition definition) {
        return definition.kind().wire() + "-" + definition.name() + ".md";
    }

    static String of(DefinitionsShow.Shown shown, Optional<DefinitionExample> example) {
        StringBuilder page = new StringBuilder("# " + shown.name() + "\n\n");
        page.append("A ")
                .append(shown.kind())
                .append(". ")
                .append(shown.description())
                .append('\n');
        if (!shown.appliesTo().isEmpty() && !shown.appliesTo().equals(List.of("*"))) {
            page.append("\nMade for ")
                    .append(String.join(", ", shown.appliesTo()))
                    .append(".\n");
        }
        page.append("\n## Parameters\n");
        parameters(shown, page);
        example.ifPresent(one -> example(one, page));
        return page.toString();
    }

    private static void parameters(DefinitionsShow.Shown shown, StringBuilder page) {
        if (shown.parameters().isEmpty()) {
            page.append(shown.open() ? "It takes any.\n" : "It takes none.\n");
            return;
        }
        page.append("| parameter | type | default | |\n|---|---|---|---|\n");
        for (ParameterTable.Row row : shown.parameters()) {
            page.append("| `")
                    .append(row.name())
                    .append("` | ")
                    .append(cell(row.type()))
                    .append(" | ")
                    .append(row.required() ? "required" : code(row.fallback()))
                    .append(" | ")
                    .append(cell(row.description()))
                    .append(" |\n");
        }
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static void example(DefinitionExample example, StringBuilder page) {
        page.append("\n## Example\n```yaml\n").append(example.written().strip()).append("\n```\n");
        if (example.objects().isEmpty()) {
            return;
        }
        page.append("\nIt becomes\n");
        for (var object : example.objects()) {
            page.append("```yaml\n").append(Output.yaml(object)).append("```\n");
        }
    }

    static String index(List<Definition> all) {
        StringBuilder page =
                new StringBuilder("# Reference\n\nEvery built-in definition: its parameters, and an example with"
                        + " the objects that it becomes.\n`mizzen definitions reference definitions docs/reference` writes these"
                        + " pages.\n");
        for (Definition.Kind kind : Definition.Kind.values()) {
            List<Definition> these = all.stream()
                    .filter(definition -> definition.kind() == kind)
                    .sorted(java.util.Comparator.comparing(Definition::name))
                    .toList();
            if (these.isEmpty()) {
                continue;
            }
            page.append("\n| ").append(kind.wire()).append(" | |\n|---|---|\n");
            these.forEach(definition -> page.append("| [")
                    .append(definition.name())
                    .append("](")
                    .append(name(definition))
                    .append(") | ")
                    .append(cell(definition.body().path("description").asString("")))
                    .append(" |\n"));
        }
        return page.toString();
    }
}
