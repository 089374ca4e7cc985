package dev.mizzen.reconcile.model;

/** A Kubernetes group, version and kind; {@code group} is {@code ""} for the core group. */
public record Gvk(String group, String version, String kind) {
    /** From {@code apiVersion} ({@code v1}, {@code apps/v1}) and {@code kind}. */
    public static Gvk of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? new Gvk("", apiVersion, kind)
                : new Gvk(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind);
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code Kind.group}, as ApplySet parents and kubectl write it; {@code Kind} alone for the core group. */
    public String groupKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
