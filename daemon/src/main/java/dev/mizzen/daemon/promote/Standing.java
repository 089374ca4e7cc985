package dev.mizzen.daemon.promote;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import java.net.URI;
import java.util.Optional;

/**
 * Where a promotion stands, for people.
 *
 * @param line why it is there or what it waits for
 * @param page its pull request, where one is open
 */
public record Standing(DeliveryId target, EnvironmentName from, String line, Optional<URI> page) {}
