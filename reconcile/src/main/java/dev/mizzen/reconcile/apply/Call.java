package dev.mizzen.reconcile.apply;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One request as it goes over the wire; {@code verb} and {@code kind} are for the listener. */
record Call(
        String verb,
        String kind,
        String method,
        String path,
        Map<String, String> query,
        String accept,
        @Nullable String contentType,
        String body,
        @Nullable String user) {
    static final String JSON = "application/json";
    static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    static final String METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    /** One of our own. */
    Call(
            String verb,
            String kind,
            String method,
            String path,
            Map<String, String> query,
            String accept,
            @Nullable String contentType,
            String body) {
        this(verb, kind, method, path, query, accept, contentType, body, null);
    }

    /** The same with the rights of another user; null for our own. */
    Call as(@Nullable String another) {
        return new Call(verb, kind, method, path, query, accept, contentType, body, another);
    }

    static Call get(String verb, String kind, String path, Map<String, String> query, String accept) {
        return new Call(verb, kind, "GET", path, query, accept, null, "");
    }

    String target() {
        if (query.isEmpty()) {
            return path;
        }
        return path + "?"
                + new TreeMap<>(query)
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"));
    }
}
