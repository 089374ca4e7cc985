package dev.mizzen.reconcile.place;

import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.List;
import java.util.stream.Stream;

/** The steps of a workflow as they are written. */
final class Steps {
    private Steps() {}

    /** Those that stand in the workflow itself. */
    static List<Value.Mapping> top(Application application) {
        return application.workflow().map(Application.Workflow::steps).orElse(List.of());
    }

    /** Each step, behind it those within it. */
    static List<Value.Mapping> all(Application application) {
        return top(application).stream()
                .flatMap(step -> Stream.concat(Stream.of(step), ShapeCheck.maps(step, "subSteps").stream()))
                .toList();
    }
}
