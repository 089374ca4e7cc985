package dev.mizzen.gitsource.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mizzen.gitsource.Secret;
import java.util.Base64;

/** What proves to a forge who asks. */
public interface Access {
    /**
     * A header and its value, which no text may show.
     *
     * @param bare the token or password alone, as a forge may repeat it
     */
    record Proof(String header, Secret value, Secret bare) {}

    /** The proof for a request that is sent now. */
    Proof proof() throws ForgeUnavailable, ForgeRejected;

    /** Takes back a proof that was refused; whether {@link #proof} may give another one, worth one more try. */
    default boolean renewed(Proof refused) {
        return false;
    }

    /** The same proof each time. */
    record Fixed(Proof proof) implements Access {}

    /** A token as {@code Authorization: Bearer}. */
    static Access bearer(Secret token) {
        return header("Authorization", "Bearer ", token);
    }

    /** A token in a header of its own, after {@code prefix}. */
    static Access header(String name, String prefix, Secret token) {
        return new Fixed(new Proof(name, Secret.of(prefix + token.text()), token));
    }

    /** HTTP basic authentication; a token may stand in for the password. */
    static Access basic(String username, Secret password) {
        byte[] both = (username + ":" + password.text()).getBytes(UTF_8);
        Secret value = Secret.of("Basic " + Base64.getEncoder().encodeToString(both));
        return new Fixed(new Proof("Authorization", value, password));
    }
}
