package dev.mizzen.daemon.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The option {@code -o} and the three ways of writing a result. */
final class Output {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .build();

    /** How a result is written. */
    enum Format {
        table,
        json,
        yaml
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people; json or yaml for scripts (default: table)")
    private Format format = Format.table;

    Format format() {
        return format;
    }

    /** As YAML, without a line that begins a document. */
    static String yaml(Object value) {
        return YAML.writeValueAsString(value);
    }

    /** Writes {@code result} as the user asked; {@code table} is made only if it is wanted. */
    void print(Object result, java.util.function.Supplier<Table> table) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case table -> out.print(table.get().render(spec.commandLine().getColorScheme()));
            case json -> out.println(JSON.writeValueAsString(result));
            case yaml -> out.print(YAML.writeValueAsString(result));
        }
        out.flush();
    }
}
