package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Catalog;
import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.define.TypeName;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Trait;
import dev.mizzen.reconcile.spec.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The definitions that one component uses; {@code traits} has one for each of its traits, in their order. */
record Parts(Component component, Definition workload, List<Definition> traits) {
    private static final Set<String> ARTIFACTS = Set.of("kustomize");
    /** The cluster that KubeVela's hub is here. */
    private static final ClusterName CONTROL_PLANE = new ClusterName("local");

    private static final String ANY = "*";
    /** An application that has it follows the versions of a definition. */
    private static final String AUTO_UPDATE = "app.oam.dev/autoUpdate";

    /** KubeVela's word for a component whose kind of workload is known only once it is rendered. */
    private static final String LATER = "autodetects.core.oam.dev";

    /** @throws Rejected with every definition that is missing or broken, and every conflict between traits */
    static Parts find(Catalog catalog, Application app, Component component) throws Rejected, Waiting {
        return find(catalog, isPolicy(app, component) ? Kind.POLICY : Kind.COMPONENT, app, component);
    }

    /** Whether it is one of the policies, in the form of a component: no two types stand at one place of a file. */
    private static boolean isPolicy(Application app, Component component) {
        return app.policies().stream()
                .anyMatch(policy -> policy.name().equals(component.name())
                        && policy.type().equals(component.type())
                        && policy.position().equals(component.position()));
    }

    /** @param kind of the definition that the component itself is rendered by */
    static Parts find(Catalog catalog, Kind kind, Application app, Component component) throws Rejected, Waiting {
        boolean latest = "true".equals(app.annotations().get(AUTO_UPDATE));
        List<Problem> problems = new ArrayList<>();
        List<Definition> found = new ArrayList<>();
        add(catalog, kind, component.type(), component.position(), latest, found, problems);
        for (Trait trait : component.traits()) {
            add(catalog, Kind.TRAIT, trait.type(), trait.typePosition(), latest, found, problems);
        }
        if (problems.isEmpty()) {
            Parts parts = new Parts(component, found.getFirst(), List.copyOf(found.subList(1, found.size())));
            problems.addAll(parts.conflicts());
            if (problems.isEmpty()) {
                return parts;
            }
        }
        throw new Rejected(problems);
    }

    private static void add(
            Catalog catalog,
            Kind kind,
            String type,
            Position user,
            boolean latest,
            List<Definition> found,
            List<Problem> problems)
            throws Waiting {
        try {
            found.add(catalog.find(kind, type, user, latest));
        } catch (Rejected e) {
            problems.addAll(e.problems());
        }
    }

    /**
     * Those whose definition a source brought and says something of health. What a definition that comes with Mizzen says, the rules
     * for the kinds say too.
     */
    List<Judged> judged() {
        List<Judged> judged = new ArrayList<>();
        add(judged, workload, Optional.empty(), component.properties());
        for (int i = 0; i < traits.size(); i++) {
            Trait trait = component.traits().get(i);
            add(judged, traits.get(i), Optional.of(TypeName.of(trait.type()).label()), trait.properties());
        }
        return judged;
    }

    private static void add(
            List<Judged> judged, Definition definition, Optional<String> trait, Optional<Value.Mapping> properties) {
        if (!definition.isBuiltIn() && definition.judges()) {
            JsonNode parameter = properties.map(Values::toJson).orElseGet(() -> JsonNodeFactory.instance.objectNode());
            judged.add(new Judged(trait, definition, parameter));
        }
    }

    /** The definitions that do not come with Mizzen: name by digest. */
    Map<Digest, String> ownTemplates() {
        return all().filter(definition -> !definition.isBuiltIn())
                .collect(Collectors.toMap(Definition::digest, Definition::name, (one, same) -> one));
    }

    /** The engine that makes the component's objects, where no template does: a source's own definition is always a template. */
    Optional<String> artifact() {
        return Optional.of(workload.name()).filter(name -> workload.isBuiltIn() && ARTIFACTS.contains(name));
    }

    /**
     * The chart that makes the component's objects, where one does: a source's own definition may say so in {@code
     * schematic.helm}.
     */
    Optional<Chart> chart(Application app) throws Rejected {
        JsonNode helm = workload.body().path("helm");
        if (helm.isObject()) {
            return Optional.of(Chart.ofSchematic(helm, workload.position(), app, component));
        }
        return workload.isBuiltIn() ? Chart.of(component) : Optional.empty();
    }

    /** Whether a trait makes the workload itself: the component's own is then not applied. */
    boolean workloadIsManaged() {
        return traits.stream()
                .anyMatch(trait -> trait.body().path("manageWorkload").asBoolean(false));
    }

    /** A problem for each trait that is for the control plane alone, at a component that goes to another cluster. */
    List<Problem> misplaced(ClusterName cluster) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < traits.size() && !cluster.equals(CONTROL_PLANE); i++) {
            if (traits.get(i).body().path("controlPlaneOnly").asBoolean(false)) {
                Trait trait = component.traits().get(i);
                problems.add(Problem.at(
                                trait.typePosition(),
                                "trait \"" + trait.type() + "\" is for the cluster " + CONTROL_PLANE
                                        + " alone, and the component goes to " + cluster
                                        + "; the daemon does not part them yet")
                        .withDefinition(traits.get(i).position()));
            }
        }
        return problems;
    }

    Stream<Definition> all() {
        return Stream.concat(Stream.of(workload), traits.stream());
    }

    private List<Problem> conflicts() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < traits.size(); i++) {
            for (String name : texts(traits.get(i), "conflictsWith")) {
                problems.addAll(conflicts(i, name));
            }
        }
        return problems;
    }

    private List<Problem> conflicts(int index, String name) {
        Trait trait = component.traits().get(index);
        return IntStream.range(0, component.traits().size())
                .filter(other -> other != index)
                .mapToObj(component.traits()::get)
                .filter(other -> name.equals(ANY) || other.type().equals(name))
                .map(other -> Problem.at(
                                trait.typePosition(),
                                "trait \"" + trait.type() + "\" cannot stand beside trait \"" + other.type()
                                        + "\", line " + other.typePosition().line())
                        .withDefinition(traits.get(index).position()))
                .toList();
    }

    /** A warning for each trait whose definition does not count the component's workload among those that it is made for. */
    List<Problem> misapplied() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < traits.size(); i++) {
            List<String> allowed = texts(traits.get(i), "appliesToWorkloads");
            if (!allowed.isEmpty() && allowed.stream().noneMatch(this::isWorkload)) {
                Trait trait = component.traits().get(i);
                String message = "trait \"" + trait.type() + "\" is made for " + String.join(", ", allowed)
                        + ", not for component type \"" + component.type() + "\""
                        + workloadType().map(type -> " (" + type + ")").orElse("");
                problems.add(Problem.at(trait.typePosition(), message)
                        .withDefinition(traits.get(i).position()));
            }
        }
        return problems;
    }

    /** {@code pattern}: a component type, {@code deployments.apps}, {@code *.apps} or {@code *}. */
    private boolean isWorkload(String pattern) {
        Optional<String> type = workloadType();
        return pattern.equals(ANY)
                || pattern.equals(TypeName.of(component.type()).name())
                || type.isEmpty()
                || type.filter(t -> t.equals(LATER) || t.equals(pattern)).isPresent()
                || (pattern.startsWith("*.")
                        && type.filter(t -> t.endsWith(pattern.substring(1))).isPresent());
    }

    private Optional<String> workloadType() {
        return Optional.of(workload.body().path("workload").path("type").asString(""))
                .filter(type -> !type.isEmpty());
    }

    private static List<String> texts(Definition definition, String field) {
        return StreamSupport.stream(definition.body().path(field).spliterator(), false)
                .map(text -> text.asString(""))
                .toList();
    }
}
