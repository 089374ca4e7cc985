package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FoldTest {
    @ParameterizedTest
    @CsvSource({
        "helm, Update, ''",
        "helm, Apply, ''",
        "argocd-controller, Apply, ''",
        "argocd-controller, Update, ''",
        "kustomize-controller, Apply, ''",
        "kubevela, Update, ''",
        "kubectl-client-side-apply, Update, ''"
    })
    void a_tools_entry_becomes_an_apply_of_ours(String manager, String operation, String subresource) {
        ObjectNode entry = entry(manager, operation, subresource, "f:spec");

        assertThat(Fold.into(entry, "mizzen")).isTrue();
        assertThat(entry.path("manager").asString() + " "
                        + entry.path("operation").asString())
                .isEqualTo("mizzen Apply");
        assertThat(entry.path("fieldsV1").has("f:spec")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "helm, Update, status",
        "kubectl, Update, scale",
        "kube-controller-manager, Update, ''",
        "policy-controller, Apply, ''",
        "kubectl-edit, Update, ''",
        "mizzen, Apply, ''"
    })
    void everybody_elses_stays(String manager, String operation, String subresource) {
        ObjectNode entry = entry(manager, operation, subresource, "f:spec");
        ObjectNode before = entry.deepCopy();

        assertThat(Fold.into(entry, "mizzen")).isFalse();
        assertThat(entry).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"Apply, true", "Update, false"})
    void another_installation_is_told_by_the_mark_that_it_applied(String operation, boolean folds) {
        ObjectNode entry = entry("mizzen-b", operation, "", "f:spec");
        entry.withObject("fieldsV1")
                .withObject("f:metadata")
                .withObject("f:annotations")
                .putObject("f:mizzen.dev/applied");

        assertThat(Fold.into(entry, "mizzen")).isEqualTo(folds);
    }

    private static ObjectNode entry(String manager, String operation, String subresource, String field) {
        ObjectNode entry = JsonMapper.shared().createObjectNode();
        entry.put("manager", manager).put("operation", operation).put("apiVersion", "v1");
        if (!subresource.isEmpty()) {
            entry.put("subresource", subresource);
        }
        entry.putObject("fieldsV1").putObject(field);
        return entry;
    }
}
