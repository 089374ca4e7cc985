package dev.mizzen.reconcile.spec;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Tells files that SOPS encrypted, so that none is ever delivered as it is. Pure. */
public final class SealedFile {
    /** What is said of one, after its path. */
    public static final String REFUSED =
            "is encrypted with SOPS and was not opened; nothing that reads it is delivered";

    private static final String TOKEN = "ENC[AES256_GCM,data:";
    /** In YAML, JSON, ini and dotenv. */
    private static final Pattern METADATA = Pattern.compile("(?m)^sops:|\"sops\"\\s*:\\s*\\{|^\\[sops]|^sops_mac=");

    private SealedFile() {}

    /** Whether a file has both of SOPS' marks: an encrypted value, and what SOPS says of its keys. */
    public static boolean is(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return text.contains(TOKEN) && METADATA.matcher(text).find();
    }

    /** The first line with an encrypted value in a file that nothing can open, since what SOPS says of its keys is gone. */
    public static OptionalInt leftover(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(TOKEN);
        return at < 0 || METADATA.matcher(text).find()
                ? OptionalInt.empty()
                : OptionalInt.of(1
                        + (int) text.substring(0, at)
                                .chars()
                                .filter(c -> c == '\n')
                                .count());
    }
}
