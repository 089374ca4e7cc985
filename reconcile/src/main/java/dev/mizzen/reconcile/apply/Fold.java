package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.plan.Observed.Mark;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the field entries of an object's former managers ours, so that a field which they set and Git does not is removed
 * by our apply instead of staying for ever. Entries of subresources, as status and scale, and those of other controllers
 * stay as they are. Pure.
 */
final class Fold {
    /** Field managers of the tools that deliver, in each of their ways, and of people with kubectl. */
    private static final Set<String> TOOLS = Set.of(
            "helm",
            "Helm",
            "argocd-controller",
            "argocd-application-controller",
            "kustomize-controller",
            "helm-controller",
            "kubevela",
            "kubectl",
            "kubectl-create",
            "kubectl-client-side-apply",
            "kubectl-last-applied");

    private Fold() {}

    /** Makes the entry {@code manager}'s if it is a tool's, or another installation's of Mizzen; false if it is not. */
    static boolean into(ObjectNode entry, String manager) {
        String former = entry.path("manager").asString("");
        boolean folds = entry.path("subresource").asString("").isEmpty()
                && !former.equals(manager)
                && (TOOLS.contains(former) || marks(entry));
        if (folds) {
            entry.put("manager", manager).put("operation", "Apply");
        }
        return folds;
    }

    private static boolean marks(JsonNode entry) {
        return entry.path("operation").asString("").equals("Apply")
                && entry.path("fieldsV1")
                        .path("f:metadata")
                        .path("f:annotations")
                        .has("f:" + Mark.ANNOTATION);
    }
}
