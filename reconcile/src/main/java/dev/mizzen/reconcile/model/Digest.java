package dev.mizzen.reconcile.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest: 64 lower-case hexadecimal digits. */
public record Digest(String hex) {
    private static final int DIGITS = 64;

    /** @throws IllegalArgumentException if {@code hex} is not 64 lower-case hexadecimal digits */
    public Digest {
        if (!isDigest(hex)) {
            throw new IllegalArgumentException("\"" + hex + "\" is not a SHA-256 digest");
        }
    }

    /** Whether {@code text} is 64 lower-case hexadecimal digits. */
    public static boolean isDigest(String text) {
        return text.length() == DIGITS && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    public static Digest of(byte[] content) {
        try {
            return new Digest(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of the text's UTF-8 bytes. */
    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first 10 digits, for names and for people. */
    public String abbreviated() {
        return hex.substring(0, 10);
    }

    @Override
    public String toString() {
        return hex;
    }
}
