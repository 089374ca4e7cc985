package dev.mizzen.daemon.web;

import dev.mizzen.daemon.approve.ApprovalBook;
import dev.mizzen.daemon.approve.Approvers;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where people say that deletions are meant.
 *
 * @param retiring what goes if a delivery leaves Git
 * @param told what became of each request, in a word
 */
public record ApprovalDesk(
        ApprovalBook book,
        Approvers approvers,
        Function<DeliveryId, Map<ClusterName, Set<ObjectRef>>> retiring,
        Consumer<String> told) {}
