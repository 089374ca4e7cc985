package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.GoDuration;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Makes an {@link Environment} of a value. */
final class EnvironmentReader {
    private static final Duration HEALTHY_FOR = Duration.ofMinutes(10);
    private static final Duration VERIFY = Duration.ofMinutes(15);
    private static final Value.Mapping EMPTY = Value.Mapping.of(Problems.NOWHERE, Map.of());

    private static final Set<String> IDENTITY = Set.of(
            "/apiVersion",
            "/kind",
            "/metadata",
            "/metadata/name",
            "/metadata/namespace",
            "/metadata/labels/applyset.kubernetes.io~1part-of",
            "/metadata/annotations/mizzen.dev~1applied");

    private EnvironmentReader() {}

    /** @throws Rejected with every problem */
    static Environment read(Value value, EnvironmentName name) throws Rejected {
        List<Problem> problems = new ArrayList<>();
        ShapeCheck.ofWhole(problems).check(value, EnvironmentShape.environment());
        Problems.reject(problems);
        Value.Mapping top = (Value.Mapping) value;
        checkName(top, name.value(), "directory", problems);
        Value.Mapping spec = ShapeCheck.map(top, "spec").orElse(EMPTY);
        ShapeCheck.map(spec, "placement").ifPresent(placement -> checkPlacement(placement, problems));
        ShapeCheck.map(spec, "drift").ifPresent(drift -> checkIgnored(drift, problems));
        ShapeCheck.map(spec, "promotion").ifPresent(promotion -> PromotionGroup.check(promotion, problems));
        checkWindows(spec, problems);
        Problems.reject(problems);
        return new Environment(
                name,
                ShapeCheck.map(spec, "placement")
                        .map(EnvironmentReader::placement)
                        .orElse(nowhere(top)),
                ShapeCheck.map(spec, "promotion").map(EnvironmentReader::promotion),
                ShapeCheck.map(spec, "drift").map(EnvironmentReader::drift).orElse(Environment.Drift.DEFAULT),
                ShapeCheck.map(spec, "prune").map(EnvironmentReader::prune).orElse(Environment.Prune.DEFAULT),
                new Windows(ShapeCheck.maps(spec, "windows").stream()
                        .map(Window::of)
                        .toList()));
    }

    /** That {@code metadata.name} is the name that the path gives. */
    static void checkName(Value.Mapping top, String name, String word, List<Problem> problems) {
        ShapeCheck.map(top, "metadata").map(metadata -> metadata.get("name")).ifPresent(written -> {
            if (!(written instanceof Value.Text text) || !text.text().equals(name)) {
                problems.add(Problem.at(
                        written.position(),
                        "expected \"" + name + "\", the name of its " + word
                                + (written instanceof Value.Text other ? ", found \"" + other.text() + "\"" : "")));
            }
        });
    }

    private static void checkPlacement(Value.Mapping placement, List<Problem> problems) {
        Value.Field clusters = placement.fields().get("clusters");
        if (clusters != null && placement.fields().containsKey("clusterSelector")) {
            problems.add(Problem.at(clusters.key(), "clusters are given by name and by label; keep one of the two"));
        }
        if (clusters != null
                && clusters.value() instanceof Value.Sequence list
                && list.items().isEmpty()) {
            problems.add(Problem.at(list.position(), "expected at least one cluster"));
        }
        ShapeCheck.map(placement, "clusterSelector")
                .filter(selector -> selector.fields().isEmpty())
                .ifPresent(selector -> problems.add(Problem.at(selector.position(), "expected at least one label")));
    }

    /** What says which object it is cannot be another's. */
    private static void checkIgnored(Value.Mapping drift, List<Problem> problems) {
        for (Value.Mapping ignore : ShapeCheck.maps(drift, "ignore")) {
            String path = ShapeCheck.text(ignore, "path").orElse("");
            if (IDENTITY.contains(path)) {
                problems.add(Problem.at(
                        Objects.requireNonNull(ignore.get("path")).position(),
                        path + " says which object it is and whose, and cannot be left to others"));
            }
        }
    }

    private static void checkWindows(Value.Mapping spec, List<Problem> problems) {
        List<Value.Mapping> windows = ShapeCheck.maps(spec, "windows");
        windows.forEach(window -> Window.check(window, problems));
        if (windows.size() > Windows.MOST) {
            problems.add(Problem.at(
                    windows.get(Windows.MOST).position(), "expected at most " + Windows.MOST + " windows, found more"));
        }
    }

    private static Environment.Placement nowhere(Value.Mapping top) {
        return new Environment.Placement(List.of(), Map.of(), Optional.empty(), Optional.of(top.position()));
    }

    private static Environment.Placement placement(Value.Mapping placement) {
        List<ClusterName> clusters = placement.get("clusters") instanceof Value.Sequence list
                ? list.items().stream()
                        .map(item -> new ClusterName(((Value.Text) item).text()))
                        .distinct()
                        .toList()
                : List.of();
        Map<String, String> selector = new LinkedHashMap<>();
        ShapeCheck.map(placement, "clusterSelector")
                .ifPresent(map ->
                        map.fields().forEach((key, field) -> selector.put(key, ((Value.Text) field.value()).text())));
        return new Environment.Placement(
                clusters,
                Map.copyOf(selector),
                ShapeCheck.text(placement, "namespace"),
                Optional.of(placement.position()));
    }

    private static Environment.Promotion promotion(Value.Mapping promotion) {
        Value.Mapping gates = ShapeCheck.map(promotion, "gates").orElse(EMPTY);
        return new Environment.Promotion(
                new EnvironmentName(ShapeCheck.text(promotion, "from").orElseThrow()),
                word(promotion, "by", Environment.By.class, Environment.By.PULL_REQUEST),
                duration(gates, "healthyFor", HEALTHY_FOR),
                gates.get("approvals") instanceof Value.Whole whole
                        ? whole.number().intValueExact()
                        : 0,
                word(promotion, "onFailure", Environment.OnFailure.class, Environment.OnFailure.ROLLBACK),
                duration(promotion, "verify", VERIFY),
                PromotionGroup.read(promotion),
                Objects.requireNonNull(promotion.get("from")).position());
    }

    private static Environment.Drift drift(Value.Mapping drift) {
        return new Environment.Drift(
                word(drift, "mode", Environment.Mode.class, Environment.Drift.DEFAULT.mode()),
                word(drift, "additions", Environment.Additions.class, Environment.Drift.DEFAULT.additions()),
                ShapeCheck.maps(drift, "ignore").stream()
                        .map(ignore -> new Environment.Ignore(
                                ShapeCheck.text(ignore, "kind").orElseThrow(),
                                ShapeCheck.text(ignore, "path").orElseThrow(),
                                ignore.position()))
                        .toList());
    }

    private static Environment.Prune prune(Value.Mapping prune) {
        boolean enabled = !(prune.get("enabled") instanceof Value.Flag flag) || flag.flag();
        int guard = ShapeCheck.text(prune, "guard")
                .map(text -> Integer.parseInt(text.substring(0, text.length() - 1)))
                .orElse(Environment.Prune.DEFAULT.guardPercent());
        return new Environment.Prune(enabled, guard);
    }

    private static Duration duration(Value.Mapping mapping, String field, Duration otherwise) {
        return ShapeCheck.text(mapping, field).flatMap(GoDuration::parse).orElse(otherwise);
    }

    private static <E extends Enum<E>> E word(Value.Mapping mapping, String field, Class<E> type, E otherwise) {
        return ShapeCheck.text(mapping, field)
                .map(text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')))
                .orElse(otherwise);
    }
}
