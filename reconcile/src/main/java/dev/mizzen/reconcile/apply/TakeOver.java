package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.spec.Application;
import java.util.function.Predicate;

/** Which objects an application takes from other tools and managers. */
public final class TakeOver {
    /** On an application: {@code "true"} takes every object of it. */
    public static final String ANNOTATION = "mizzen.dev/take-over";

    private TakeOver() {}

    /** By the annotation, or by a rule of a policy of the type {@code take-over}. */
    public static Predicate<DesiredObject> of(Application application) {
        boolean all = "true".equals(application.annotations().get(ANNOTATION));
        return object -> all || object.treatment().takesOver();
    }
}
