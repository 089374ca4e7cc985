package dev.mizzen.daemon.trigger;

import dev.mizzen.daemon.report.DeliveryState;
import dev.mizzen.daemon.report.StatusBoard;
import dev.mizzen.daemon.report.Sync;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * For each delivery that left Git, those of its environment that the same commit brought or changed: it goes after they
 * are well, so that an application that was renamed runs under its new name before it is deleted under its old one.
 * Thread-safe.
 */
public final class Successors {
    private final Wants wants;
    private final StatusBoard board;
    private final Map<DeliveryId, Set<DeliveryId>> awaited = new ConcurrentHashMap<>();

    public Successors(Wants wants, StatusBoard board) {
        this.wants = wants;
        this.board = board;
    }

    /** A commit was taken in; what left Git with it, or before and is still there, is among the wants. */
    public void head(SourceName source, Collection<DeliveryId> changed) {
        awaited.keySet().removeIf(id -> !isGone(id));
        for (DeliveryId id : wants.ids()) {
            if (id.source().equals(source) && isGone(id)) {
                Set<DeliveryId> after = awaited.computeIfAbsent(id, gone -> ConcurrentHashMap.newKeySet());
                changed.stream().filter(other -> isBeside(other, id)).forEach(after::add);
                after.addAll(withTheSameCommit(id));
            }
        }
    }

    private boolean isGone(DeliveryId id) {
        return wants.of(id).orElse(null) instanceof Want.Gone;
    }

    /** After a restart the commits of both tell that they belong together. */
    private List<DeliveryId> withTheSameCommit(DeliveryId gone) {
        Optional<Revision> head = board.of(gone).flatMap(DeliveryState::head);
        return board.of(gone.source()).stream()
                .filter(state -> isBeside(state.id(), gone))
                .filter(state -> head.isPresent() && state.head().equals(head))
                .map(DeliveryState::id)
                .toList();
    }

    private static boolean isBeside(DeliveryId other, DeliveryId gone) {
        return !other.equals(gone) && other.environment().equals(gone.environment());
    }

    /** One that {@code gone} still waits for. */
    public Optional<DeliveryId> awaited(DeliveryId gone) {
        return awaited.getOrDefault(gone, Set.of()).stream()
                .filter(id -> wants.of(id).orElse(null) instanceof Want.Spec)
                .filter(id -> !isWell(board.of(id)))
                .sorted()
                .findFirst();
    }

    private static boolean isWell(Optional<DeliveryState> state) {
        return state.filter(s -> s.isWell() || s.sync() == Sync.AWAITING_PROMOTION)
                .isPresent();
    }

    /** From now on {@code again} is told of each delivery that waited for another which became well. */
    public void follow(Consumer<DeliveryId> again) {
        board.subscribe((before, after) -> {
            if (isWell(after) && !isWell(before)) {
                awaited.forEach((gone, others) -> {
                    if (others.contains(after.orElseThrow().id())) {
                        again.accept(gone);
                    }
                });
            }
        });
    }

    /** The delivery is gone. */
    public void forget(DeliveryId gone) {
        awaited.remove(gone);
    }
}
