package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.snapshot.Revision;

/** One commit of ours that changes one overlay, and what is said of it. */
interface PinMove {
    /** The commit of the source's branch that it goes on top of. */
    Revision head();

    /** The overlay's. */
    String path();

    /** The overlay as it should be. */
    String overlay();

    /** One line. */
    String title();

    /** Of the commit. */
    String message();

    /** Of the pull request, in Markdown; it holds {@link #marker}. */
    String body();

    /** Tells a pull request that a person closed from one for something else; no text of others has it. */
    String marker();
}
