package dev.mizzen.daemon.story;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Everything that happened to the objects that must not be deleted or changed, by watches of the test's own. */
final class Journal implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> VOLATILE = Set.of("managedFields", "resourceVersion", "generation");

    private final List<Watch> watches = new ArrayList<>();
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final List<String> blind = new CopyOnWriteArrayList<>();

    private record Kind(String cluster, String apiVersion, String kind) {}

    /** {@code content} is what of it is not the server's own book-keeping; null if it was deleted. */
    private record Entry(String label, @Nullable JsonNode content) {}

    /** Watches each kind that the story's {@code never} names. */
    Journal(Story story, ClusterSide clusters) {
        Set<Kind> kinds = ConcurrentHashMap.newKeySet();
        for (Story.Step step : story.steps()) {
            if (step.expect() != null && step.expect().never() != null) {
                targets(step.expect().never()).forEach(t -> kinds.add(new Kind(t.cluster(), t.apiVersion(), t.kind())));
            }
        }
        for (Kind kind : kinds) {
            watches.add(clusters.client(kind.cluster())
                    .genericKubernetesResources(kind.apiVersion(), kind.kind())
                    .inAnyNamespace()
                    .watch(new Writer(kind)));
        }
    }

    private static List<Story.Target> targets(Story.Never never) {
        List<Story.Target> all = new ArrayList<>();
        if (never.deleted() != null) {
            all.addAll(never.deleted());
        }
        if (never.changed() != null) {
            all.addAll(never.changed());
        }
        return all;
    }

    /** Where the journal ends now. */
    int position() {
        return entries.size();
    }

    /** What of {@code never} happened since {@code position}. */
    List<String> violations(Story.Never never, int position) {
        Set<String> violations = new TreeSet<>(blind);
        List<Entry> since = entries.subList(position, entries.size());
        if (never.deleted() != null) {
            for (Story.Target target : never.deleted()) {
                if (since.stream().anyMatch(e -> e.label().equals(target.label()) && e.content() == null)) {
                    violations.add(target.label() + " was deleted");
                }
            }
        }
        if (never.changed() != null) {
            never.changed().forEach(target -> changed(target, position).ifPresent(violations::add));
        }
        return List.copyOf(violations);
    }

    private Optional<String> changed(Story.Target target, int position) {
        @Nullable JsonNode before = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.label().equals(target.label())) {
                if (i >= position && before != null && !before.equals(entry.content())) {
                    return Optional.of(target.label() + " was " + before + " and then " + entry.content());
                }
                before = entry.content();
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }

    private final class Writer implements Watcher<GenericKubernetesResource> {
        private final Kind kind;

        Writer(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void eventReceived(Action action, GenericKubernetesResource resource) {
            if (action != Action.BOOKMARK && action != Action.ERROR) {
                entries.add(new Entry(label(resource), action == Action.DELETED ? null : content(resource)));
            }
        }

        private String label(GenericKubernetesResource resource) {
            return new Story.Target(
                            kind.cluster(),
                            kind.apiVersion(),
                            kind.kind(),
                            resource.getMetadata().getNamespace(),
                            resource.getMetadata().getName(),
                            null)
                    .label();
        }

        private static JsonNode content(GenericKubernetesResource resource) {
            ObjectNode content = (ObjectNode) JSON.readTree(Serialization.asJson(resource));
            content.remove("status");
            if (content.path("metadata") instanceof ObjectNode metadata) {
                metadata.remove(VOLATILE);
            }
            return content;
        }

        @Override
        public void onClose(WatcherException cause) {
            blind.add("nobody watches " + kind + " any more: " + cause.getMessage());
        }
    }
}
