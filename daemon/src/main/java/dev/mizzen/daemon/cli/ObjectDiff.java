package dev.mizzen.daemon.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.mizzen.daemon.report.Masked;
import dev.mizzen.reconcile.apply.Preview.Change;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object's difference, for people and for scripts.
 *
 * @param change {@code create}, {@code update}, {@code prune}, {@code leave}, {@code refused} or {@code none}
 * @param diff unified, live against future
 */
record ObjectDiff(String delivery, String object, String change, String message, List<String> diff) {
    private static final int CONTEXT = 3;
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    static ObjectDiff of(DeliveryId delivery, Change change) {
        String of = delivery.toString();
        String object = name(change.ref());
        return switch (change) {
            case Change.Create create ->
                new ObjectDiff(of, object, "create", "", diff(object, NOTHING, create.after()));
            case Change.Update update -> {
                List<String> diff = diff(object, update.before(), update.after());
                yield new ObjectDiff(of, object, diff.isEmpty() ? "none" : "update", "", diff);
            }
            case Change.Prune prune -> new ObjectDiff(of, object, "prune", "", List.of());
            case Change.Leave leave ->
                new ObjectDiff(
                        of,
                        object,
                        "leave",
                        leave.why().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        List.of());
            case Change.Refused refused ->
                new ObjectDiff(
                        of,
                        object,
                        "refused",
                        refused.problems().stream().map(Problem::message).collect(Collectors.joining("; ")),
                        List.of());
        };
    }

    private static String name(ObjectRef ref) {
        return ref.kind() + "/" + (ref.namespace().isEmpty() ? "" : ref.namespace() + "/") + ref.name();
    }

    private static List<String> diff(String object, ObjectNode before, ObjectNode after) {
        Masked.Pair masked = Masked.pair(before, after);
        List<String> old = lines(masked.before());
        List<String> now = lines(masked.after());
        return UnifiedDiffUtils.generateUnifiedDiff(
                "live/" + object, "new/" + object, old, DiffUtils.diff(old, now), CONTEXT);
    }

    private static List<String> lines(ObjectNode object) {
        return object.isEmpty() ? List.of() : Output.yaml(object).lines().toList();
    }

    /** Whether delivering would change something, or fail. */
    boolean differs() {
        return switch (change) {
            case "none", "leave" -> false;
            default -> true;
        };
    }

    boolean isTold() {
        return !change.equals("none");
    }

    Stream<String> lines(Ansi ansi) {
        String title = switch (change) {
            case "leave" -> delivery + ": " + object + " is no longer wanted and stays: " + message;
            case "refused" -> delivery + ": " + object + " would be refused: " + message;
            case "create" -> delivery + ": " + object + " would be created";
            case "prune" -> delivery + ": " + object + " would be deleted";
            default -> delivery + ": " + object + " would change";
        };
        return Stream.concat(
                Stream.of(coloured(ansi, title, Style.bold)),
                diff.stream().map(line -> coloured(ansi, line, style(line))));
    }

    private static Style style(String line) {
        if (line.startsWith("+")) {
            return Style.fg_green;
        }
        if (line.startsWith("-")) {
            return Style.fg_red;
        }
        return line.startsWith("@@") ? Style.fg_cyan : Style.reset;
    }

    /** Not by picocli's markup, which an object's own text could contain. */
    private static String coloured(Ansi ansi, String text, Style style) {
        return ansi.enabled() && style != Style.reset ? style.on() + text + style.off() : text;
    }
}
