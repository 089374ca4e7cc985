package dev.mizzen.gitsource.snapshot;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A tree of nodes that knows nothing about following links. */
interface Tree {
    Node root() throws IOException;

    /** What lies directly in {@code directory}, in any order. */
    List<Node> list(Node directory) throws IOException;

    Optional<Node> child(Node directory, String name) throws IOException;

    /** Git's object id of a file, a directory or a link. */
    String id(Node node) throws IOException;

    /** The text of a link, or empty where it is too long to be one. */
    Optional<String> target(Node link) throws IOException;
}
