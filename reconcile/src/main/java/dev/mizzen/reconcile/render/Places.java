package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.define.Fault;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Application.Trait;
import java.util.Optional;

/** Turns faults, which know the paths of one component's input, into problems at the user's lines. */
record Places(Component component) {
    /** How the helper process words a key that a schema does not have. */
    private static final String UNKNOWN_NAME = "unknown parameter";

    Problem problem(Fault fault) {
        String message = fault.path().isEmpty() ? fault.message() : fault.path() + ": " + fault.message();
        Position at = fault.file().orElseGet(() -> position(fault));
        Problem problem = Problem.at(at, message).withNearest(fault.nearest());
        return fault.definition().map(problem::withDefinition).orElse(problem);
    }

    /** A name that is wrong stands at its key, everything else at its value. */
    private Position position(Fault fault) {
        InputPath path = InputPath.of(fault.path());
        boolean key = fault.message().startsWith(UNKNOWN_NAME);
        Optional<Trait> trait = path.name(0)
                .filter("traits"::equals)
                .flatMap(name -> path.index(1))
                .filter(index -> index < component.traits().size())
                .map(component.traits()::get);
        return trait.map(t -> under(t.properties(), t.typePosition(), path.after(2), key))
                .orElseGet(() -> under(component.properties(), component.position(), path, key));
    }

    /** {@code path} begins with {@code properties}, or names nothing that is written. */
    private static Position under(Optional<Value.Mapping> properties, Position owner, InputPath path, boolean key) {
        return path.name(0)
                .filter("properties"::equals)
                .flatMap(name -> properties)
                .map(mapping -> path.after(1).in(mapping, key))
                .orElse(owner);
    }
}
