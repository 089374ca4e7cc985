package dev.mizzen.gitsource.forge;

import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.Notes;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Revision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A Git server without a forge: commit statuses are notes at {@value #REF}, pushed with the credentials of the source.
 *
 * @see <a href="https://git-scm.com/docs/git-notes">git-notes</a>
 */
public final class GitNotes implements Forge {
    /** The only ref that moves. */
    public static final String REF = "refs/notes/mizzen";

    private static final int AT_ONCE = 100;

    private final Notes notes;
    private final String url;

    public GitNotes(Mirror mirror) {
        this.notes = mirror.notes(REF);
        this.url = mirror.remote().url();
    }

    @Override
    public void publish(CommitStatus status) throws ForgeUnavailable, ForgeRejected {
        publish(List.of(status));
    }

    /** All in one push. */
    @Override
    public void publish(List<CommitStatus> statuses) throws ForgeUnavailable, ForgeRejected {
        Map<Revision, List<CommitStatus>> byCommit = statuses.stream()
                .collect(Collectors.groupingBy(CommitStatus::revision, LinkedHashMap::new, Collectors.toList()));
        Map<Revision, UnaryOperator<String>> changes = new LinkedHashMap<>();
        byCommit.forEach((revision, told) -> changes.put(revision, text -> StatusNote.with(text, told)));
        String of = byCommit.keySet().stream().map(Revision::abbreviated).collect(Collectors.joining(", "));
        try {
            notes.change(changes, "Status of " + of);
        } catch (PushRefused e) {
            switch (e.reason()) {
                case CHANGED -> throw unavailable(e);
                case DECLINED -> throw new ForgeRejected(String.valueOf(e.getMessage()));
            }
        } catch (SourceRejected e) {
            throw new ForgeRejected(String.valueOf(e.getMessage()));
        } catch (SourceUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public List<CommitStatus> statuses(Revision revision) throws ForgeUnavailable, ForgeRejected {
        try {
            return notes.of(revision)
                    .map(text -> StatusNote.read(revision, text))
                    .orElse(List.of());
        } catch (SourceRejected e) {
            throw new ForgeRejected(String.valueOf(e.getMessage()));
        } catch (SourceUnavailable e) {
            throw unavailable(e);
        }
    }

    private static ForgeUnavailable unavailable(Exception e) {
        return new ForgeUnavailable(String.valueOf(e.getMessage()), Optional.empty(), e);
    }

    @Override
    public String toString() {
        return "notes of " + url;
    }
}
