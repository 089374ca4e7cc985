package dev.mizzen.gitsource;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** Bytes that no text may show: a password, a token, a key. Compared in constant time; {@link #toString} hides them. */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(UTF_8));
    }

    /** A copy of {@code bytes}. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** A copy of the bytes, for the one call that needs them. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes as UTF-8 text, for the one call that needs them. */
    public String text() {
        return new String(bytes, UTF_8);
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        // One value for all: a hash would tell about the bytes.
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
