package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An OAM Application ({@code core.oam.dev/v1beta1}) as data, after its overlay was merged in.
 *
 * @param namespace {@code metadata.namespace} as written, if it is
 */
public record Application(
        AppName name,
        Optional<String> namespace,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<Component> components,
        List<Policy> policies,
        Optional<Workflow> workflow,
        Position position) {
    /** The same in a namespace. */
    public Application inNamespace(String other) {
        return new Application(name, Optional.of(other), labels, annotations, components, policies, workflow, position);
    }

    /** The same with other components. */
    public Application withComponents(List<Component> others) {
        return new Application(name, namespace, labels, annotations, others, policies, workflow, position);
    }

    /**
     * A component; {@code properties} is absent where none is written. Names are unique in an application.
     *
     * @param position where its type stands
     */
    public record Component(
            String name,
            String type,
            Optional<Value.Mapping> properties,
            List<Trait> traits,
            List<String> dependsOn,
            List<Input> inputs,
            List<Output> outputs,
            Optional<String> externalRevision,
            Optional<String> replicaKey,
            Position position) {
        /** One that has nothing but its own properties. */
        public static Component alone(String name, String type, Optional<Value.Mapping> properties, Position position) {
            return new Component(
                    name,
                    type,
                    properties,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    position);
        }

        /** The same with another name, other properties and other traits. */
        public Component with(String otherName, Optional<Value.Mapping> others, List<Trait> otherTraits) {
            return new Component(
                    otherName,
                    type,
                    others,
                    List.copyOf(otherTraits),
                    dependsOn,
                    inputs,
                    outputs,
                    externalRevision,
                    replicaKey,
                    position);
        }

        /** The same once it has what it takes from others. */
        public Component withoutInputs() {
            return new Component(
                    name,
                    type,
                    properties,
                    traits,
                    dependsOn,
                    List.of(),
                    outputs,
                    externalRevision,
                    replicaKey,
                    position);
        }

        /** The same as if it were the only one. */
        Component withoutNeighbours() {
            return new Component(
                    name,
                    type,
                    properties,
                    traits,
                    List.of(),
                    List.of(),
                    List.of(),
                    externalRevision,
                    replicaKey,
                    position);
        }

        /** The same under a key of a replication policy. */
        public Component withReplicaKey(String key) {
            return new Component(
                    name,
                    type,
                    properties,
                    traits,
                    dependsOn,
                    inputs,
                    outputs,
                    externalRevision,
                    Optional.of(key),
                    position);
        }
    }

    /**
     * What a component takes from another.
     *
     * @param from name of an output of another component
     * @param parameterKey where it goes: {@code image}, {@code env[0].value}, {@code traits[0].properties.domain}; without it
     *     the component only waits for the value
     */
    public record Input(String from, Optional<String> parameterKey, Position position) {}

    /**
     * What a component gives to others.
     *
     * @param valueFrom CUE over the live objects, such as {@code output.status.address}
     */
    public record Output(String name, String valueFrom, Position position) {}

    /** A trait of a component; {@code typePosition} is where its type stands. */
    public record Trait(String type, Optional<Value.Mapping> properties, Position typePosition) {}

    /** A policy; {@code name} is {@code <type>-auto-gen-<index>} where none is written; {@code position} is where its type stands. */
    public record Policy(String name, String type, Optional<Value.Mapping> properties, Position position) {
        /** One that is a definition renders objects as a component does. */
        public Component asComponent() {
            return Component.alone(name, type, properties, position);
        }
    }

    /** {@code spec.workflow} as data; steps are kept whole for the run that reads them. */
    public record Workflow(
            Optional<Value.Text> ref, Optional<Value.Mapping> mode, List<Value.Mapping> steps, Position position) {}
}
