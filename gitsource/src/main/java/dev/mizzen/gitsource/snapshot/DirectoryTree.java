package dev.mizzen.gitsource.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;

/** A directory with the object ids that Git would give it. Each directory is listed once, each id computed once. */
final class DirectoryTree implements Tree {
    private static final Node ROOT = new Node(Node.Kind.DIRECTORY, "", "");

    private final Path root;
    private final boolean posix;
    private final Map<String, List<Node>> listed = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();

    DirectoryTree(Path root) {
        this.root = root;
        this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public Node root() {
        return ROOT;
    }

    @Override
    public synchronized List<Node> list(Node directory) throws IOException {
        List<Node> known = listed.get(directory.path());
        if (known != null) {
            return known;
        }
        List<Node> nodes = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(file(directory))) {
            for (Path file : files) {
                node(directory, file).ifPresent(nodes::add);
            }
        }
        listed.put(directory.path(), List.copyOf(nodes));
        return nodes;
    }

    @Override
    public Optional<Node> child(Node directory, String name) throws IOException {
        return list(directory).stream().filter(node -> node.name().equals(name)).findFirst();
    }

    @Override
    public synchronized String id(Node node) throws IOException {
        String known = ids.get(node.path());
        if (known != null) {
            return known;
        }
        String id = switch (node.kind()) {
            case FILE -> blobId(file(node));
            case LINK ->
                new ObjectInserter.Formatter()
                        .idFor(Constants.OBJ_BLOB, linkText(node).getBytes(UTF_8))
                        .name();
            case DIRECTORY -> treeId(node);
            case SUBMODULE -> throw new IllegalStateException("a directory has no submodules");
        };
        ids.put(node.path(), id);
        return id;
    }

    @Override
    public Optional<String> target(Node link) throws IOException {
        return Optional.of(linkText(link));
    }

    /** The bytes of a file as long as they are those of {@code asked}. */
    byte[] read(Node node, Entry.File asked, long limitBytes) throws IOException, FileTooLarge {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file(node), LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes((int) Math.min(limitBytes + 1, Integer.MAX_VALUE));
        }
        if (bytes.length > limitBytes) {
            throw new FileTooLarge(asked.path(), Files.size(file(node)), limitBytes);
        }
        String id =
                new ObjectInserter.Formatter().idFor(Constants.OBJ_BLOB, bytes).name();
        if (!id.equals(asked.id())) {
            throw new IOException("it was changed while it was being read");
        }
        return bytes;
    }

    private Path file(Node node) {
        return root.resolve(node.path());
    }

    private Optional<Node> node(Node directory, Path file) throws IOException {
        String path = directory.pathOf(file.getFileName().toString());
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            return Optional.of(new Node(Node.Kind.LINK, path, ""));
        }
        if (attributes.isRegularFile() && !isGit(file)) {
            return Optional.of(new Node(Node.Kind.FILE, path, ""));
        }
        return attributes.isDirectory() && holdsFile(file)
                ? Optional.of(new Node(Node.Kind.DIRECTORY, path, ""))
                : Optional.empty();
    }

    /** Whether Git would store {@code directory}: it has no notion of an empty one. */
    private static boolean holdsFile(Path directory) throws IOException {
        if (isGit(directory)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                boolean isDirectory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
                if (isDirectory ? holdsFile(file) : !isGit(file) && isStored(file)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isStored(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(file);
    }

    /** The repository itself, or the file that stands for it in a work tree or a submodule. */
    private static boolean isGit(Path file) {
        return file.getFileName().toString().equals(Constants.DOT_GIT);
    }

    private static String blobId(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new ObjectInserter.Formatter()
                    .idFor(Constants.OBJ_BLOB, Files.size(file), in)
                    .name();
        }
    }

    private String treeId(Node directory) throws IOException {
        List<Node> nodes = new ArrayList<>(list(directory));
        nodes.sort(Comparator.comparing(DirectoryTree::sortKey, Arrays::compareUnsigned));
        TreeFormatter tree = new TreeFormatter();
        for (Node node : nodes) {
            tree.append(node.name(), mode(node), ObjectId.fromString(id(node)));
        }
        return new ObjectInserter.Formatter().idFor(tree).name();
    }

    /** Git sorts a directory as if its name ended with a slash. */
    private static byte[] sortKey(Node node) {
        return (node.kind() == Node.Kind.DIRECTORY ? node.name() + "/" : node.name()).getBytes(UTF_8);
    }

    private FileMode mode(Node node) throws IOException {
        return switch (node.kind()) {
            case DIRECTORY -> FileMode.TREE;
            case LINK -> FileMode.SYMLINK;
            case SUBMODULE -> FileMode.GITLINK;
            case FILE -> isExecutable(file(node)) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
        };
    }

    private boolean isExecutable(Path file) throws IOException {
        return posix && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
    }

    private String linkText(Node link) throws IOException {
        return Files.readSymbolicLink(file(link)).toString().replace('\\', '/');
    }
}
