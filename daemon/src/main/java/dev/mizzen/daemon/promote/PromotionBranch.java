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

    /** @param tip where the remote has it now */
    PromotionBranch(Mirror mirror, String name, Optional<Revision> tip) {
        this.mirror = mirror;
        this.name = name;
        this.tip = tip;
    }

    /**
     * Makes the branch hold {@code move} and nothing else.
     *
     * @return whether it had to be pushed
     */
    boolean bring(PinMove move) throws SourceRejected, SourceUnavailable, PushRefused, Strange {
        if (tip.isPresent()) {
            if (!isOurs(tip.get())) {
                throw new Strange("the branch " + name + " holds commits of somebody else; delete it to go on");
            }
            Snapshot there = mirror.at(tip.get());
            if (move.overlays().entrySet().stream().allMatch(file -> holds(there, file.getKey(), file.getValue()))) {
                return false;
            }
        }
        mirror.push(name, tip, commit(mirror, move));
        return true;
    }

    /** Removes the branch if it is there and ours. */
    void withdraw() throws SourceRejected, SourceUnavailable, PushRefused {
        if (tip.isPresent() && isOurs(tip.get())) {
            mirror.delete(name, tip.get());
        }
    }

    private boolean isOurs(Revision at) throws SourceRejected {
        List<CommitInfo> last = mirror.log(Optional.empty(), at, List.of(), 1);
        return !last.isEmpty()
                && last.getFirst().revision().equals(at)
                && Proposal.isOurs(last.getFirst())
                && last.getFirst().parents().stream().allMatch(mirror::reachable);
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
