package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What opens the encrypted files of one source. Never shown: its text form says how many keys there are.
 *
 * @param identities age identities, as {@code age-keygen} writes them
 * @param keyService path of the Unix socket of a {@code sops keyservice}
 * @param missing why keys that should be here are not
 */
public record SourceKeys(List<String> identities, Optional<String> keyService, List<String> missing) {
    /** No file can be opened. */
    public static final SourceKeys NONE = new SourceKeys(List.of(), Optional.empty(), List.of());

    private static final int MARK_CHARACTERS = 16;

    public SourceKeys {
        identities = List.copyOf(identities);
        missing = List.copyOf(missing);
    }

    /** Tells these keys from all others, and tells nothing of them; empty for none. */
    String mark() {
        return identities.isEmpty() && keyService.isEmpty()
                ? ""
                : Digest.of(identities.stream().sorted().toList() + " " + keyService)
                        .hex()
                        .substring(0, MARK_CHARACTERS);
    }

    @Override
    public String toString() {
        return identities.size() + " age keys"
                + keyService.map(path -> " and " + path).orElse("");
    }
}
