package dev.mizzen.daemon.promote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The branch of one move: one commit of ours on top of one of the source's branch. Others' commits are left alone. */
final class PromotionBranch {
    private final Mirror mirror;
    private final String name;
    private final Optional<Revision> tip;
    private final Optional<CommitInfo> ours;

    /** @param tip where the remote has it now */
    PromotionBranch(Mirror mirror, String name, Optional<Revision> tip) throws SourceRejected {
        this.mirror = mirror;
        this.name = name;
        this.tip = tip;
        this.ours = tip.isPresent() ? ours(mirror, tip.get()) : Optional.empty();
    }

    /**
     * Makes the branch hold {@code move} and nothing else.
     *
     * @return whether it had to be pushed
     */
    boolean bring(PinMove move) throws SourceRejected, SourceUnavailable, PushRefused, Strange {
        if (tip.isPresent()) {
            if (ours.isEmpty()) {
                throw new Strange("the branch " + name + " holds commits of somebody else; delete it to go on");
            }
            Snapshot there = mirror.at(tip.get());
            if (move.overlays().entrySet().stream().allMatch(file -> holds(there, file.getKey(), file.getValue()))) {
                return false;
            }
        }
        checkNotBehind(move.head());
        mirror.push(name, tip, commit(mirror, move));
        return true;
    }

    /** Removes the branch if it is there and ours. */
    void withdraw() throws SourceRejected, SourceUnavailable, PushRefused {
        if (tip.isPresent() && ours.isPresent()) {
            mirror.delete(name, tip.get());
        }
    }

    /**
     * What was decided of {@code head} may be done to the branch.
     *
     * @throws PushRefused if the branch was made of a commit that is not in the history of {@code head}, and the source's
     *     branch went on since: another daemon knows more
     */
    void checkNotBehind(Revision head) throws SourceRejected, SourceUnavailable, PushRefused {
        if (ours.isEmpty() || ours.get().parents().stream().allMatch(parent -> holds(mirror, head, parent))) {
            return;
        }
        String source = mirror.remote().branch();
        if (!head.equals(mirror.branches(source).get(source))) {
            throw new PushRefused(
                    PushRefused.Reason.CHANGED,
                    "the branch " + name + " was made of a newer commit than was read here");
        }
    }

    /** Whether {@code ancestor} is known to be in the history of {@code head}. */
    static boolean holds(Mirror mirror, Revision head, Revision ancestor) {
        try {
            return mirror.log(Optional.of(head), ancestor, List.of(), 1).isEmpty();
        } catch (SourceRejected e) {
            return false; // the mirror does not have it
        }
    }

    private static Optional<CommitInfo> ours(Mirror mirror, Revision at) throws SourceRejected {
        return mirror.log(Optional.empty(), at, List.of(), 1).stream()
                .filter(last -> last.revision().equals(at) && Proposal.isOurs(last))
                .findFirst();
    }

    private static boolean holds(Snapshot snapshot, String path, String text) {
        return overlay(snapshot, path)
                .filter(there -> text.equals(new String(there, UTF_8)))
                .isPresent();
    }

    static Revision commit(Mirror mirror, PinMove move) throws SourceRejected {
        Map<String, Optional<byte[]>> files = new HashMap<>();
        move.overlays().forEach((path, text) -> files.put(path, Optional.of(text.getBytes(UTF_8))));
        return mirror.commit(move.head(), files, move.message());
    }

    /** Content of a file, where there is one of a size that can be read. */
    static Optional<byte[]> overlay(Snapshot snapshot, String path) {
        try {
            return snapshot.entry(path).orElse(null) instanceof Entry.File file
                    ? Optional.of(snapshot.read(file, YamlReader.FILE_BYTES))
                    : Optional.empty();
        } catch (FileTooLarge e) {
            return Optional.empty();
        }
    }
}
