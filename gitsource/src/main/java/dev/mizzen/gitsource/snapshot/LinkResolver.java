package dev.mizzen.gitsource.snapshot;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the links of one path, never out of the tree.
 *
 * <p>A path is cut off, and nothing is there, when it goes through more than {@link #MAX_LINKS} links, an absolute
 * link, or a link back to a directory that it came through: so a walk of the whole tree always ends.
 */
final class LinkResolver {
    /** Links that one path may go through. */
    static final int MAX_LINKS = 10;

    private final Tree tree;

    LinkResolver(Tree tree) {
        this.tree = tree;
    }

    /** The file or directory at {@code path}, or empty; never a link or a submodule. */
    Optional<Node> resolve(String path) throws IOException {
        if (path.isEmpty()) {
            return Optional.of(tree.root());
        }
        List<String> names = Arrays.asList(path.split("/", -1));
        if (names.contains("") || names.contains(".") || names.contains("..")) {
            return Optional.empty();
        }
        return new Walk().to(names);
    }

    /** One walk: where it stands, and which directories it came through. */
    private final class Walk {
        private final Deque<Node> ancestors = new ArrayDeque<>();
        private final Set<String> cameThrough = new HashSet<>();
        private int links;

        Optional<Node> to(List<String> names) throws IOException {
            ancestors.push(tree.root());
            for (String name : names) {
                cameThrough.add(here().path());
                if (!step(name, true)) {
                    return Optional.empty();
                }
            }
            return Optional.of(here());
        }

        private Node here() {
            return ancestors.getFirst();
        }

        /** Goes down to {@code name}, through links; {@code false} where that leads nowhere. */
        private boolean step(String name, boolean outermost) throws IOException {
            if (here().kind() != Node.Kind.DIRECTORY) {
                return false;
            }
            Optional<Node> child = tree.child(here(), name);
            if (child.isEmpty()) {
                return false;
            }
            return switch (child.get().kind()) {
                case SUBMODULE -> false;
                case FILE, DIRECTORY -> {
                    ancestors.push(child.get());
                    yield true;
                }
                case LINK -> follow(child.get()) && (!outermost || !isBackwards());
            };
        }

        private boolean isBackwards() {
            return here().kind() == Node.Kind.DIRECTORY && cameThrough.contains(here().path());
        }

        private boolean follow(Node link) throws IOException {
            if (++links > MAX_LINKS) {
                return false;
            }
            Optional<String> target = tree.target(link);
            if (target.isEmpty() || target.get().isEmpty() || target.get().startsWith("/")) {
                return false;
            }
            for (String name : new ArrayList<>(List.of(target.get().split("/")))) {
                if (!move(name)) {
                    return false;
                }
            }
            return true;
        }

        private boolean move(String name) throws IOException {
            return switch (name) {
                case "", "." -> here().kind() == Node.Kind.DIRECTORY;
                case ".." -> up();
                default -> step(name, false);
            };
        }

        private boolean up() {
            if (ancestors.size() == 1 || here().kind() != Node.Kind.DIRECTORY) {
                return false;
            }
            ancestors.pop();
            return true;
        }
    }
}
