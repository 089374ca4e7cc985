package dev.mizzen.gitsource.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.Note;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The notes of commits at one ref of the remote. Each call asks the remote first, so that what others wrote there
 * meanwhile stays; no other ref moves.
 */
public final class Notes {
    /** Bytes that one note may have: 1 MiB. */
    public static final int MAX_BYTES = 1 << 20;
    /** How often a change is made anew because somebody else was quicker. */
    private static final int MOST_TRIES = 5;

    private final String ref;
    private final Parts parts;

    /** What a mirror is made of. */
    record Parts(
            Storage storage,
            History history,
            Fetcher fetcher,
            Pusher pusher,
            Commits commits,
            Failures failures,
            ReentrantLock updating) {}

    Notes(String ref, Parts parts) {
        if (!ref.startsWith(Constants.R_NOTES) || !Repository.isValidRefName(ref)) {
            throw new IllegalArgumentException("\"" + ref + "\" is no ref of notes");
        }
        this.ref = ref;
        this.parts = parts;
    }

    /** The note of {@code revision}, which need not be in the mirror. */
    public Optional<String> of(Revision revision) throws SourceRejected, SourceUnavailable {
        parts.updating().lock();
        try (RevWalk walk = new RevWalk(parts.storage().repository())) {
            NoteMap notes = read(walk, parts.fetcher().find(ref, parts.history()));
            return text(notes, walk.getObjectReader(), revision);
        } catch (IOException e) {
            throw new SnapshotUnreadable("the mirror cannot be read: " + e.getMessage(), e);
        } finally {
            parts.updating().unlock();
        }
    }

    /**
     * Changes notes in one commit and one push; nothing is pushed where nothing differs. Whoever pushes at the same
     * time loses nothing, as all is read again and changed anew, five times at most.
     *
     * @param changes from the note as it is, empty where there is none
     * @throws PushRefused if the server declines, or somebody else was quicker each time
     */
    public void change(Map<Revision, UnaryOperator<String>> changes, String message)
            throws PushRefused, SourceRejected, SourceUnavailable {
        parts.updating().lock();
        try {
            for (int tries = 1; !changed(changes, message, tries == MOST_TRIES); tries++) {}
        } catch (IOException e) {
            throw new SnapshotUnreadable("the mirror cannot be written: " + e.getMessage(), e);
        } finally {
            parts.updating().unlock();
        }
    }

    /** Whether the remote has it now; somebody else may have been quicker. */
    private boolean changed(Map<Revision, UnaryOperator<String>> changes, String message, boolean last)
            throws IOException, PushRefused, SourceRejected, SourceUnavailable {
        Optional<ObjectId> tip = parts.fetcher().find(ref, parts.history());
        Optional<Revision> next = commit(tip, changes, message);
        if (next.isEmpty()) {
            return true;
        }
        try {
            parts.pusher().pushRef(ref, tip.map(id -> new Revision(id.name())), next.get());
            parts.history().see(ref, ObjectId.fromString(next.get().id()));
            return true;
        } catch (PushRefused refused) {
            if (last || refused.reason() == PushRefused.Reason.DECLINED) {
                throw refused;
            }
            return false;
        }
    }

    private Optional<Revision> commit(
            Optional<ObjectId> tip, Map<Revision, UnaryOperator<String>> changes, String message)
            throws IOException, SourceRejected {
        try (RevWalk walk = new RevWalk(parts.storage().repository());
                ObjectInserter inserter = parts.storage().repository().newObjectInserter()) {
            NoteMap notes = read(walk, tip);
            boolean differs = false;
            for (Map.Entry<Revision, UnaryOperator<String>> change : changes.entrySet()) {
                String before =
                        text(notes, walk.getObjectReader(), change.getKey()).orElse("");
                String after = change.getValue().apply(before);
                if (after.getBytes(UTF_8).length > MAX_BYTES) {
                    throw tooLarge(change.getKey());
                }
                differs |= !after.equals(before);
                notes.set(ObjectId.fromString(change.getKey().id()), after, inserter);
            }
            return differs
                    ? Optional.of(parts.commits().commit(inserter, notes.writeTree(inserter), tip, message))
                    : Optional.empty();
        }
    }

    private NoteMap read(RevWalk walk, Optional<ObjectId> tip) throws IOException, SourceRejected {
        try {
            return tip.isEmpty()
                    ? NoteMap.newEmptyMap()
                    : NoteMap.read(walk.getObjectReader(), walk.parseCommit(tip.get()));
        } catch (IncorrectObjectTypeException e) {
            throw parts.failures().rejected(Reason.NO_SUCH_COMMIT, ref + " is no commit with notes");
        }
    }

    private Optional<String> text(NoteMap notes, ObjectReader reader, Revision revision)
            throws IOException, SourceRejected {
        Note note = notes.getNote(ObjectId.fromString(revision.id()));
        if (note == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(reader.open(note.getData(), Constants.OBJ_BLOB).getCachedBytes(MAX_BYTES), UTF_8));
        } catch (LargeObjectException e) {
            throw tooLarge(revision);
        } catch (IncorrectObjectTypeException e) {
            throw parts.failures().rejected(Reason.NO_SUCH_COMMIT, "the note of " + revision + " is no text");
        }
    }

    private SourceRejected tooLarge(Revision revision) {
        return parts.failures()
                .rejected(
                        Reason.TOO_LARGE,
                        "the note of " + revision + " at " + ref + " is larger than the limit of 1 MiB");
    }
}
