package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.List;
import java.util.Map;

/** One commit of ours that moves pins, and what is said of it. */
interface PinMove {
    /** Those whose pins move; not empty. */
    List<DeliveryId> targets();

    /** The commit of the source's branch that it goes on top of. */
    Revision head();

    /** Path of each overlay that changes → its text as it should be. */
    Map<String, String> overlays();

    /** Where it waits to be merged. */
    String branch();

    /** What the pins will be, for people. */
    String to();

    /** One line. */
    String title();

    /** Of the commit. */
    String message();

    /** Of the pull request, in Markdown; it holds {@link #marker}. */
    String body();

    /** Tells a pull request that a person closed from one for something else; no text of others has it. */
    String marker();
}
