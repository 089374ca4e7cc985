package dev.mizzen.reconcile.artifact;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** What an application asks for from outside of its repository, as it is written. Two that are equal mean the same. */
public sealed interface Wanted {
    /** A chart of a Helm repository. */
    record Repository(String url, String chart, String version) implements Wanted {}

    /**
     * An artifact of a registry; {@code url} is {@code oci://host/path/name}, {@code version} a tag, a range, or a digest; empty
     * where the address has a tag or a digest.
     */
    record Registry(String url, String version) implements Wanted {}

    /** A packed chart at an address. */
    record Archive(String url) implements Wanted {}

    /** A directory or a packed chart of another source, which is told by its name or its repository's address. */
    record Git(String source, String path, Optional<String> commit) implements Wanted {}

    /** As a lock names it: field → text. */
    default SequencedMap<String, String> fields() {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        switch (this) {
            case Repository repository -> {
                fields.put("url", repository.url());
                fields.put("chart", repository.chart());
                fields.put("version", repository.version());
            }
            case Registry registry -> {
                fields.put("url", registry.url());
                if (!registry.version().isEmpty()) {
                    fields.put("version", registry.version());
                }
            }
            case Archive archive -> fields.put("url", archive.url());
            case Git git -> {
                fields.put("source", git.source());
                fields.put("path", git.path());
                git.commit().ifPresent(commit -> fields.put("commit", commit));
            }
        }
        return fields;
    }

    /** One line for people and one name for machines. */
    default String text() {
        return fields().entrySet().stream()
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
    }
}
