package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.forge.PullRequests;
import dev.mizzen.gitsource.mirror.Mirror;
import java.util.Optional;

/**
 * Where promotions of one source are written.
 *
 * @param pulls empty where its server has no pull requests: then a branch is all that is made
 */
public record Repository(Mirror mirror, Optional<PullRequests> pulls) {}
