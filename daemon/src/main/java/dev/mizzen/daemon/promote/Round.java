package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.mirror.PushRefused;
import dev.mizzen.gitsource.mirror.SourceRejected;
import dev.mizzen.gitsource.mirror.SourceUnavailable;
import java.util.HashMap;
import java.util.Map;

/** One look at a source. What is one move for several of its targets is done once in it. For one thread. */
final class Round {
    private final Repository repository;
    private final Groups groups;
    private final Map<String, Acting.Done> done = new HashMap<>();

    Round(Repository repository, Groups groups) {
        this.repository = repository;
        this.groups = groups;
    }

    /** Moves pins. */
    @FunctionalInterface
    interface Move {
        Acting.Done go()
                throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange;
    }

    Repository repository() {
        return repository;
    }

    Groups groups() {
        return groups;
    }

    /** What came of the move that has this branch; it is made if it was not yet. */
    Acting.Done once(String branch, Move move)
            throws SourceRejected, SourceUnavailable, PushRefused, ForgeUnavailable, ForgeRejected, Strange {
        Acting.Done before = done.get(branch);
        if (before != null) {
            return before;
        }
        Acting.Done now = move.go();
        done.put(branch, now);
        return now;
    }
}
