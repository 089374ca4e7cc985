package dev.mizzen.daemon.fleet;

import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.model.ClusterName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How the last request to one cluster ended, told by all of its requests. Passes on what it hears. Thread-safe. */
public final class Contact implements RequestListener {
    private static final int UNAUTHORIZED = 401;

    private final RequestListener next;
    private final Clock clock;
    private Seen seen;
    private Optional<String> version = Optional.empty();

    /** What is known. */
    public record Seen(ClusterSeen.State state, String message, Instant since, Optional<Instant> last) {}

    public Contact(RequestListener next, Clock clock) {
        this.next = next;
        this.clock = clock;
        this.seen = new Seen(ClusterSeen.State.OPENING, "", clock.instant(), Optional.empty());
    }

    @Override
    public void answered(ClusterName cluster, String verb, String kind, int status, Duration duration) {
        if (status != 0) {
            heard(status);
        }
        next.answered(cluster, verb, kind, status, duration);
    }

    @Override
    public void unanswered(ClusterName cluster, String why) {
        become(ClusterSeen.State.UNREACHABLE, why, Optional.empty());
        next.unanswered(cluster, why);
    }

    private void heard(int status) {
        Optional<Instant> now = Optional.of(clock.instant());
        switch (status) {
            case UNAUTHORIZED -> become(ClusterSeen.State.REFUSED, "does not take our credentials (HTTP 401)", now);
            case 502, 503, 504 ->
                become(ClusterSeen.State.UNREACHABLE, "what stands before it answers HTTP " + status, Optional.empty());
            default -> become(ClusterSeen.State.READY, "", now);
        }
    }

    private synchronized void become(ClusterSeen.State state, String message, Optional<Instant> answered) {
        Instant since = state == seen.state() ? seen.since() : clock.instant();
        seen = new Seen(state, message, since, answered.or(seen::last));
    }

    /** The cluster said which Kubernetes it is. */
    public synchronized void version(String said) {
        version = Optional.of(said).filter(text -> !text.isEmpty());
    }

    public synchronized Seen seen() {
        return seen;
    }

    /** As it was said last. */
    public synchronized Optional<String> version() {
        return version;
    }
}
