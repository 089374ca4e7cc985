package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Value;
import java.util.HashSet;
import java.util.Set;

/** Which values of an input are the values of a Secret that is written there. */
final class SecretValues {
    private static final Set<String> PARTS = Set.of("data", "stringData");

    private SecretValues() {}

    static Set<Position> positions(Value input) {
        Set<Position> found = new HashSet<>();
        collect(input, false, found);
        return found;
    }

    private static void collect(Value value, boolean secret, Set<Position> found) {
        if (secret) {
            found.add(value.position());
        }
        switch (value) {
            case Value.Mapping mapping -> {
                boolean here = mapping.get("kind") instanceof Value.Text kind
                        && kind.text().equals("Secret");
                mapping.fields()
                        .forEach(
                                (key, field) -> collect(field.value(), secret || (here && PARTS.contains(key)), found));
            }
            case Value.Sequence list -> list.items().forEach(item -> collect(item, secret, found));
            case Value.Text text -> {}
            case Value.Whole whole -> {}
            case Value.Decimal decimal -> {}
            case Value.Flag flag -> {}
            case Value.Nothing nothing -> {}
        }
    }
}
