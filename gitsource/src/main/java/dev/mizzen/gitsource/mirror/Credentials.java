package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.Secret;
import java.util.Optional;

/** What a remote asks for. Sent only to the scheme, host and port of the remote itself, never where it redirects to. */
public sealed interface Credentials {
    /** A public repository. */
    record None() implements Credentials {}

    /** User and password over http (RFC 7617). */
    record Basic(String user, Secret password) implements Credentials {}

    /** A forge's access token: the password of any user, as GitHub, GitLab, Gitea and Forgejo take it. */
    record Token(Secret token) implements Credentials {}

    /**
     * A private key for ssh, in OpenSSH's, PEM or PKCS 8 form.
     *
     * @param passphrase of an encrypted key
     */
    record SshKey(Secret privateKey, Optional<Secret> passphrase) implements Credentials {}
}
