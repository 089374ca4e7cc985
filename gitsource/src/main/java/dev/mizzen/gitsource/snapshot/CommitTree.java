package dev.mizzen.gitsource.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** The tree of a commit. Entries whose name no Git client would write ({@code ..}, or with a slash) are not there. */
final class CommitTree implements Tree {
    private static final int MAX_LINK_BYTES = 4096;

    private final ObjectReader reader;
    private final ObjectId root;
    private final Listings listings;

    CommitTree(ObjectReader reader, ObjectId root, Listings listings) {
        this.reader = reader;
        this.root = root;
        this.listings = listings;
    }

    @Override
    public Node root() {
        return new Node(Node.Kind.DIRECTORY, "", root.name());
    }

    @Override
    public List<Node> list(Node directory) throws IOException {
        List<Node> nodes = new ArrayList<>();
        listing(directory).forEach((name, item) -> nodes.add(node(directory, name, item)));
        return nodes;
    }

    @Override
    public Optional<Node> child(Node directory, String name) throws IOException {
        return Optional.ofNullable(listing(directory).get(name)).map(item -> node(directory, name, item));
    }

    @Override
    public String id(Node node) {
        return node.address();
    }

    @Override
    public Optional<String> target(Node link) throws IOException {
        ObjectLoader text = reader.open(ObjectId.fromString(link.address()), Constants.OBJ_BLOB);
        if (text.getSize() > MAX_LINK_BYTES) {
            return Optional.empty();
        }
        return Optional.of(new String(text.getBytes(MAX_LINK_BYTES), UTF_8));
    }

    private Map<String, Listings.Item> listing(Node directory) throws IOException {
        Optional<Map<String, Listings.Item>> known = listings.find(directory.address());
        if (known.isPresent()) {
            return known.get();
        }
        Map<String, Listings.Item> listing = new HashMap<>();
        CanonicalTreeParser entry = new CanonicalTreeParser(null, reader, ObjectId.fromString(directory.address()));
        for (; !entry.eof(); entry = entry.next()) {
            String name = entry.getEntryPathString();
            if (isName(name)) {
                listing.put(
                        name,
                        new Listings.Item(kind(entry), entry.getEntryObjectId().name()));
            }
        }
        listings.keep(directory.address(), listing);
        return listing;
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0;
    }

    private static Node node(Node directory, String name, Listings.Item item) {
        return new Node(item.kind(), directory.pathOf(name), item.id());
    }

    private static Node.Kind kind(CanonicalTreeParser entry) {
        return switch (entry.getEntryRawMode() & FileMode.TYPE_MASK) {
            case FileMode.TYPE_TREE -> Node.Kind.DIRECTORY;
            case FileMode.TYPE_SYMLINK -> Node.Kind.LINK;
            case FileMode.TYPE_GITLINK -> Node.Kind.SUBMODULE;
            default -> Node.Kind.FILE;
        };
    }
}
