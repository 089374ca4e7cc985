package dev.mizzen.reconcile.observe.verdict;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Failure;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.ExactJson;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Observed.Mark;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks policies again when an object that they look at changed: many events of a delivery within a tenth of a second are one
 * look, and a look makes no request where every object is the one that was judged. Each source has a thread of its own while
 * there is something to do, so a policy that takes its time holds up those of its own source only. Makes one GET for each
 * changed object that a policy reads; of a Secret the metadata only. Thread-safe.
 */
public final class Judge implements Judging, AutoCloseable {
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 6;
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

    private final Evaluator evaluator;
    private final Function<ClusterName, Optional<Site>> sites;
    private final Verdicts verdicts;
    private final Consumer<DeliveryId> told;
    private final BiConsumer<Duration, Runnable> later;
    private final Map<SourceName, Set<DeliveryId>> wanted = new HashMap<>();
    private final Map<DeliveryId, Integer> failures = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);

    /**
     * @param evaluator of its own, so that renders wait for no policy
     * @param told of a delivery whose health may be another one
     * @param later runs something once, after a time
     */
    public Judge(
            Evaluator evaluator,
            Function<ClusterName, Optional<Site>> sites,
            Verdicts verdicts,
            Consumer<DeliveryId> told,
            BiConsumer<Duration, Runnable> later) {
        this.evaluator = evaluator;
        this.sites = sites;
        this.verdicts = verdicts;
        this.told = told;
        this.later = later;
    }

    @Override
    public void says(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies) {
        verdicts.put(delivery, cluster, policies);
        changed(delivery);
    }

    @Override
    public void saysToo(DeliveryId delivery, ClusterName cluster, List<HealthPolicy> policies) {
        if (!policies.isEmpty()) {
            verdicts.add(delivery, cluster, policies);
            changed(delivery);
        }
    }

    public void forget(DeliveryId delivery) {
        verdicts.forget(delivery);
        failures.remove(delivery);
    }

    /** An object of the delivery may be another one. Returns at once. */
    public void changed(DeliveryId id) {
        if (!verdicts.concerns(id)) {
            return;
        }
        synchronized (wanted) {
            Set<DeliveryId> waiting = wanted.get(id.source());
            if (waiting != null) {
                waiting.add(id);
                return;
            }
            wanted.put(id.source(), new LinkedHashSet<>(Set.of(id)));
        }
        Thread.ofVirtual().name("judge-" + id.source()).start(() -> work(id.source()));
    }

    private void work(SourceName source) {
        while (!stopped()) {
            Set<DeliveryId> batch = take(source);
            if (batch.isEmpty()) {
                return;
            }
            batch.forEach(this::look);
        }
    }

    private Set<DeliveryId> take(SourceName source) {
        synchronized (wanted) {
            Set<DeliveryId> taken = wanted.getOrDefault(source, Set.of());
            if (taken.isEmpty()) {
                wanted.remove(source);
            } else {
                wanted.put(source, new LinkedHashSet<>());
            }
            return taken;
        }
    }

    private void look(DeliveryId id) {
        boolean changed = false;
        try {
            for (ClusterName cluster : verdicts.clusters(id)) {
                changed |= on(id, cluster);
            }
        } catch (RuntimeException e) {
            LOG.error("the health of {} is not judged by a bug", id, e);
        }
        if (changed) {
            told.accept(id);
        }
    }

    private boolean on(DeliveryId id, ClusterName cluster) {
        Optional<Site> site = sites.apply(cluster);
        boolean changed = false;
        try {
            for (Verdicts.Entry entry : site.isEmpty() ? List.<Verdicts.Entry>of() : verdicts.entries(id, cluster)) {
                changed |= asked(id, entry, site.get());
            }
            failures.remove(id);
        } catch (ApiException | Waiting e) {
            LOG.debug("{}: health on {} is judged later: {}", id, cluster, e.getMessage());
            int before = failures.merge(id, 1, Integer::sum) - 1;
            later.accept(AGAIN.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS)), () -> changed(id));
        }
        return changed;
    }

    /** Whether the policy says something else than before. */
    private boolean asked(DeliveryId id, Verdicts.Entry entry, Site site) throws ApiException, Waiting {
        Map<ObjectRef, ObservedObject> held =
                site.watched().of(ApplySetId.of(id)).objects();
        HealthPolicy policy = entry.policy;
        if (!held.keySet().containsAll(policy.subjects())) {
            return false; // what is missing needs no judge; it is told when it is there
        }
        Set<ObjectRef> read = policy.reads();
        Map<ObjectRef, String> versions = versions(policy, read, held);
        if (entry.verdict().filter(v -> v.seen().equals(versions)).isPresent()) {
            return false;
        }
        Map<ObjectRef, JsonNode> live = new HashMap<>();
        for (ObjectRef ref : read) {
            live(site, ref).ifPresent(object -> live.put(ref, object));
        }
        live.forEach((ref, object) -> versions.put(ref, version(object)));
        return entry.take(verdict(id, policy, live, versions, marks(policy, live, held)));
    }

    private static Map<ObjectRef, String> versions(
            HealthPolicy policy, Set<ObjectRef> read, Map<ObjectRef, ObservedObject> held) {
        Map<ObjectRef, String> versions = new HashMap<>();
        Set<ObjectRef> all = new LinkedHashSet<>(policy.subjects());
        all.addAll(read);
        all.forEach(ref -> Optional.ofNullable(held.get(ref)).ifPresent(o -> versions.put(ref, o.resourceVersion())));
        return versions;
    }

    private static Map<ObjectRef, Digest> marks(
            HealthPolicy policy, Map<ObjectRef, JsonNode> live, Map<ObjectRef, ObservedObject> held) {
        Map<ObjectRef, Digest> marks = new HashMap<>();
        for (ObjectRef ref : policy.subjects()) {
            Optional<Mark> mark = live.containsKey(ref)
                    ? Mark.parse(live.get(ref)
                            .path("metadata")
                            .path("annotations")
                            .path(Mark.ANNOTATION)
                            .asString(""))
                    : Optional.ofNullable(held.get(ref)).flatMap(ObservedObject::mark);
            mark.ifPresent(m -> marks.put(ref, m.digest()));
        }
        return marks;
    }

    private Verdict verdict(
            DeliveryId id,
            HealthPolicy policy,
            Map<ObjectRef, JsonNode> live,
            Map<ObjectRef, String> versions,
            Map<ObjectRef, Digest> marks)
            throws Waiting {
        ObjectNode request = policy.request(live);
        Map<Digest, String> suspects = policy.definition().isBuiltIn()
                ? Map.of()
                : Map.of(policy.definition().digest(), policy.definition().name());
        try {
            JsonNode answer =
                    evaluator.call(id.source(), request, new Blame(Digest.of(ExactJson.bytes(request)), suspects));
            return Verdict.of(answer, versions, marks);
        } catch (Rejected e) {
            String why = e.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
            return Verdict.failed(why, versions, marks);
        }
    }

    /** The object as it is now; no Secret's data is asked for. */
    private static Optional<JsonNode> live(Site site, ObjectRef ref) throws ApiException {
        Optional<Resource> resource = site.discovery().find(ref.group(), ref.kind());
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        try {
            boolean secret = ref.kind().equals("Secret") && ref.group().isEmpty();
            JsonNode object = secret
                    ? site.api().getMetadata(resource.get(), ref)
                    : site.api().get(resource.get(), ref);
            return Optional.of(known(object.deepCopy(), resource.get()));
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static JsonNode known(JsonNode object, Resource resource) {
        if (object instanceof ObjectNode fields) {
            fields.put("apiVersion", resource.gvk().apiVersion())
                    .put("kind", resource.gvk().kind());
            if (fields.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove("managedFields");
            }
        }
        return object;
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }

    private boolean stopped() {
        try {
            return stop.await(GATHER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** What is asked at this moment is not waited for. */
    @Override
    public void close() {
        stop.countDown();
    }
}
