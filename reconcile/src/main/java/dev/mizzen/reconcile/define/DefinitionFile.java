package dev.mizzen.reconcile.define;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One file of definitions as it was read.
 *
 * @param problems what is wrong with the file; then it defines nothing
 * @param names that a file with problems probably defines: whoever uses one of them must hear of the problems
 * @param characters of its text
 */
record DefinitionFile(
        String path, List<Definition> definitions, List<Problem> problems, Set<String> names, int characters) {
    private static final Pattern CUE_NAME = Pattern.compile("(?m)^\"?([a-z0-9][a-z0-9-]*)\"?:");
    private static final Pattern YAML_NAME = Pattern.compile("(?m)^ {2,4}name: *[\"']?([a-z0-9][a-z0-9-]*)");
    private static final Pattern ENDING = Pattern.compile("\\.[a-z]+$");

    /** Reads {@code text} by {@code evaluator} on behalf of {@code source}. */
    static DefinitionFile read(Evaluator evaluator, SourceName source, String path, String text) throws Waiting {
        JsonNode answer;
        try {
            answer = evaluator.call(
                    source,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("op", "definitions")
                            .put("file", path)
                            .put("text", text));
        } catch (Rejected e) {
            return broken(path, text, e.problems().stream().map(Problem::message));
        }
        if (!answer.path("ok").asBoolean(false)) {
            List<Problem> problems = Fault.all(answer.path("errors")).stream()
                    .map(fault -> problem(path, fault))
                    .toList();
            return new DefinitionFile(path, List.of(), problems, names(path, text), text.length());
        }
        List<Definition> definitions = StreamSupport.stream(
                        answer.path("definitions").spliterator(), false)
                .map(DefinitionFile::definition)
                .toList();
        return new DefinitionFile(path, definitions, List.of(), Set.of(), text.length());
    }

    /** A file that cannot be read at all, for {@code reasons}. */
    static DefinitionFile broken(String path, String text, Stream<String> reasons) {
        List<Problem> problems = reasons.map(reason -> Problem.at(new Position(path, 1, 1), reason))
                .toList();
        return new DefinitionFile(path, List.of(), problems, names(path, text), text.length());
    }

    private static Problem problem(String path, Fault fault) {
        return Problem.at(fault.definition().orElse(new Position(path, 1, 1)), fault.message())
                .withNearest(fault.nearest());
    }

    private static Definition definition(JsonNode body) {
        return new Definition(
                kind(body.path("kind").asString("")),
                body.path("name").asString(""),
                body,
                Digest.of(ExactJson.bytes(body)));
    }

    private static Kind kind(String wire) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.wire().equals(wire))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("the renderer knows a kind \"" + wire + "\" and we do not"));
    }

    private static Set<String> names(String path, String text) {
        Set<String> names = new HashSet<>();
        names.add(ENDING.matcher(path.substring(path.lastIndexOf('/') + 1)).replaceFirst(""));
        Pattern pattern = path.endsWith(".cue") ? CUE_NAME : YAML_NAME;
        pattern.matcher(text).results().map(match -> match.group(1)).forEach(names::add);
        return Set.copyOf(names);
    }

    /** Where the first problem stands. */
    Optional<Position> firstProblem() {
        return problems.stream().flatMap(problem -> problem.position().stream()).findFirst();
    }
}
