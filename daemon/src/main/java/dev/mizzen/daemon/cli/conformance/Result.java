package dev.mizzen.daemon.cli.conformance;

import dev.mizzen.reconcile.model.Problem;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What was made of an Application, by Mizzen or by KubeVela. */
sealed interface Result {
    record Objects(List<JsonNode> objects) implements Result {}

    /** It is refused; {@code problems} holds at least one, at {@code stage}. */
    record Refused(Stage stage, List<Problem> problems) implements Result {}

    /** Where a mistake is found; an earlier stage comes first. */
    enum Stage {
        /** The files do not hold an Application. */
        FILES,
        /** It names or sets what is not there: a definition, a policy, properties of another form. */
        MEANING,
        /** A template refuses. */
        RENDER
    }
}
