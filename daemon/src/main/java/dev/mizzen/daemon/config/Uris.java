package dev.mizzen.daemon.config;

import java.net.URI;
import java.util.Set;

/** Addresses as a configuration may name them. */
final class Uris {
    private static final Set<String> HTTP = Set.of("http", "https");

    private Uris() {}

    /** @throws IllegalArgumentException if {@code text} is no http address, or has a user or password in it */
    static URI http(String text) {
        URI uri;
        try {
            uri = URI.create(text.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected https://<host>", e);
        }
        if (uri.getHost() == null || !HTTP.contains(uri.getScheme()) || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("expected https://<host>, without user or password");
        }
        return uri;
    }
}
