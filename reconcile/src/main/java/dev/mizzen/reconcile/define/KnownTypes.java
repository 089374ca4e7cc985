package dev.mizzen.reconcile.define;

import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Nearest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether every type that an application names is known, also where nothing is rendered from it: those of components,
 * traits, policies, workflow steps, and those that an override names.
 */
public final class KnownTypes {
    /** Policies whose meaning is Mizzen's own; any other one is a definition that renders objects. */
    private static final Set<String> POLICIES = Set.of(
            "apply-once",
            "debug",
            "deployment-insights",
            "env-binding",
            "garbage-collect",
            "override",
            "read-only",
            "replication",
            "resource-update",
            "shared-resource",
            "take-over",
            "topology");

    /** The steps that come with KubeVela. */
    private static final Set<String> STEPS = Set.of(
            "addon-operation",
            "apply-application",
            "apply-application-in-parallel",
            "apply-component",
            "apply-deployment",
            "apply-object",
            "apply-remaining",
            "apply-terraform-config",
            "apply-terraform-provider",
            "build-push-image",
            "builtin-apply-component",
            "check-metrics",
            "clean-jobs",
            "collect-service-endpoints",
            "create-config",
            "delete-config",
            "depends-on-app",
            "deploy",
            "deploy-cloud-resource",
            "deploy2cluster",
            "deploy2env",
            "deploy2runtime",
            "export-data",
            "export-service",
            "export2config",
            "export2secret",
            "generate-jdbc-connection",
            "list-config",
            "notification",
            "print-message-in-status",
            "read-config",
            "read-object",
            "request",
            "restart-workflow",
            "share-cloud-resource",
            "step-group",
            "suspend",
            "vela-cli",
            "webhook");

    private final Catalog catalog;
    private final boolean latest;
    private final List<Problem> problems = new ArrayList<>();

    private KnownTypes(Catalog catalog, boolean latest) {
        this.catalog = catalog;
        this.latest = latest;
    }

    /** Each type that is not known, where it is written. */
    public static List<Problem> unknown(Application application, Catalog catalog) throws Waiting {
        KnownTypes types =
                new KnownTypes(catalog, "true".equals(application.annotations().get("app.oam.dev/autoUpdate")));
        for (Application.Component component : application.components()) {
            types.find(Kind.COMPONENT, component.type(), component.position());
            for (Application.Trait trait : component.traits()) {
                types.find(Kind.TRAIT, trait.type(), trait.typePosition());
            }
        }
        for (Application.Policy policy : application.policies()) {
            types.policy(policy);
        }
        for (Value.Mapping step :
                application.workflow().map(Application.Workflow::steps).orElse(List.of())) {
            types.step(step);
            for (Value.Mapping sub : ShapeCheck.maps(step, "subSteps")) {
                types.step(sub);
            }
        }
        return List.copyOf(types.problems);
    }

    /** The component without the traits whose types are not known; empty if its own type is not. */
    public static Optional<Application.Component> knownPart(Application.Component component, Catalog catalog)
            throws Waiting {
        KnownTypes types = new KnownTypes(catalog, true);
        if (!types.finds(Kind.COMPONENT, component.type(), component.position())) {
            return Optional.empty();
        }
        List<Application.Trait> traits = new ArrayList<>();
        for (Application.Trait trait : component.traits()) {
            if (types.finds(Kind.TRAIT, trait.type(), trait.typePosition())) {
                traits.add(trait);
            }
        }
        return Optional.of(component.with(component.name(), component.properties(), traits));
    }

    private boolean finds(Kind kind, String type, Position at) throws Waiting {
        int before = problems.size();
        find(kind, type, at);
        return problems.size() == before;
    }

    /** As {@link #unknown}, of a document that may have any shape; what is not of the right kind is passed over. */
    public static List<Problem> unknownIn(Value document, Catalog catalog) throws Waiting {
        KnownTypes types = new KnownTypes(catalog, false);
        if (document instanceof Value.Mapping top) {
            types.anyShape(ShapeCheck.map(top, "spec").orElse(top));
        }
        return List.copyOf(types.problems);
    }

    private void anyShape(Value.Mapping spec) throws Waiting {
        for (Value.Mapping component : ShapeCheck.maps(spec, "components")) {
            find(Kind.COMPONENT, component);
            for (Value.Mapping trait : ShapeCheck.maps(component, "traits")) {
                find(Kind.TRAIT, trait);
            }
        }
        for (Value.Mapping trait : ShapeCheck.maps(spec, "traits")) {
            find(Kind.TRAIT, trait);
        }
        for (Value.Mapping policy : ShapeCheck.maps(spec, "policies")) {
            if (policy.get("type") instanceof Value.Text type && !POLICIES.contains(type.text())) {
                policy(type.text(), type.position());
            }
        }
        List<Value.Mapping> steps = ShapeCheck.map(spec, "workflow")
                .map(workflow -> ShapeCheck.maps(workflow, "steps"))
                .orElse(ShapeCheck.maps(spec, "workflow"));
        for (Value.Mapping step : steps) {
            step(step);
        }
    }

    /** Whether a policy is a definition that renders objects. */
    public static boolean rendersObjects(Application.Policy policy) {
        return !POLICIES.contains(policy.type());
    }

    private void policy(Application.Policy policy) throws Waiting {
        if (rendersObjects(policy)) {
            policy(policy.type(), policy.position());
        } else if (policy.type().equals("override") && policy.properties().isPresent()) {
            patch(policy.properties().get());
        } else if (policy.type().equals("env-binding") && policy.properties().isPresent()) {
            for (Value.Mapping environment : ShapeCheck.maps(policy.properties().get(), "envs")) {
                Optional<Value.Mapping> patch = ShapeCheck.map(environment, "patch");
                if (patch.isPresent()) {
                    patch(patch.get());
                }
            }
        }
    }

    /** What an override, or an environment of an env-binding, puts over components. */
    private void patch(Value.Mapping patch) throws Waiting {
        for (Value.Mapping component : ShapeCheck.maps(patch, "components")) {
            find(Kind.COMPONENT, component);
            for (Value.Mapping trait : ShapeCheck.maps(component, "traits")) {
                find(Kind.TRAIT, trait);
            }
        }
        for (Value.Mapping trait : ShapeCheck.maps(patch, "traits")) {
            find(Kind.TRAIT, trait);
        }
    }

    private void policy(String type, Position at) throws Waiting {
        if (!catalog.knows(Kind.POLICY, type)) {
            SortedSet<String> names = new TreeSet<>(POLICIES);
            names.addAll(catalog.names(Kind.POLICY));
            problems.add(unknown("policy", type, at, names));
        }
    }

    private void find(Kind kind, Value.Mapping typed) throws Waiting {
        if (typed.get("type") instanceof Value.Text type && !type.text().isEmpty()) {
            find(kind, type.text(), type.position());
        }
    }

    private void find(Kind kind, String type, Position at) throws Waiting {
        try {
            catalog.find(kind, type, at, latest);
        } catch (Rejected e) {
            problems.addAll(e.problems());
        }
    }

    private void step(Value.Mapping step) throws Waiting {
        if (step.get("type") instanceof Value.Text type
                && !STEPS.contains(type.text())
                && !catalog.knows(Kind.WORKFLOW_STEP, type.text())) {
            SortedSet<String> names = new TreeSet<>(STEPS);
            names.addAll(catalog.names(Kind.WORKFLOW_STEP));
            problems.add(unknown("workflow-step", type.text(), type.position(), names));
        }
    }

    private static Problem unknown(String word, String type, Position at, SortedSet<String> names) {
        return Problem.at(at, word + " type \"" + type + "\" is not defined").withNearest(Nearest.to(type, names));
    }
}
