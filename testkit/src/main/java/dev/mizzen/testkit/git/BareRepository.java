package dev.mizzen.testkit.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.Note;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** A bare repository on disk that is written without a work tree: a commit is a map of paths to contents. */
public final class BareRepository implements AutoCloseable {
    /** A path of a commit that is no plain file. */
    public enum Special {
        /** A symbolic link; its content is the target. */
        LINK,
        /** A submodule; its content is a commit id. */
        SUBMODULE,
        /** A file that may be run. */
        EXECUTABLE
    }

    private final Path directory;
    private final Repository repository;
    private final Clock clock;

    private BareRepository(Path directory, Repository repository, Clock clock) {
        this.directory = directory;
        this.repository = repository;
        this.clock = clock;
    }

    /** Opens the repository in {@code directory}, or makes an empty one whose branch is {@code main}. */
    public static BareRepository at(Path directory, Clock clock) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        Repository repository = builder.setGitDir(directory.toFile()).setBare().build();
        if (!Files.exists(directory.resolve(Constants.HEAD))) {
            repository.create(true);
            repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + "main");
        }
        return new BareRepository(directory, repository, clock);
    }

    public Path directory() {
        return directory;
    }

    /** For reading and writing it as JGit does. */
    public Repository jgit() {
        return repository;
    }

    /** The commit at the head of {@code branch}. */
    public Optional<String> head(String branch) throws IOException {
        return Optional.ofNullable(repository.exactRef(Constants.R_HEADS + branch))
                .map(Ref::getObjectId)
                .map(ObjectId::name);
    }

    /** The note of {@code commit} at {@code ref}, as {@code git notes} keeps it; empty where there is none. */
    public String note(String ref, String commit) {
        try (RevWalk walk = new RevWalk(repository)) {
            Ref at = repository.exactRef(ref);
            if (at == null || commit.isEmpty()) {
                return "";
            }
            NoteMap notes = NoteMap.read(walk.getObjectReader(), walk.parseCommit(at.getObjectId()));
            Note note = notes.getNote(ObjectId.fromString(commit));
            return note == null
                    ? ""
                    : new String(repository.open(note.getData()).getBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All plain files at the head of {@code branch}: path → text. */
    public SortedMap<String, String> files(String branch) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commits.parseCommit(repository.resolve(Constants.R_HEADS + branch))
                    .getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                files.put(
                        walk.getPathString(),
                        new String(repository.open(walk.getObjectId(0)).getBytes(), UTF_8));
            }
        }
        return files;
    }

    /** Commits exactly {@code files} on top of {@code branch}; returns the commit's id. */
    public String commit(String branch, String message, Map<String, String> files) throws IOException {
        return commit(branch, message, files, Map.of());
    }

    /**
     * Commits exactly {@code files} on top of {@code branch}.
     *
     * @param files content by path
     * @param special what is no plain file among them
     */
    public String commit(String branch, String message, Map<String, String> files, Map<String, Special> special)
            throws IOException {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, content) -> bytes.put(path, content.getBytes(UTF_8)));
        return commit(branch, message, parents(branch), bytes, special);
    }

    /** Commits exactly what {@code folder} holds, {@code .git} left out, on top of {@code branch}. */
    public String commit(String branch, String message, Path folder) throws IOException {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (!path.startsWith(".git/")) {
                    bytes.put(path, Files.readAllBytes(file));
                }
            }
        }
        return commit(branch, message, parents(branch), bytes, Map.of());
    }

    /** Commits exactly {@code files} as a commit without a parent and moves {@code branch} there, as a force push does. */
    public String replace(String branch, String message, Map<String, String> files) throws IOException {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, content) -> bytes.put(path, content.getBytes(UTF_8)));
        return commit(branch, message, List.of(), bytes, Map.of());
    }

    /** Moves {@code branch} to a commit that is here, as a force push does. */
    public void move(String branch, String commit) throws IOException {
        RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
        update.setNewObjectId(ObjectId.fromString(commit));
        update.forceUpdate();
    }

    /** Removes {@code branch}. */
    public void delete(String branch) throws IOException {
        RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
        update.setForceUpdate(true);
        update.delete();
    }

    @Override
    public void close() {
        repository.close();
    }

    private List<ObjectId> parents(String branch) throws IOException {
        return head(branch).map(ObjectId::fromString).map(List::of).orElse(List.of());
    }

    private String commit(
            String branch,
            String message,
            List<ObjectId> parents,
            SortedMap<String, byte[]> files,
            Map<String, Special> special)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree(inserter, files, special));
            commit.setParentIds(parents);
            PersonIdent author = new PersonIdent("Ada", "ada@example.com", clock.instant(), ZoneOffset.UTC);
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            move(branch, id.name());
            return id.name();
        }
    }

    private static ObjectId tree(ObjectInserter inserter, SortedMap<String, byte[]> files, Map<String, Special> special)
            throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            DirCacheEntry entry = new DirCacheEntry(file.getKey());
            FileMode mode = mode(special.get(file.getKey()));
            entry.setFileMode(mode);
            entry.setObjectId(
                    FileMode.GITLINK.equals(mode)
                            ? ObjectId.fromString(new String(file.getValue(), UTF_8))
                            : inserter.insert(Constants.OBJ_BLOB, file.getValue()));
            builder.add(entry);
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    private static FileMode mode(@Nullable Special special) {
        if (special == null) {
            return FileMode.REGULAR_FILE;
        }
        return switch (special) {
            case LINK -> FileMode.SYMLINK;
            case SUBMODULE -> FileMode.GITLINK;
            case EXECUTABLE -> FileMode.EXECUTABLE_FILE;
        };
    }
}
