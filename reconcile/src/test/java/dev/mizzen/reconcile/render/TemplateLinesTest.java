package dev.mizzen.reconcile.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateLinesTest {
    private static final TemplateLines LINES = new TemplateLines("""

            output: {
              // kind: "in a comment"
              apiVersion: "apps/v1"
              note: \"""
                spec: replicas: 9
                \"""
              spec: template: spec: containers: [{
                name: context.name // the name
                if parameter.cpu != _|_ {
                  resources: limits: cpu: parameter.cpu
                }
              }]
              spec: {replicas: 1, paused?: bool} & {
                strategy: type: "Recreate"
              }
            }
            outputs: "my-service": {
              "a.b/c": 1
            }
            parameter: ports?: [...{protocol: *"TCP" | "UDP"}]
            """);

    @Test
    void aLabelIsFoundAtItsLineAndColumn() {
        assertThat(place("output", "apiVersion")).contains(new TemplateLines.Place(4, 3));
        assertThat(place("outputs", "my-service", "a.b/c")).contains(new TemplateLines.Place(19, 3));
    }

    @Test
    void listsConditionsAndSecondHalvesBelongToTheLabelAround() {
        assertThat(place("output", "spec", "template", "spec", "containers", "resources", "limits", "cpu"))
                .contains(new TemplateLines.Place(11, 26));
        assertThat(place("output", "spec", "strategy", "type")).contains(new TemplateLines.Place(15, 15));
        assertThat(place("parameter", "ports", "protocol")).contains(new TemplateLines.Place(21, 25));
    }

    @Test
    void whatIsDeeperThanTheTextIsFoundAtTheDeepestLabel() {
        assertThat(place("output", "spec", "replicas", "no", "more")).contains(new TemplateLines.Place(14, 10));
        assertThat(place("output", "note", "spec", "replicas")).contains(new TemplateLines.Place(5, 3));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(place("patch", "spec")).isEmpty();
        assertThat(place("kind")).isEmpty();
    }

    private static Optional<TemplateLines.Place> place(String... labels) {
        return LINES.deepest(List.of(labels));
    }
}
