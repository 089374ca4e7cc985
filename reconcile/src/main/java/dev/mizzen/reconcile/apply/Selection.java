package dev.mizzen.reconcile.apply;

/**
 * Which objects of a kind are listed or watched, in every namespace unless one is named.
 *
 * @param namespace {@code ""} for all
 * @param labelSelector as Kubernetes writes it, {@code ""} for all
 * @param metadataOnly whether {@code PartialObjectMetadata} is enough
 */
public record Selection(String namespace, String labelSelector, boolean metadataOnly) {
    /** Everywhere, by label, metadata only. */
    public static Selection metadata(String labelSelector) {
        return new Selection("", labelSelector, true);
    }
}
