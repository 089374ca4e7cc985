package dev.mizzen.gitsource.mirror;

import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/** Gives user and password to their own origin, once per connection, and to no other. */
final class BoundCredentials extends CredentialsProvider {
    /** GitHub's name for a token's user; other forges take any. */
    private static final String TOKEN_USER = "x-access-token";

    private final Origin origin;
    private final Credentials credentials;
    private boolean refused;

    BoundCredentials(Origin origin, Credentials credentials) {
        this.origin = origin;
        this.credentials = credentials;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        if (refused || !Origin.of(uri).equals(origin) || !supports(items)) {
            return false;
        }
        return switch (credentials) {
            case Credentials.Basic basic ->
                fill(items, basic.user(), basic.password().text());
            case Credentials.Token token ->
                fill(items, TOKEN_USER, token.token().text());
            case Credentials.None none -> false;
            case Credentials.SshKey key -> false;
        };
    }

    /** The server refused them: the same ones again would be refused again. */
    @Override
    public void reset(URIish uri) {
        refused = true;
    }

    private static boolean fill(CredentialItem[] items, String user, String password) {
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username name) {
                name.setValue(user);
            } else if (item instanceof CredentialItem.Password secret) {
                secret.setValueNoCopy(password.toCharArray());
            }
        }
        return true;
    }
}
