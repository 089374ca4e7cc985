package dev.mizzen.daemon.config;

/** A secret is not where the configuration says. The message names the place, never the secret. */
public final class SecretMissing extends Exception {
    private static final long serialVersionUID = 1L;

    public SecretMissing(String message) {
        super(message);
    }
}
