package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Problem;
import java.util.List;

/**
 * What one commit of a source says in whole.
 *
 * @param deliveries sorted by id, one for each application in each environment
 * @param problems of files that belong to no single delivery (an unreadable environment, a broken definition)
 */
public record SourceSpec(
        Revision head, List<Environment> environments, List<DeliverySpec> deliveries, List<Problem> problems) {}
