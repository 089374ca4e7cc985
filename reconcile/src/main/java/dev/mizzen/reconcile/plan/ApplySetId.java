package dev.mizzen.reconcile.plan;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The value of the label {@code applyset.kubernetes.io/part-of}: which delivery owns an object.
 *
 * @see <a href="https://github.com/kubernetes/enhancements/issues/3659">KEP-3659</a>
 */
public record ApplySetId(String value) {
    /** The label that carries it on every object. */
    public static final String LABEL = "applyset.kubernetes.io/part-of";

    /** The namespace of the parents, on each cluster. */
    public static final String PARENT_NAMESPACE = "mizzen-system";

    /** The id of the delivery's parent Secret; the same on every cluster. */
    public static ApplySetId of(DeliveryId delivery) {
        // KEP-3659: base64url(sha256("<name>.<namespace>.<kind>.<group>"))
        String identity = parentName(delivery) + "." + PARENT_NAMESPACE + ".Secret.";
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return new ApplySetId(
                    "applyset-" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + "-v1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Name of the delivery's parent Secret: {@code mizzen-<hash of the delivery>}. */
    public static String parentName(DeliveryId delivery) {
        return "mizzen-" + Digest.of(delivery.toString()).hex().substring(0, 20);
    }

    @Override
    public String toString() {
        return value;
    }
}
