package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.resolved.Lack;
import dev.mizzen.daemon.resolved.ResolvedFile;
import dev.mizzen.reconcile.render.Rendered;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether what was rendered here is what the daemon renders, in a line. Pure. */
record Likeness(boolean differs, String line) {
    /** @param told what the daemon says of the unit; empty if it knows no such unit */
    static Likeness of(Rendered.Ready ready, Optional<ResolvedFile.Told> told) {
        if (told.isEmpty()) {
            return new Likeness(true, "the daemon has no such component there");
        }
        if (!told.get().lacks().isEmpty()) {
            return new Likeness(false, "not comparable, the daemon does not give " + missing(told.get()));
        }
        if (told.get().waits().isPresent()) {
            return new Likeness(
                    false,
                    "not comparable, the daemon waits for " + told.get().waits().get());
        }
        if (told.get().digests().isEmpty()) {
            return new Likeness(false, "not comparable, the daemon gives no digests of what holds secrets");
        }
        ResolvedFile.Digests daemon = told.get().digests().get();
        if (daemon.inputs().equals(ready.inputs()) && daemon.output().equals(ready.output())) {
            return new Likeness(false, "the daemon's");
        }
        return new Likeness(
                true,
                "not the daemon's, which has inputs " + daemon.inputs().hex()
                        + ": a file that the render reads, or the build" + " of mizzen, is another");
    }

    static String missing(ResolvedFile.Told told) {
        return told.lacks().stream().map(Lack::what).collect(Collectors.joining("; "));
    }
}
