package dev.mizzen.reconcile.spec.yaml;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import java.util.List;

/**
 * What a YAML file holds.
 *
 * @param documents in order; a document without content is {@link Value.Nothing}
 * @param problems every one found; where there is one, {@code documents} may lack what it is about
 */
public record YamlFile(List<Value> documents, List<Problem> problems) {
    public YamlFile {
        documents = List.copyOf(documents);
        problems = List.copyOf(problems);
    }
}
