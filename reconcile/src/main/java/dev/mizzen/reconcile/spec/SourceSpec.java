package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;

/**
 * What one commit of a source says in whole.
 *
 * @param deliveries sorted by id, one for each application in each environment
 * @param problems of files that belong to no single delivery (an unreadable environment, a file whose
 *     applications cannot be told). While there is one, no delivery may be taken to have left Git
 */
public record SourceSpec(
        Revision head, List<Environment> environments, List<DeliverySpec> deliveries, List<Problem> problems) {
    /** Whether a file of the source says what is special in one environment, so that it is only a part of something. */
    public static boolean isOverlay(String path) {
        return Environments.holds(path);
    }
}
