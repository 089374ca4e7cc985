package dev.mizzen.reconcile.define;

import dev.mizzen.reconcile.define.Definition.Kind;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the definition files of one place say together. Immutable once made. */
final class Folder {
    static final Folder EMPTY = new Folder(List.of());

    private final Map<Kind, Map<String, Definition>> definitions = new HashMap<>();
    private final Map<Kind, Map<String, Versions>> versions = new HashMap<>();
    private final List<DefinitionFile> broken = new ArrayList<>();

    /** @param files in the order in which the first definition of a name counts; a second one is its file's problem */
    Folder(List<DefinitionFile> files) {
        for (DefinitionFile file : files) {
            if (!file.problems().isEmpty()) {
                broken.add(file);
            }
            for (Definition definition : file.definitions()) {
                add(file, definition);
            }
        }
    }

    private void add(DefinitionFile file, Definition definition) {
        Optional<Definition> first = Optional.empty();
        if (!definition.version().isEmpty()) {
            first = versions.computeIfAbsent(definition.kind(), kind -> new TreeMap<>())
                    .computeIfAbsent(definition.name(), name -> new Versions())
                    .add(definition);
        }
        if (!definition.isRevision() && first.isEmpty()) {
            first = plain(definition);
        }
        first.ifPresent(other -> twice(file, definition, other));
    }

    /** Of several with versions a type without one means the highest. Empty if all is well, else the other one. */
    private Optional<Definition> plain(Definition definition) {
        Map<String, Definition> names = definitions.computeIfAbsent(definition.kind(), kind -> new TreeMap<>());
        Definition first = names.putIfAbsent(definition.name(), definition);
        if (first == null) {
            return Optional.empty();
        }
        if (first.version().isEmpty() || definition.version().isEmpty()) {
            return Optional.of(first);
        }
        if (Versions.ORDER.compare(definition.version(), first.version()) > 0) {
            names.put(definition.name(), definition);
        }
        return Optional.empty();
    }

    private void twice(DefinitionFile file, Definition definition, Definition first) {
        String what = definition.kind().wire() + " \"" + definition.name() + "\" is defined in "
                + first.body().path("file").asString("") + " already";
        Problem problem = Problem.at(
                new Position(file.path(), definition.body().path("line").asInt(1), 1), what);
        broken.add(new DefinitionFile(file.path(), List.of(), List.of(problem), Set.of(definition.name()), 0));
    }

    /** The version of a definition that a type names; see {@link Versions#find}. */
    Optional<Definition> find(Kind kind, TypeName type, boolean latest) {
        if (type.version().isEmpty()) {
            return find(kind, type.name());
        }
        Versions known = versions.getOrDefault(kind, Map.of()).get(type.name());
        return known == null ? Optional.empty() : type.version().flatMap(version -> known.find(version, latest));
    }

    Optional<Definition> find(Kind kind, String name) {
        return Optional.ofNullable(definitions.getOrDefault(kind, Map.of()).get(name));
    }

    /** The broken files that probably define {@code name}. */
    List<DefinitionFile> broken(String name) {
        return broken.stream().filter(file -> file.names().contains(name)).toList();
    }

    List<Problem> problems() {
        return broken.stream().flatMap(file -> file.problems().stream()).toList();
    }

    /** Sorted by name. */
    Collection<Definition> all(Kind kind) {
        return definitions.getOrDefault(kind, Map.of()).values();
    }
}
