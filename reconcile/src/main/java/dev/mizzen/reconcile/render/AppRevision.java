package dev.mizzen.reconcile.render;

/**
 * Which release of its application a template renders, as {@code context.appRevision} and {@code context.appRevisionNum}.
 *
 * @param name {@code <app>-<10 digits of the release's digest>}
 * @param number rises by one with each other release on a cluster
 */
public record AppRevision(String name, int number) {
    /** Where nobody keeps count. */
    public static final AppRevision NONE = new AppRevision("", 0);
}
