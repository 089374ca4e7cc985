package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.ObjectRef;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A kind as a cluster serves it.
 *
 * @param gvk with the version that the cluster prefers
 * @param plural the resource's name in URLs, as {@code deployments}
 * @param hasStatus whether it has a status subresource
 * @param scalable whether it has a scale subresource
 */
public record Resource(Gvk gvk, String plural, boolean namespaced, boolean hasStatus, boolean scalable) {
    /** One without a scale subresource. */
    public Resource(Gvk gvk, String plural, boolean namespaced, boolean hasStatus) {
        this(gvk, plural, namespaced, hasStatus, false);
    }

    /** The same resource at another version. */
    public Resource at(String version) {
        return new Resource(new Gvk(gvk.group(), version, gvk.kind()), plural, namespaced, hasStatus, scalable);
    }

    /** Path of all objects in {@code namespace}; of those in every namespace if it is {@code ""}. */
    String collection(String namespace) {
        String root = gvk.group().isEmpty() ? "/api/" : "/apis/";
        String in = namespaced && !namespace.isEmpty() ? "/namespaces/" + segment(namespace) : "";
        return root + gvk.apiVersion() + in + "/" + plural;
    }

    /** Path of one object. */
    String item(ObjectRef ref) {
        return collection(ref.namespace()) + "/" + segment(ref.name());
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
