package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.render.ReleaseFacts;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A delivery's inventory on one cluster: which kinds in which namespaces it may own, a superset at any time.
 *
 * @param manager the field manager of the installation that wrote it; {@code ""} where it does not say
 * @see <a href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/3659-kubectl-apply-prune">KEP-3659</a>
 */
record Parent(
        DeliveryId delivery,
        String manager,
        Set<Discovery.GroupKind> kinds,
        Set<String> namespaces,
        Counted counted,
        String uid,
        String resourceVersion) {
    static final int SEED_BYTES = 32;
    static final String ID_LABEL = "applyset.kubernetes.io/id";

    private static final String TOOLING = "applyset.kubernetes.io/tooling";
    private static final String KINDS = "applyset.kubernetes.io/contains-group-kinds";
    private static final String NAMESPACES = "applyset.kubernetes.io/additional-namespaces";
    private static final String DELIVERY = "mizzen.dev/delivery";
    private static final String MANAGER = "mizzen.dev/manager";
    private static final String REVISION = "mizzen.dev/revision";
    private static final String SEED = "seed";
    private static final String TOOL = "mizzen/v1";

    /**
     * Which release of how many it is; written only for deliveries whose templates ask.
     *
     * @param digits of the release's digest; {@code ""} if nobody has asked yet
     */
    record Counted(int number, String digits) {
        static final Counted NOTHING = new Counted(0, "");
        private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8}) ([0-9a-f]{1,64})");

        static Counted read(String text) {
            Matcher matcher = TEXT.matcher(text);
            return matcher.matches() ? new Counted(Integer.parseInt(matcher.group(1)), matcher.group(2)) : NOTHING;
        }

        Counted next(String other) {
            return digits.equals(other) ? this : new Counted(number + 1, other);
        }

        @Override
        public String toString() {
            return number + " " + digits;
        }
    }

    Parent {
        kinds = Set.copyOf(kinds);
        namespaces = Set.copyOf(namespaces);
    }

    static ObjectRef ref(DeliveryId delivery) {
        return new ObjectRef("", "Secret", ApplySetId.PARENT_NAMESPACE, ApplySetId.parentName(delivery));
    }

    /** What this one and another cover together. */
    Parent with(Parent other) {
        Set<Discovery.GroupKind> allKinds = new HashSet<>(kinds);
        allKinds.addAll(other.kinds);
        Set<String> allNamespaces = new HashSet<>(namespaces);
        allNamespaces.addAll(other.namespaces);
        return new Parent(delivery, manager, allKinds, allNamespaces, other.counted, uid, resourceVersion);
    }

    /** The same for another release. */
    Parent at(Counted other) {
        return new Parent(delivery, manager, kinds, namespaces, other, uid, resourceVersion);
    }

    /** Reads a live Secret, full or metadata only; empty if it is none of ours, or of another name than its delivery's. */
    static Optional<Parent> read(JsonNode secret) {
        JsonNode metadata = secret.path("metadata");
        JsonNode annotations = metadata.path("annotations");
        if (!annotations.path(TOOLING).asString("").equals(TOOL)) {
            return Optional.empty();
        }
        return delivery(annotations.path(DELIVERY).asString(""))
                .filter(d ->
                        ApplySetId.parentName(d).equals(metadata.path("name").asString("")))
                .map(d -> new Parent(
                        d,
                        annotations.path(MANAGER).asString(""),
                        split(annotations.path(KINDS)).stream()
                                .map(Parent::groupKind)
                                .collect(Collectors.toSet()),
                        split(annotations.path(NAMESPACES)),
                        Counted.read(annotations.path(REVISION).asString("")),
                        metadata.path("uid").asString(""),
                        metadata.path("resourceVersion").asString("")));
    }

    private static Optional<DeliveryId> delivery(String text) {
        try {
            return Optional.of(DeliveryId.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // someone else's Secret, or one that was edited: not ours to use
        }
    }

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("apiVersion", "v1").put("kind", "Secret").put("type", "mizzen.dev/applyset");
        ObjectNode metadata = body.putObject("metadata");
        metadata.put("name", ApplySetId.parentName(delivery)).put("namespace", ApplySetId.PARENT_NAMESPACE);
        metadata.putObject("labels").put(ID_LABEL, ApplySetId.of(delivery).value());
        ObjectNode annotations = metadata.putObject("annotations");
        annotations
                .put(TOOLING, TOOL)
                .put(KINDS, join(kinds.stream().map(Parent::text).collect(Collectors.toSet())))
                .put(NAMESPACES, join(namespaces))
                .put(DELIVERY, delivery.toString())
                .put(MANAGER, manager);
        if (counted.number() > 0) {
            annotations.put(REVISION, counted.toString());
        }
        return body;
    }

    /** The body of a new one. The seed is in no other body: applied again, it would be a field to give up. */
    ObjectNode bodyWith(byte[] seed) {
        ObjectNode body = body();
        body.putObject("data").put(SEED, Base64.getEncoder().encodeToString(seed));
        return body;
    }

    /** What a live, full Secret holds; a seed that is not there is as if it were empty. */
    static ReleaseFacts.Birth birth(JsonNode secret) {
        byte[] seed = Base64.getDecoder().decode(secret.path("data").path(SEED).asString(""));
        String created = secret.path("metadata").path("creationTimestamp").asString("");
        return new ReleaseFacts.Birth(
                seed, created.isEmpty() ? 0 : Instant.parse(created).getEpochSecond());
    }

    private static String text(Discovery.GroupKind kind) {
        return kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
    }

    private static Discovery.GroupKind groupKind(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new Discovery.GroupKind("", text)
                : new Discovery.GroupKind(text.substring(dot + 1), text.substring(0, dot));
    }

    private static Set<String> split(JsonNode list) {
        return Arrays.stream(list.asString("").split(",", -1))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String join(Set<String> texts) {
        return String.join(",", new TreeSet<>(texts));
    }
}
