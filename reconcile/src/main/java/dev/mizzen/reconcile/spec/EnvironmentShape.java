package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.spec.shape.Shape;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What an {@code Environment} of {@code mizzen.dev/v1alpha1} may hold. */
final class EnvironmentShape {
    static final String API_VERSION = "mizzen.dev/v1alpha1";
    static final String KIND = "Environment";

    private static final Pattern NO_ESCAPE = Pattern.compile("~(?![01])");
    private static final Pattern PERCENT = Pattern.compile("([1-9][0-9]?|100)%");
    private static final Shape TEXT = ApplicationShape.TEXT;
    private static final Shape NAME = ApplicationShape.DNS_LABEL;
    private static final Shape DURATION = ApplicationShape.DURATION;

    private EnvironmentShape() {}

    static Shape environment() {
        return new Shape.Fields(
                Map.of(
                        "apiVersion",
                        new Shape.Word(List.of(API_VERSION)),
                        "kind",
                        new Shape.Word(List.of(KIND)),
                        "metadata",
                        ApplicationShape.metadata(),
                        "spec",
                        spec()),
                Set.of("apiVersion", "kind", "metadata"));
    }

    private static Shape spec() {
        return new Shape.Fields(
                Map.of(
                        "placement", placement(),
                        "promotion", promotion(),
                        "drift", drift(),
                        "prune", prune(),
                        "windows", new Shape.ListOf(window())),
                Set.of());
    }

    private static Shape placement() {
        return new Shape.Fields(
                Map.of(
                        "clusters",
                        new Shape.ListOf(NAME),
                        "clusterSelector",
                        ApplicationShape.TEXTS,
                        "namespace",
                        NAME),
                Set.of());
    }

    private static Shape promotion() {
        Shape gates = new Shape.Fields(Map.of("healthyFor", DURATION, "approvals", new Shape.Count(0, 100)), Set.of());
        return new Shape.Fields(
                Map.of(
                        "from",
                        NAME,
                        "by",
                        new Shape.Word(List.of("pull-request", "commit", "manual")),
                        "gates",
                        gates,
                        "groups",
                        PromotionGroup.shape(),
                        "onFailure",
                        new Shape.Word(List.of("rollback", "stop")),
                        "verify",
                        DURATION),
                Set.of("from"));
    }

    private static Shape drift() {
        Shape pointer = new Shape.Form("a JSON pointer such as \"/spec/replicas\"", EnvironmentShape::isPointer);
        Shape ignore = new Shape.Fields(Map.of("kind", TEXT, "path", pointer), Set.of("kind", "path"));
        return new Shape.Fields(
                Map.of(
                        "mode", new Shape.Word(List.of("observe", "alert", "correct")),
                        "additions", new Shape.Word(List.of("ignore", "report", "remove")),
                        "ignore", new Shape.ListOf(ignore)),
                Set.of());
    }

    private static boolean isPointer(String text) {
        return text.startsWith("/") && !NO_ESCAPE.matcher(text).find();
    }

    private static Shape prune() {
        Shape percent = new Shape.Form(
                "a percentage from \"1%\" to \"100%\"",
                text -> PERCENT.matcher(text).matches());
        return new Shape.Fields(Map.of("enabled", new Shape.Bool(), "guard", percent), Set.of());
    }

    private static Shape window() {
        return new Shape.Fields(
                Map.of(
                        "cron", new Shape.Form("five cron fields such as \"0 9 * * MON-FRI\"", Cron::isCron),
                        "duration", DURATION,
                        "timezone", new Shape.Form("a time zone such as \"Europe/Berlin\"", EnvironmentShape::isZone)),
                Set.of("cron", "duration"));
    }

    private static boolean isZone(String text) {
        try {
            return ZoneId.of(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
