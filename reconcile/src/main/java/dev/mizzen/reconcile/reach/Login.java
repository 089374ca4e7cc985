package dev.mizzen.reconcile.reach;

import dev.mizzen.reconcile.model.Waiting;

/** Proves to one host who asks. Read anew for each request, and kept nowhere. */
@FunctionalInterface
public interface Login {
    /**
     * The value of the header {@code Authorization}.
     *
     * @throws Waiting if the secret is not where the configuration says; the message says where, never what
     */
    String authorization() throws Waiting;
}
