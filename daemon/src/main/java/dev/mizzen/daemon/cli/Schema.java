package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code mizzen schema}: the JSON Schema of Applications with the parameters of all definitions. */
@Command(
        name = "schema",
        description = {
            "Print a JSON Schema of Application in which each type has its parameters, for an editor to complete.",
            "A parameter that a component's inputs give, or an overlay, need not be there: see --partial.",
            "",
            "  mizzen schema > application.json         with the built-in definitions",
            "  mizzen schema . > application.json       with those in ./definitions too",
            "  mizzen schema . --partial                nothing is required",
            "",
            "In a file:  # yaml-language-server: $schema=application.json",
            ""
        },
        mixinStandardHelpOptions = true)
final class Schema implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final String BASE = "/schema/application.json";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "a config repository (default: none)")
    private @Nullable Path directory;

    @Option(names = "--partial", description = "require no parameter, for components whose inputs give them")
    private boolean partial;

    @Override
    public Integer call() {
        ObjectNode schema = base();
        PrintWriter err = spec.commandLine().getErr();
        int code = Exit.OK.code();
        try (DefinitionBench bench = new DefinitionBench()) {
            for (Definition definition : bench.known(Optional.ofNullable(directory))) {
                try {
                    add(schema, definition, (ObjectNode) bench.jsonSchema(definition, partial));
                } catch (Rejected e) {
                    Finding.sorted(e.problems()).forEach(problem -> err.println(problem.text()));
                    code = Exit.FOUND.code();
                }
            }
        }
        spec.commandLine().getOut().println(JSON.writeValueAsString(schema));
        return code;
    }

    private static ObjectNode base() {
        try (InputStream text = Objects.requireNonNull(Schema.class.getResourceAsStream(BASE))) {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(BASE, e);
        }
    }

    /** Adds to the schema of one kind: if the type is this one, then the properties are these. */
    private static void add(ObjectNode schema, Definition definition, ObjectNode parameters) {
        String place = definition.kind().wire() + "." + definition.name();
        String description = definition.body().path("description").asString("");
        ObjectNode definitions = (ObjectNode) schema.path("$defs");
        definitions.set(place, parameters);
        for (ObjectNode of : holders(schema, definition.kind())) {
            ArrayNode names = of.withObjectProperty("properties")
                    .withObjectProperty("type")
                    .withArray("examples");
            names.add(definition.name());
            ObjectNode rule = of.withArray("allOf").addObject();
            rule.putObject("if").putObject("properties").putObject("type").put("const", definition.name());
            ObjectNode then = rule.putObject("then").putObject("properties");
            then.putObject("type").put("description", description);
            ArrayNode either = then.putObject("properties").putArray("anyOf");
            either.addObject().put("$ref", "#/$defs/" + place);
            either.addObject().put("type", "null");
        }
    }

    private static List<ObjectNode> holders(ObjectNode schema, Kind kind) {
        ObjectNode definitions = (ObjectNode) schema.path("$defs");
        return switch (kind) {
            case COMPONENT -> List.of((ObjectNode) definitions.path("component"));
            case TRAIT -> List.of((ObjectNode) definitions.path("trait"));
            case POLICY -> List.of((ObjectNode) definitions.path("policy"));
            case WORKFLOW_STEP -> List.of();
        };
    }
}
