package dev.mizzen.daemon;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All that goes on in a namespace beside what Git says, and is nobody's drift; each in a thread of its own. */
final class BusyCluster implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final List<String> deployments;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
    private final List<Thread> threads;

    /** @param deployments the first one has an autoscaler in Git */
    BusyCluster(KubernetesClient client, String namespace, List<String> deployments) {
        this.client = client;
        this.namespace = namespace;
        this.deployments = List.copyOf(deployments);
        threads = List.of(
                busy("scaled", Duration.ofMillis(700), this::scale),
                busy("annotated", Duration.ofMillis(150), this::annotate),
                busy("statuses written", Duration.ofMillis(120), this::writeStatus),
                busy("rollouts restarted", Duration.ofSeconds(4), this::restart),
                busy("pods deleted", Duration.ofSeconds(2), this::deletePod),
                busy("leases renewed", Duration.ofMillis(100), this::renewLease),
                busy("same values applied", Duration.ofSeconds(1), this::applyTheSame),
                busy("strangers' objects written", Duration.ofMillis(300), this::writeOther));
    }

    private interface Deed {
        void with(SplittableRandom random);
    }

    private Thread busy(String name, Duration pause, Deed deed) {
        AtomicInteger count = done.computeIfAbsent(name, n -> new AtomicInteger());
        return Thread.ofVirtual().name(name).start(() -> {
            SplittableRandom random = new SplittableRandom(name.hashCode());
            while (!stopped(pause)) {
                try {
                    deed.with(random);
                    count.incrementAndGet();
                } catch (KubernetesClientException e) {
                    if (e.getCode() != 409 && e.getCode() != 404 && e.getCode() != 422) {
                        throw e;
                    }
                }
            }
        });
    }

    private boolean stopped(Duration pause) {
        try {
            return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void patch(String name, String subresource, String manager, String json) {
        var deployment = client.genericKubernetesResources("apps/v1", "Deployment")
                .inNamespace(namespace)
                .withName(name);
        PatchContext how = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(manager)
                .build();
        if (subresource.isEmpty()) {
            deployment.patch(how, json);
        } else {
            deployment.subresource(subresource).patch(how, json);
        }
    }

    private String any(SplittableRandom random) {
        return deployments.get(random.nextInt(deployments.size()));
    }

    private void scale(SplittableRandom random) {
        patch(
                deployments.getFirst(),
                "scale",
                "kube-controller-manager",
                "{\"spec\":{\"replicas\":" + random.nextInt(1, 4) + "}}");
    }

    private void annotate(SplittableRandom random) {
        patch(
                any(random),
                "",
                "annotator",
                "{\"metadata\":{\"annotations\":{\"example.com/at\":\"" + random.nextInt()
                        + "\"},\"labels\":{\"team\":\"t" + random.nextInt(5) + "\"}}}");
    }

    private void writeStatus(SplittableRandom random) {
        int collisions =
                done.getOrDefault("statuses written", new AtomicInteger()).get() + random.nextInt(2);
        patch(any(random), "status", "controller", "{\"status\":{\"collisionCount\":" + collisions + "}}");
    }

    private void restart(SplittableRandom random) {
        patch(
                any(random),
                "",
                "kubectl-rollout",
                "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/restartedAt\":\""
                        + random.nextInt() + "\"}}}}}");
    }

    private void deletePod(SplittableRandom random) {
        List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
        if (!pods.isEmpty()) {
            client.resource(pods.get(random.nextInt(pods.size()))).delete();
        }
    }

    private void renewLease(SplittableRandom random) {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("leader")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("somebody-" + random.nextInt(3))
                        .endSpec()
                        .build())
                .fieldManager("leader-election")
                .forceConflicts()
                .serverSideApply();
    }

    /** Whoever applies a value that is there already becomes an owner beside us, and takes nothing. */
    private void applyTheSame(SplittableRandom random) {
        String name = any(random);
        String image = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .require()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
        client.resource("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: { name: %1$s, namespace: %2$s }
                        spec: { template: { spec: { containers: [{ name: %1$s, image: "%3$s" }] } } }
                        """.formatted(name, namespace, image))
                .fieldManager("auditor")
                .serverSideApply();
    }

    private void writeOther(SplittableRandom random) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("other-" + random.nextInt(3))
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToData("k", Integer.toString(random.nextInt()))
                        .build())
                .fieldManager("somebody")
                .forceConflicts()
                .serverSideApply();
    }

    /** Says of each autoscaler, as its controller would, that it works; false while there is none. */
    static boolean isAutoscaled(KubernetesClient client, String namespace) {
        var autoscalers = client.autoscaling().v2().horizontalPodAutoscalers().inNamespace(namespace);
        var there = autoscalers.list().getItems();
        there.forEach(autoscaler -> autoscalers
                .withName(autoscaler.getMetadata().getName())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"currentReplicas\":2,\"desiredReplicas\":2,\"conditions\":[{\"type\":\"AbleToScale\","
                                + "\"status\":\"True\"},{\"type\":\"ScalingActive\",\"status\":\"True\"}]}}"));
        return !there.isEmpty();
    }

    /** How much was done, by what. */
    Map<String, Integer> done() {
        Map<String, Integer> all = new TreeMap<>();
        done.forEach((name, count) -> all.put(name, count.get()));
        return all;
    }

    @Override
    public void close() {
        stop.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
