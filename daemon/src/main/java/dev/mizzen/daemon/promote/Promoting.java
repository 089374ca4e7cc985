package dev.mizzen.daemon.promote;

import dev.mizzen.reconcile.spec.Environment;

/** A move of pins forward. */
sealed interface Promoting extends PinMove permits Proposal, GroupProposal {
    /** How they are promoted. */
    Environment.Promotion promotion();
}
