package dev.mizzen.reconcile.run;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.net.URI;

/** What stands at addresses that repositories name. */
@FunctionalInterface
public interface Pages {
    /** Nothing can be read. */
    Pages NONE = (source, address) -> {
        throw new Rejected(Problem.of("no address can be read here"));
    };

    /**
     * The text at an address, at most {@link RecentPages#MOST_BYTES}.
     *
     * @param source whose repository names it
     * @throws Rejected if the source may not reach it, or it is too large
     * @throws Waiting if there is no answer now
     */
    byte[] of(SourceName source, URI address) throws Rejected, Waiting;
}
