package dev.mizzen.daemon.web;

import dev.mizzen.daemon.promote.Asked;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.Optional;

/** Where people ask for an application to go back. */
@FunctionalInterface
public interface RollbackDesk {
    /**
     * Does it, and waits until it is done.
     *
     * @param revision empty for what was healthy last; else the beginning of a commit's id
     * @param who asks
     */
    Asked rollBack(DeliveryId id, Optional<String> revision, String who);
}
