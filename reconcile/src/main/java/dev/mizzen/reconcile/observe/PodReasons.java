package dev.mizzen.reconcile.observe;

import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Selection;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Why a workload does not get ready, from its pods, long before its own deadline says that it did not. Asked when
 * somebody wants to know: pods carry no mark of ours, so they are neither watched nor kept.
 */
public final class PodReasons {
    private final Api api;
    private final Discovery discovery;
    private final Clock clock;

    public PodReasons(Api api, Discovery discovery, Clock clock) {
        this.api = api;
        this.discovery = discovery;
        this.clock = clock;
    }

    private record Fault(Instant created, String message) {}

    /**
     * What is wrong with the newest pod that has a fault, in one line that names the container. At most two requests and
     * one a further 500 pods.
     *
     * @return empty if the object selects no pods, or none of them has a fault
     */
    public Optional<String> why(ObjectRef workload) throws ApiException {
        Optional<Resource> kind = discovery.find(workload.group(), workload.kind());
        Optional<Resource> pods = discovery.find("", "Pod");
        if (kind.isEmpty()
                || pods.isEmpty()
                || !kind.get().hasStatus()
                || workload.namespace().isEmpty()) {
            return Optional.empty();
        }
        String selector = selector(api.get(kind.get(), workload).path("spec").path("selector"));
        if (selector.isEmpty()) {
            return Optional.empty();
        }
        return newest(pods.get(), new Selection(workload.namespace(), selector, false));
    }

    private Optional<String> newest(Resource pods, Selection selection) throws ApiException {
        Instant now = clock.instant();
        List<Fault> latest = new ArrayList<>(1);
        api.list(
                pods,
                selection,
                pod -> fault(pod, now)
                        .filter(f -> latest.isEmpty()
                                || f.created().isAfter(latest.getFirst().created()))
                        .ifPresent(f -> {
                            latest.clear();
                            latest.add(f);
                        }));
        return latest.stream().map(Fault::message).findFirst();
    }

    private Optional<Fault> fault(JsonNode pod, Instant now) {
        Health health = PodHealth.pod(pod, now);
        Instant created =
                Condition.time(pod.path("metadata").path("creationTimestamp")).orElse(Instant.EPOCH);
        return health.state() == Health.State.DEGRADED
                ? Optional.of(new Fault(created, health.message()))
                : Optional.empty();
    }

    /** As a query writes a LabelSelector; {@code ""} where it selects nothing that we can ask for. */
    static String selector(JsonNode selector) {
        List<String> terms = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
            terms.add(label.getKey() + "=" + label.getValue().asString(""));
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = expression.path("key").asString("");
            String values = StreamSupport.stream(expression.path("values").spliterator(), false)
                    .map(v -> v.asString(""))
                    .collect(Collectors.joining(",", "(", ")"));
            terms.add(
                    switch (expression.path("operator").asString("")) {
                        case "In" -> key + " in " + values;
                        case "NotIn" -> key + " notin " + values;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return String.join(",", terms);
    }
}
