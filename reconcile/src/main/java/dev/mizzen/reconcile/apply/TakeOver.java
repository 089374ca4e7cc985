package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.spec.Application;
import java.util.function.Predicate;

/** Which objects an application takes from other tools and managers: all of them, or none. */
public final class TakeOver {
    /** On an application: {@code "true"} takes every object of it. */
    public static final String ANNOTATION = "mizzen.dev/take-over";

    private static final String POLICY = "take-over";

    private TakeOver() {}

    /** By the annotation, or by a policy of the type {@code take-over}. */
    public static Predicate<DesiredObject> of(Application application) {
        boolean all = "true".equals(application.annotations().get(ANNOTATION))
                || application.policies().stream()
                        .anyMatch(policy -> policy.type().equals(POLICY));
        return object -> all;
    }
}
