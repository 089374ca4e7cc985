package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.spec.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Rules of {@code drift.ignore} that leave nothing to anybody, since no object of the environment has such a field. Pure. */
final class IgnoresNothing {
    private IgnoresNothing() {}

    /** @param objects all that the environment's deliveries render */
    static List<Problem> in(Environment environment, List<Manifest> objects) {
        List<Problem> warnings = new ArrayList<>();
        for (Environment.Ignore ignore : environment.drift().ignore()) {
            List<Manifest> meant =
                    objects.stream().filter(o -> ignore.matches(o.gvk())).toList();
            if (meant.isEmpty()) {
                Set<String> kinds = new TreeSet<>();
                objects.forEach(object -> kinds.add(object.gvk().kind()));
                warnings.add(Problem.at(
                                ignore.position(),
                                "nothing of the kind \"" + ignore.kind() + "\" is delivered to " + environment.name()
                                        + ": nothing is ignored")
                        .withNearest(Nearest.to(ignore.kind(), kinds)));
            } else if (meant.stream().noneMatch(object -> declares(object, ignore.path()))) {
                warnings.add(Problem.at(
                        ignore.position(),
                        "no " + ignore.kind() + " that is delivered to " + environment.name() + " has " + ignore.path()
                                + ": nothing is ignored"));
            }
        }
        return warnings;
    }

    private static boolean declares(Manifest object, String path) {
        JsonNode body = object.json();
        boolean texts = object.gvk().groupKind().equals("Secret") && path.startsWith("/data/");
        return !body.at(JsonPointer.compile(path)).isMissingNode()
                || (texts
                        && !body.at(JsonPointer.compile("/stringData" + path.substring("/data".length())))
                                .isMissingNode());
    }
}
