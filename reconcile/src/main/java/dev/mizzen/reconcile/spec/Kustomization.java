package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.Chart.From;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.util.Optional;

/** What a component of type {@code kustomize} says of where its kustomization is. */
public final class Kustomization {
    private static final String TYPE = "kustomize";
    private static final String REGISTRY = "oci://";
    private static final String SHA256 = "sha256:";
    private static final String TAG = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
    /** As Flux has it where nothing is said. */
    private static final String LATEST = "latest";

    private Kustomization() {}

    /** Whether it is not in the repository of the application. */
    public static boolean isElsewhere(Application.Component component) {
        return component.type().equals(TYPE)
                && component.properties().stream()
                        .anyMatch(
                                properties -> properties.get("source") instanceof Value.Text || isArtifact(properties));
    }

    private static boolean isArtifact(Value.Mapping properties) {
        return ShapeCheck.text(properties, "url")
                .filter(url -> url.startsWith(REGISTRY))
                .isPresent();
    }

    /**
     * The other source that it is in, or the artifact of a registry; empty where it is in the repository of the application.
     *
     * @throws Rejected if it does not say which artifact, or says it twice
     */
    public static Optional<From> elsewhere(Application.Component component) throws Rejected {
        if (!isElsewhere(component)) {
            return Optional.empty();
        }
        Value.Mapping properties = component.properties().orElseThrow();
        return Optional.of(
                properties.get("source") instanceof Value.Text source
                        ? new From.Source(
                                source.text(),
                                ShapeCheck.text(properties, "path").orElse(""),
                                ShapeCheck.map(properties, "git").flatMap(git -> ShapeCheck.text(git, "commit")),
                                source.position())
                        : artifact(properties));
    }

    private static From.Registry artifact(Value.Mapping properties) throws Rejected {
        Position at = position(properties, "url", properties.position());
        String url = ShapeCheck.text(properties, "url").orElseThrow().replaceAll("/+$", "");
        boolean says = url.substring(Math.max(0, url.lastIndexOf('/'))).matches(".*[:@].*");
        Optional<Value.Mapping> oci =
                ShapeCheck.map(properties, "oci").filter(map -> !map.fields().isEmpty());
        if (oci.isEmpty()) {
            return new From.Registry(says ? url : url + ":" + LATEST, "", at);
        }
        if (says) {
            throw Chart.rejected(at, "expected a tag or digest either in \"url\" or in \"oci\", found both");
        }
        return chosen(url, oci.get(), at);
    }

    /** As in Flux, a digest counts more than a range, and a range more than a tag. */
    private static From.Registry chosen(String url, Value.Mapping oci, Position at) throws Rejected {
        Optional<String> digest = form(oci, "digest", SHA256 + "[0-9a-f]{64}", "sha256: and 64 hexadecimal digits");
        Optional<String> range = form(oci, "semver", "(?s).*\\S.*", "a range of versions, in quotes");
        Optional<String> tag = form(oci, "tag", TAG, "a tag of the registry, in quotes");
        if (digest.isPresent() || range.isPresent()) {
            return new From.Registry(url, digest.or(() -> range).get(), at);
        }
        return new From.Registry(url + ":" + tag.orElse(LATEST), "", at);
    }

    private static Optional<String> form(Value.Mapping oci, String field, String form, String expected)
            throws Rejected {
        if (oci.get(field) == null) {
            return Optional.empty();
        }
        Optional<String> text = ShapeCheck.text(oci, field).filter(written -> written.matches(form));
        if (text.isEmpty()) {
            throw Chart.rejected(position(oci, field, oci.position()), "expected " + expected);
        }
        return text;
    }

    private static Position position(Value.Mapping map, String field, Position otherwise) {
        Value value = map.get(field);
        return value == null ? otherwise : value.position();
    }
}
