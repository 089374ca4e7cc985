package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.FieldPath;
import dev.mizzen.reconcile.model.FieldTree;
import dev.mizzen.reconcile.model.JsonPointers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is sent of an object some of whose fields are left to others. A field that our entry still holds is sent as it is
 * live, since server-side apply would remove it if we just gave it up; one that it does not hold is not sent. Pure.
 */
final class IgnoredFields {
    private final ObjectNode git;
    private final List<JsonPointer> pointers;

    /**
     * @param git the body as Git says; not changed
     * @param pointers into {@code git}; where there is no such list item, nothing is meant
     */
    IgnoredFields(ObjectNode git, List<JsonPointer> pointers) {
        this.git = git;
        this.pointers = pointers;
    }

    /** One pointer, in {@code managedFields}' words and in Git's body; both end early at what is owned as one. */
    private record Place(FieldPath path, JsonPointer inGit) {}

    /** What a walk along a pointer has come to. */
    private record Walk(FieldPath path, JsonPointer inGit, JsonNode node, Optional<FieldTree> tree) {
        Place place() {
            return new Place(path, inGit);
        }
    }

    /** Git's body without any of the fields. */
    ObjectNode without() {
        ObjectNode body = git.deepCopy();
        JsonPointers.lastFirst(pointers).forEach(pointer -> remove(body, pointer));
        return body;
    }

    /** The body, where our entry holds none of the fields; empty where the live object must be read first. */
    Optional<ObjectNode> unheld(FieldTree ours) {
        List<JsonPointer> removed = new ArrayList<>();
        for (JsonPointer pointer : pointers) {
            if (!isInGit(pointer)) {
                continue;
            }
            Optional<Place> place = place(pointer, ours);
            if (place.isEmpty() || ours.at(place.get().path()).isPresent()) {
                return Optional.empty();
            }
            removed.add(place.get().inGit());
        }
        ObjectNode body = git.deepCopy();
        JsonPointers.lastFirst(removed).forEach(pointer -> remove(body, pointer));
        return Optional.of(body);
    }

    /** The body beside this live object. */
    ObjectNode beside(JsonNode live, FieldTree ours, FieldTree everyones) {
        ObjectNode body = git.deepCopy();
        List<JsonPointer> removed = new ArrayList<>();
        for (JsonPointer pointer : pointers) {
            if (isInGit(pointer)) {
                place(pointer, ours).or(() -> place(pointer, everyones)).ifPresent(place -> {
                    JsonNode value = ours.at(place.path())
                            .map(held -> held.within(place.path().in(live)))
                            .orElse(null);
                    if (value == null || value.isMissingNode()) {
                        removed.add(place.inGit());
                    } else {
                        set(body, place.inGit(), value);
                    }
                });
            }
        }
        JsonPointers.lastFirst(removed).forEach(pointer -> remove(body, pointer));
        return body;
    }

    /** Whether every list item on the way is there; a field of a map need not be. */
    private boolean isInGit(JsonPointer pointer) {
        JsonNode node = git;
        for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
            if (node.isArray() && !node.has(rest.getMatchingIndex())) {
                return false;
            }
            node = node.isArray() ? node.path(rest.getMatchingIndex()) : node.path(rest.getMatchingProperty());
        }
        return true;
    }

    /** Empty where {@code known} does not tell whether a list on the way is owned item by item. */
    private Optional<Place> place(JsonPointer pointer, FieldTree known) {
        Walk walk = new Walk(FieldPath.ROOT, JsonPointer.empty(), git, Optional.of(known));
        for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
            boolean below = !walk.path().steps().isEmpty();
            if (below && walk.tree().filter(FieldTree::isWhole).isPresent()) {
                return Optional.of(walk.place());
            }
            Optional<Walk> next = walk.node().isArray()
                    ? item(walk, rest.getMatchingIndex())
                    : Optional.of(field(walk, rest.getMatchingProperty()));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            walk = next.get();
        }
        return Optional.of(walk.place());
    }

    private static Walk field(Walk walk, String name) {
        FieldPath.Step step = new FieldPath.Step.Name(name);
        return new Walk(
                walk.path().then(step),
                walk.inGit().appendProperty(name),
                walk.node().path(name),
                below(walk.tree(), step));
    }

    private static Optional<Walk> item(Walk walk, int index) {
        JsonNode item = walk.node().path(index);
        return walk.tree().stream()
                .flatMap(tree -> tree.below().stream())
                .filter(step -> step.isAt(walk.node(), index))
                .findFirst()
                .or(() -> likeItsSiblings(walk.tree(), item, index))
                .map(step -> new Walk(
                        walk.path().then(step), walk.inGit().appendIndex(index), item, below(walk.tree(), step)));
    }

    /** An item that nobody in the tree holds, of a list whose other items are held one by one. */
    private static Optional<FieldPath.Step> likeItsSiblings(Optional<FieldTree> tree, JsonNode item, int index) {
        return tree.stream().flatMap(t -> t.below().stream()).findFirst().flatMap(sibling -> switch (sibling) {
            case FieldPath.Step.Key key -> Optional.of(key.at(item));
            case FieldPath.Step.Element ignored -> Optional.of(new FieldPath.Step.Element(item));
            case FieldPath.Step.Index ignored -> Optional.of(new FieldPath.Step.Index(index));
            case FieldPath.Step.Name ignored -> Optional.<FieldPath.Step>empty();
        });
    }

    private static Optional<FieldTree> below(Optional<FieldTree> tree, FieldPath.Step step) {
        return tree.flatMap(t -> t.at(FieldPath.ROOT.then(step)));
    }

    static void remove(ObjectNode body, JsonPointer pointer) {
        JsonNode parent = body.at(pointer.head());
        if (parent instanceof ObjectNode map) {
            map.remove(pointer.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode list && list.has(pointer.last().getMatchingIndex())) {
            list.remove(pointer.last().getMatchingIndex());
        }
    }

    private static void set(ObjectNode body, JsonPointer pointer, JsonNode value) {
        JsonNode at = body;
        for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
            boolean last = rest.tail().matches();
            if (at instanceof ArrayNode list) {
                int index = rest.getMatchingIndex();
                at = last ? list.set(index, value) : list.path(index);
            } else if (at instanceof ObjectNode map) {
                String name = rest.getMatchingProperty();
                at = last ? map.set(name, value) : child(map, name);
            }
        }
    }

    private static JsonNode child(ObjectNode map, String name) {
        JsonNode child = map.path(name);
        return child.isContainer() ? child : map.putObject(name);
    }
}
