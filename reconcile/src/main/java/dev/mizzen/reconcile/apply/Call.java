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
        String body) {
    static final String JSON = "application/json";
    static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    static final String METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

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
