package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Web;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Artifacts of registries: the one layer that is a chart, or a packed directory.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">the distribution specification</a>
 */
final class OciRegistry {
    private static final String MANIFESTS =
            "application/vnd.oci.image.manifest.v1+json," + " application/vnd.docker.distribution.manifest.v2+json";
    private static final String FLUX = "application/vnd.cncf.flux.content.v1.tar+gzip";
    private static final String CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private static final Pattern PLACE =
            Pattern.compile("oci://([^/@]+)/([a-z0-9][a-z0-9._/-]*)(?::([\\w.+-]+))?(?:@(.+))?");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;.*rel=\"?next\"?.*");
    private static final long MANIFEST_BYTES = 4L * 1024 * 1024;
    private static final int MOST_LAYERS = 100;
    private static final int MOST_PAGES = 20;
    private static final int MOST_TAGS = 10_000;

    private final Web web;
    private final VersionChoice choice;
    private final JsonMapper json = new JsonMapper();

    OciRegistry(Web web, VersionChoice choice) {
        this.web = web;
        this.choice = choice;
    }

    /** @param reference tag or digest in the address itself */
    private record Place(String host, String repository, Optional<String> reference) {
        static Place of(String url) throws Rejected {
            Matcher parts = PLACE.matcher(url);
            if (!parts.matches()) {
                throw new Rejected(Problem.of("\"" + url + "\" is no address of an artifact; expected"
                        + " oci://<host>/<repository>, lower case"));
            }
            return new Place(
                    parts.group(1),
                    parts.group(2),
                    Optional.ofNullable(parts.group(4)).or(() -> Optional.ofNullable(parts.group(3))));
        }
    }

    /** What is meant now, without its bytes. */
    Pin.Content find(SourceName source, Wanted.Registry wanted) throws Rejected, Waiting {
        Place place = Place.of(wanted.url());
        RegistrySession session = session(source, place);
        String reference = place.reference().isPresent() ? place.reference().get() : reference(source, session, wanted);
        byte[] manifest = session.get("manifests/" + reference.replace('+', '_'), MANIFESTS, MANIFEST_BYTES);
        if (reference.startsWith("sha256:")
                && !reference.equals("sha256:" + Digest.of(manifest).hex())) {
            throw mismatch(wanted, reference, Digest.of(manifest));
        }
        return new Pin.Content(reference, layer(wanted, manifest));
    }

    private String reference(SourceName source, RegistrySession session, Wanted.Registry wanted)
            throws Rejected, Waiting {
        String asked = wanted.version();
        if (asked.startsWith("sha256:") || choice.isExplicit(source, asked)) {
            return asked;
        }
        return choice.choose(source, asked, tags(session, wanted), wanted.url());
    }

    private List<String> tags(RegistrySession session, Wanted.Registry wanted) throws Rejected, Waiting {
        List<String> tags = new ArrayList<>();
        Optional<String> page = Optional.of("tags/list?n=1000");
        for (int i = 0; i < MOST_PAGES && page.isPresent() && tags.size() < MOST_TAGS; i++) {
            RegistrySession.Page answer = session.page(page.get(), MANIFEST_BYTES);
            read(wanted, answer.text()).path("tags").forEach(tag -> tags.add(tag.asString("")));
            page = answer.link()
                    .map(NEXT::matcher)
                    .filter(Matcher::matches)
                    .map(link -> link.group(1))
                    .map(link -> link.substring(Math.max(0, link.indexOf("tags/list"))));
        }
        return tags;
    }

    private Digest layer(Wanted.Registry wanted, byte[] manifest) throws Rejected {
        JsonNode layers = read(wanted, new String(manifest, java.nio.charset.StandardCharsets.UTF_8))
                .path("layers");
        if (layers.size() > MOST_LAYERS) {
            throw new Rejected(Problem.of(wanted.url() + " has more than " + MOST_LAYERS + " layers"));
        }
        List<JsonNode> all = StreamSupport.stream(layers.spliterator(), false).toList();
        List<JsonNode> packed = of(all, ".*tar(\\+|\\.)gzip");
        List<JsonNode> named = of(packed, Pattern.quote(CHART) + "|" + Pattern.quote(FLUX));
        if (named.isEmpty() && packed.size() > 1) {
            throw new Rejected(Problem.of(wanted.url() + " has " + packed.size()
                    + " layers that are packed directories (tar+gzip); expected one, or one of type " + FLUX));
        }
        String digest = (named.isEmpty() ? packed : named)
                .stream()
                        .findFirst()
                        .map(layer -> layer.path("digest").asString(""))
                        .orElse("");
        if (!digest.startsWith("sha256:") || !Digest.isDigest(digest.substring("sha256:".length()))) {
            throw new Rejected(
                    Problem.of(wanted.url() + " has no layer that is a packed chart or directory (tar+gzip)"));
        }
        return new Digest(digest.substring("sha256:".length()));
    }

    private static List<JsonNode> of(List<JsonNode> layers, String type) {
        return layers.stream()
                .filter(layer -> layer.path("mediaType").asString("").matches(type))
                .toList();
    }

    private JsonNode read(Wanted.Registry wanted, String text) throws Rejected {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            throw new Rejected(Problem.of(wanted.url() + " answers with what is no JSON"));
        }
    }

    /** The bytes; whether they are those of the pin is not checked here. */
    byte[] content(SourceName source, Wanted.Registry wanted, Pin.Content pin) throws Rejected, Waiting {
        return session(source, Place.of(wanted.url()))
                .get("blobs/sha256:" + pin.digest().hex(), "*/*", Artifacts.MOST_BYTES);
    }

    private RegistrySession session(SourceName source, Place place) {
        return new RegistrySession(web, json, source, place.host(), place.repository());
    }

    private static Rejected mismatch(Wanted wanted, String expected, Digest found) {
        return new Rejected(Problem.of(wanted.text() + ": expected " + expected + ", found sha256:" + found.hex()));
    }
}
