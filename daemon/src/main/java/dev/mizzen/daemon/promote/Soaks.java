package dev.mizzen.daemon.promote;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Since when deliveries are healthy without a break, as far as this daemon saw. Thread-safe. */
final class Soaks implements StatusBoard.Listener {
    private final StatusBoard board;
    private final Clock clock;
    private final Map<DeliveryId, Soak> soaks = new ConcurrentHashMap<>();

    private record Soak(Digest inputs, Instant since) {}

    Soaks(StatusBoard board, Clock clock) {
        this.board = board;
        this.clock = clock;
    }

    /** Any break ends a soak, however short it is. */
    @Override
    public void changed(Optional<DeliveryState> before, Optional<DeliveryState> after) {
        if (after.filter(DeliveryState::isWell).isEmpty()) {
            before.or(() -> after).ifPresent(state -> soaks.remove(state.id()));
        }
    }

    /**
     * Since when the delivery is healthy with these inputs; from now on if it is and that was not known. Empty if it is not.
     *
     * @param head the commit that the delivery has to be at
     */
    Optional<Instant> since(DeliveryId id, Revision head, Digest inputs) {
        // The board is read while the entry is locked: a break that comes meanwhile removes what is put here.
        return Optional.ofNullable(soaks.compute(id, (key, soak) -> {
                    if (!isWell(key, head)) {
                        return null;
                    }
                    return soak != null && soak.inputs().equals(inputs) ? soak : new Soak(inputs, clock.instant());
                }))
                .map(Soak::since);
    }

    private boolean isWell(DeliveryId id, Revision head) {
        return board.of(id)
                .filter(state -> state.isWell() && state.head().equals(Optional.of(head)))
                .isPresent();
    }
}
