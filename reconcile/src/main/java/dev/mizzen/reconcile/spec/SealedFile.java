package dev.mizzen.reconcile.spec;

import java.nio.charset.StandardCharsets;

/** Tells files that SOPS encrypted, so that none is ever delivered as it is. Pure. */
public final class SealedFile {
    /** What is said of one, after its path. */
    public static final String REFUSED =
            "is encrypted with SOPS, which is not supported yet; nothing that reads it is delivered";

    private SealedFile() {}

    /** Whether a file has both of SOPS' marks: an encrypted value, and the key {@code sops} with a checksum. */
    public static boolean is(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return text.contains("ENC[AES256_GCM,data:") && text.contains("sops") && text.contains("mac");
    }
}
