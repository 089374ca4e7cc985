package dev.mizzen.daemon.cli.conformance;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.List;

/** What components of type {@code ref-objects} refer to: without a cluster nothing is there, so only a list by labels is found, empty. */
final class References {
    private static final String TYPE = "ref-objects";

    private References() {}

    /** One problem for each object that is named and each URL. */
    static List<Problem> unresolved(Application application) {
        List<Problem> problems = new ArrayList<>();
        for (Application.Component component : application.components()) {
            if (component.type().equals(TYPE) && component.properties().isPresent()) {
                Value.Mapping properties = component.properties().get();
                ShapeCheck.maps(properties, "objects").stream()
                        .filter(object ->
                                ShapeCheck.map(object, "labelSelector").isEmpty()
                                        || ShapeCheck.text(object, "name").isPresent())
                        .forEach(object -> problems.add(
                                Problem.at(object.position(), "there is no cluster to copy an object from")));
                if (properties.get("urls") instanceof Value.Sequence urls) {
                    urls.items()
                            .forEach(url ->
                                    problems.add(Problem.at(url.position(), "there is no network to read from")));
                }
            }
        }
        return List.copyOf(problems);
    }
}
