package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.define.Definition;
import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one definition that a person means. */
final class DefinitionChoice {
    private DefinitionChoice() {}

    /** Ends the command where no kind is called so. */
    static Kind kind(String wire) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Exit.USAGE,
                        "\"" + wire + "\" is no kind of definition; expected "
                                + Stream.of(Kind.values()).map(Kind::wire).collect(Collectors.joining(", "))));
    }

    /** The definition of a name, and of a kind where the name alone is not enough. */
    static Definition of(List<Definition> all, String name, Optional<Kind> kind) {
        List<Definition> found = all.stream()
                .filter(definition -> definition.name().equals(name))
                .filter(definition -> kind.map(definition.kind()::equals).orElse(true))
                .toList();
        if (found.size() > 1) {
            throw new Failure(
                    Exit.USAGE,
                    "there is a " + found.get(0).kind().wire() + " and a "
                            + found.get(1).kind().wire() + " called " + name + "; say which with --kind");
        }
        if (found.isEmpty()) {
            TreeSet<String> names = all.stream()
                    .filter(definition -> kind.map(definition.kind()::equals).orElse(true))
                    .map(Definition::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            String near = Nearest.to(name, names)
                    .map(other -> "; did you mean \"" + other + "\"?")
                    .orElse("");
            throw new Failure(
                    Exit.FOUND,
                    "no " + kind.map(Kind::wire).orElse("definition") + " is called \"" + name + "\"" + near);
        }
        return found.getFirst();
    }
}
