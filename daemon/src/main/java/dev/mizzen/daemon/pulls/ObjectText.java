package dev.mizzen.daemon.pulls;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.mizzen.daemon.report.Masked;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** One object that differs, as lines for people, without a value that is secret. */
final class ObjectText {
    /** The most lines of an object that are compared. */
    static final int MOST_LINES = 3_000;
    /** The most lines of a difference that are shown. */
    static final int MOST_SHOWN = 200;

    private static final int CONTEXT = 3;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .build();

    private final UnaryOperator<String> masked;

    /** @param masked a text without what was decrypted */
    ObjectText(UnaryOperator<String> masked) {
        this.masked = masked;
    }

    /**
     * A difference.
     *
     * @param left how many lines are not shown
     * @param instead why there are no lines
     */
    record Lines(List<String> lines, int left, Optional<String> instead) {}

    Lines of(Comparison.Change change) {
        Masked.Pair pair = Masked.pair(change.before(), change.after());
        List<String> before = yaml(pair.before());
        List<String> after = yaml(pair.after());
        if (before.size() > MOST_LINES || after.size() > MOST_LINES) {
            return new Lines(List.of(), 0, Optional.of("It has more than " + MOST_LINES + " lines."));
        }
        List<String> diff =
                UnifiedDiffUtils.generateUnifiedDiff("base", "this", before, DiffUtils.diff(before, after), CONTEXT);
        if (diff.isEmpty()) {
            return new Lines(List.of(), 0, Optional.of("Only a value differs that is not shown."));
        }
        List<String> lines = diff.subList(Math.min(2, diff.size()), diff.size());
        int shown = Math.min(MOST_SHOWN, lines.size());
        return new Lines(List.copyOf(lines.subList(0, shown)), lines.size() - shown, Optional.empty());
    }

    private List<String> yaml(ObjectNode object) {
        return object.isEmpty()
                ? List.of()
                : YAML.writeValueAsString(hidden(object)).lines().toList();
    }

    private JsonNode hidden(JsonNode node) {
        if (node.isString()) {
            return JsonNodeFactory.instance.stringNode(masked.apply(node.asString()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), hidden(field.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(hidden(item)));
            return copy;
        }
        return node;
    }
}
