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
            List<Value.Mapping> inputs,
            List<Value.Mapping> outputs,
            Optional<String> externalRevision,
            Optional<String> replicaKey,
            Position position) {}

    /** A trait of a component; {@code typePosition} is where its type stands. */
    public record Trait(String type, Optional<Value.Mapping> properties, Position typePosition) {}

    /** A policy; {@code name} is {@code <type>-auto-gen-<index>} where none is written; {@code position} is where its type stands. */
    public record Policy(String name, String type, Optional<Value.Mapping> properties, Position position) {}

    /** {@code spec.workflow} as data; steps are kept whole for the run that reads them. */
    public record Workflow(
            Optional<Value.Text> ref, Optional<Value.Mapping> mode, List<Value.Mapping> steps, Position position) {}
}
