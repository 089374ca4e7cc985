package dev.mizzen.reconcile.spec;

import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.spec.shape.ShapeCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a component of type {@code ref-objects} copies: one object by its name, all that have certain labels, or all that stand
 * at an address.
 *
 * @param name the component's where neither a name nor labels are written
 * @param labels empty where it is copied by its name
 * @param namespace empty where none is written
 * @param cluster empty where none is written
 */
public record Reference(
        Kind kind,
        String name,
        Map<String, String> labels,
        Optional<String> namespace,
        Optional<String> cluster,
        Position position) {
    private static final String TYPE = "ref-objects";
    private static final String RESOURCE = "resource";
    private static final String NAME = "name";
    private static final String LABELS = "labelSelector";

    public Reference {
        labels = Map.copyOf(labels);
    }

    /** Which kind of object. */
    public sealed interface Kind {
        /** By the name in URLs or its singular, such as {@code configmaps} or {@code configmap}; any group where it is {@code ""}. */
        record Resource(String group, String name) implements Kind {}

        /** As manifests say it. */
        record Written(String apiVersion, String kind) implements Kind {}

        /** Whatever stands at an address. */
        record Page(URI address) implements Kind {}
    }

    /** Whether components of this type copy objects, unless a source defines the type itself. */
    public static boolean isCopied(String type) {
        return type.equals(TYPE);
    }

    /**
     * All that a component copies, in its order; nothing where it is of another type.
     *
     * @throws Rejected with a reference that does not say of what kind it is, or has both a name and labels
     */
    public static List<Reference> of(Application.Component component) throws Rejected {
        List<Reference> references = new ArrayList<>();
        if (isCopied(component.type()) && component.properties().isPresent()) {
            for (Value.Mapping written : ShapeCheck.maps(component.properties().get(), "objects")) {
                references.add(of(component, written));
            }
            if (component.properties().get().get("urls") instanceof Value.Sequence urls) {
                for (Value url : urls.items()) {
                    references.add(page(url));
                }
            }
        }
        return references;
    }

    private static Reference page(Value url) throws Rejected {
        if (!(url instanceof Value.Text text)) {
            throw Chart.rejected(url.position(), "expected an address as text");
        }
        try {
            URI address = new URI(text.text());
            if (!address.isAbsolute() || address.getHost() == null || address.getUserInfo() != null) {
                throw Chart.rejected(url.position(), "expected an address such as https://host/path, without a user");
            }
            return new Reference(
                    new Kind.Page(address), "", Map.of(), Optional.empty(), Optional.empty(), url.position());
        } catch (URISyntaxException e) {
            throw Chart.rejected(url.position(), "expected an address such as https://host/path");
        }
    }

    /** What it copies, for people, without where. */
    public String what() {
        String kindName = switch (kind) {
            case Kind.Resource resource -> resource.name();
            case Kind.Written written -> written.kind();
            case Kind.Page page -> "page";
        };
        if (kind instanceof Kind.Page page) {
            // A query may carry a token.
            return "objects at " + page.address().getScheme() + "://"
                    + page.address().getHost() + page.address().getPath();
        }
        return labels.isEmpty() ? kindName + " \"" + name + "\"" : kindName + " with the labels " + selector();
    }

    /** The labels as Kubernetes writes a selector. */
    public String selector() {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .reduce((one, other) -> one + "," + other)
                        .orElse("");
    }

    private static Reference of(Application.Component component, Value.Mapping written) throws Rejected {
        Map<String, String> labels = labels(written);
        Optional<String> name = text(written, NAME);
        if (name.isPresent() && !labels.isEmpty()) {
            throw Chart.rejected(written.position(), "expected either \"name\" or \"labelSelector\", found both");
        }
        return new Reference(
                kind(written),
                name.orElse(component.name()),
                labels,
                text(written, "namespace"),
                text(written, "cluster"),
                written.position());
    }

    /** One that is no text must not select more than was meant. */
    private static Map<String, String> labels(Value.Mapping written) throws Rejected {
        Map<String, String> labels = new TreeMap<>();
        if (ShapeCheck.map(written, LABELS).isPresent()) {
            Value.Mapping map = ShapeCheck.map(written, LABELS).get();
            for (Map.Entry<String, Value.Field> label : map.fields().entrySet()) {
                if (!(label.getValue().value() instanceof Value.Text text)) {
                    throw Chart.rejected(
                            label.getValue().value().position(), "expected text as the value of a label; quote it");
                }
                labels.put(label.getKey(), text.text());
            }
        }
        return labels;
    }

    private static Kind kind(Value.Mapping written) throws Rejected {
        Optional<String> resource = text(written, RESOURCE);
        if (resource.isPresent()) {
            return new Kind.Resource(text(written, "group").orElse(""), resource.get());
        }
        Optional<String> version = text(written, "apiVersion");
        Optional<String> kind = text(written, "kind");
        if (version.isEmpty() || kind.isEmpty()) {
            throw Chart.rejected(
                    written.position(),
                    "expected \"resource\", such as configmap, or \"apiVersion\" and \"kind\" of what is copied");
        }
        return new Kind.Written(version.get(), kind.get());
    }

    private static Optional<String> text(Value.Mapping map, String field) {
        return ShapeCheck.text(map, field).filter(text -> !text.isEmpty());
    }
}
