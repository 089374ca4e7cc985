package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HookStepsTest {
    private static final Map<String, List<String>> DEPENDS_ON =
            Map.of("web", List.of("db"), "db", List.of(), "page", List.of("web"));

    @Test
    void aStepHasTheNameOfItsComponentAndItsPlace() {
        assertThat(Stream.of(-2, -1, 0, 1).map(step -> HookSteps.name("web", step)))
                .containsExactly("web/before-2", "web/before-1", "web", "web/after-1");
    }

    @Test
    void withoutHooksTheDependenciesAreAsWritten() {
        assertThat(HookSteps.order(DEPENDS_ON, desired("web", "db", "page"))).isEqualTo(DEPENDS_ON);
    }

    @Test
    void aStepDependsOnAllBeforeItAndOnWhatItsComponentDependsOn() {
        Map<String, List<String>> order =
                HookSteps.order(DEPENDS_ON, desired("web/after-1", "web/before-2", "web", "web/before-10", "db"));
        assertThat(order)
                .containsEntry("web/before-10", List.of("db"))
                .containsEntry("web/before-2", List.of("db", "web/before-10"))
                .containsEntry("web", List.of("db", "web/before-10", "web/before-2"))
                .containsEntry("web/after-1", List.of("db", "web/before-10", "web/before-2", "web"));
    }

    @Test
    void whoDependsOnAComponentDependsOnItsHooks() {
        assertThat(HookSteps.order(DEPENDS_ON, desired("web/after-1", "web")))
                .containsEntry("page", List.of("web", "web/after-1"));
    }

    private static Desired desired(String... components) {
        return new Desired(Stream.of(components).map(HookStepsTest::object).toList(), true);
    }

    private static DesiredObject object(String component) {
        ObjectRef ref = new ObjectRef("", "ConfigMap", "shop", component.replace('/', '-'));
        return new DesiredObject(ref, Manifest.notRendered(ref), Digest.of(component), component, 2);
    }
}
