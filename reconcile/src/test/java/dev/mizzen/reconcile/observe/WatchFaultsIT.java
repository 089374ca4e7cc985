package dev.mizzen.reconcile.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch makes of an API server's faults. */
class WatchFaultsIT {
    private static final Resource CONFIG_MAPS = new Resource(new Gvk("", "v1", "ConfigMap"), "configmaps", true, false);
    private static final WatchLimits HASTY =
            new WatchLimits(Duration.ofSeconds(10), Duration.ofMillis(5), Duration.ofMillis(20));
    private static final String INITIAL_END = bookmark(10, "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"},");

    private final ScriptedApi server;
    private WatchedCluster cluster;
    private ClusterWatch watch;

    WatchFaultsIT() throws Exception {
        server = new ScriptedApi();
    }

    @BeforeEach
    void connect(@TempDir Path directory) throws Exception {
        cluster = new WatchedCluster(server.kubeconfig(directory), "shop");
        watch = cluster.watch(HASTY, cluster.seen);
    }

    @AfterEach
    void disconnect() {
        watch.close();
        server.close();
        cluster.close();
    }

    @Test
    void a_watch_that_the_server_ends_goes_on_where_it_was() throws Exception {
        server.ends(added("a", 5), INITIAL_END, bookmark(17, "")).open(added("b", 20));

        watch.ensure(Set.of(CONFIG_MAPS));
        await().until(() -> names().equals(List.of("a", "b")));

        assertThat(server.requests.getFirst()).contains("sendInitialEvents=true", "as=PartialObjectMetadata");
        assertThat(server.requests.get(1)).contains("resourceVersion=17").doesNotContain("sendInitialEvents");
        assertThat(cluster.seen.suspicions).isEmpty();
    }

    @Test
    void an_expired_watch_begins_anew_and_only_its_complete_list_says_what_is_gone() throws Exception {
        server.ends(added("a", 5), added("b", 6), INITIAL_END)
                .ends("""
                        {"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""")
                .ends(added("a", 5)) // breaks before its list is complete
                .open(added("a", 5), bookmark(30, "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"},"));

        watch.ensure(Set.of(CONFIG_MAPS));
        await().untilAsserted(() -> assertThat(cluster.seen.signs(ref("b"))).containsExactly(Suspicion.Sign.GONE));

        assertThat(names()).containsExactly("a");
        assertThat(cluster.seen.signs(ref("a"))).isEmpty();
        assertThat(server.requests.get(2)).contains("sendInitialEvents=true");
        assertThat(server.requests.get(3)).contains("sendInitialEvents=true");
    }

    @Test
    void a_server_that_cannot_begin_with_what_is_there_is_listed_first() throws Exception {
        server.fails(422, "Invalid").ends("""
                        {"kind":"List","metadata":{"resourceVersion":"9"},"items":[%s]}""".formatted(object("a", 5))).open(added("b", 12));

        watch.ensure(Set.of(CONFIG_MAPS));
        await().until(() -> names().equals(List.of("a", "b")));

        assertThat(server.requests.get(1)).contains("limit=").contains("as=PartialObjectMetadataList");
        assertThat(server.requests.get(2)).contains("resourceVersion=9").doesNotContain("sendInitialEvents");
    }

    @Test
    void what_may_no_longer_be_watched_is_unknown_and_not_gone() throws Exception {
        server.ends(added("a", 5), INITIAL_END);
        for (int i = 0; i < 1_000; i++) {
            server.fails(403, "Forbidden");
        }
        watch.ensure(Set.of(CONFIG_MAPS));

        await().until(() -> state().status() == KindState.Status.UNKNOWN);

        assertThat(watch.of(cluster.id).objects().values())
                .extracting(ObservedObject::health)
                .containsExactly(new Health(Health.State.UNKNOWN, "Forbidden"));
        assertThat(cluster.seen.suspicions).isEmpty();
        assertThatThrownBy(() -> watch.ensure(Set.of(CONFIG_MAPS)))
                .isInstanceOf(ApiException.class)
                .hasMessage("cluster one: Forbidden");
    }

    @Test
    void a_server_that_is_gone_leaves_what_was_held_and_is_found_again() throws Exception {
        server.ends(added("a", 5), INITIAL_END)
                .fails(503, "ServiceUnavailable")
                .fails(500, "InternalError")
                .open(added("b", 20));

        watch.ensure(Set.of(CONFIG_MAPS));
        await().until(() -> names().equals(List.of("a", "b")));
        await().until(() -> state().equals(KindState.LIVE));

        assertThat(cluster.seen.states)
                .contains(KindState.LIVE)
                .anyMatch(s -> s.status() == KindState.Status.INTERRUPTED);
        assertThat(cluster.seen.suspicions).isEmpty();
    }

    @Test
    void a_server_that_asks_for_a_moment_gets_it_and_who_waits_goes_on_waiting() throws Exception {
        server.fails(429, "TooManyRequests").open(added("a", 5), INITIAL_END);

        watch.ensure(Set.of(CONFIG_MAPS));

        assertThat(names()).containsExactly("a");
    }

    @Test
    void objects_that_are_not_ours_are_not_held() throws Exception {
        String notNamed = object("copy", 6).replace("/copy ", "/original ");
        String controlled = object("child", 7).replace("\"labels\"", """
                "ownerReferences":[{"kind":"X","name":"x","uid":"u","controller":true}],"labels\"""");
        String unmarked = object("bare", 8).replace("mizzen.dev/applied", "other");
        server.open(
                event("ADDED", notNamed),
                event("ADDED", controlled),
                event("ADDED", unmarked),
                added("a", 9),
                INITIAL_END);

        watch.ensure(Set.of(CONFIG_MAPS));

        assertThat(names()).containsExactly("a");
        assertThat(cluster.seen.changes).extracting(Change::ref).containsExactly(ref("a"));
        assertThat(cluster.seen.suspicions).isEmpty();
    }

    @Test
    void a_listener_that_fails_stops_nothing() throws Exception {
        server.open(added("a", 5), added("b", 6), INITIAL_END);
        WatchListener broken = new FailingListener();
        try (ClusterWatch other = cluster.watch(HASTY, broken)) {
            other.ensure(Set.of(CONFIG_MAPS));

            assertThat(other.marked()).hasSize(2);
        }
    }

    @Test
    void closing_waits_for_a_call_of_the_listener_that_is_under_way() throws Exception {
        server.open(added("a", 5), INITIAL_END);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        Seen slow = new Seen() {
            @Override
            public void changed(Change change) {
                called.countDown();
                try {
                    returned.set(go.await(10, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        ClusterWatch other = cluster.watch(HASTY, slow);
        Thread.ofVirtual().start(() -> {
            try {
                other.ensure(Set.of(CONFIG_MAPS));
            } catch (Waiting | ApiException e) {
                slow.suspicions.clear(); // it is closed while its list is not complete
            }
        });
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();

        Thread closer = Thread.ofVirtual().start(other::close);
        await().during(Duration.ofMillis(100)).until(closer::isAlive);
        go.countDown();
        closer.join();

        assertThat(returned).isTrue();
    }

    private static final class FailingListener implements WatchListener {
        @Override
        public void changed(Change change) {
            throw new IllegalStateException("listener");
        }

        @Override
        public void suspected(Suspicion suspicion) {
            throw new IllegalStateException("listener");
        }

        @Override
        public void settled(ClusterName name, ObjectRef ref) {
            throw new IllegalStateException("listener");
        }

        @Override
        public void kind(ClusterName name, Resource kind, KindState state) {
            throw new IllegalStateException("listener");
        }
    }

    private KindState state() {
        return watch.kinds().getOrDefault("ConfigMap", KindState.LISTING);
    }

    private List<String> names() {
        Collection<ObservedObject> marked = watch.marked();
        return marked.stream().map(o -> o.ref().name()).sorted().toList();
    }

    private ObjectRef ref(String name) {
        return cluster.ref("", "ConfigMap", name);
    }

    private String added(String name, int version) {
        return event("ADDED", object(name, version));
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    private String object(String name, int version) {
        return """
                {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"%s","namespace":"shop",\
                "uid":"uid-%s","resourceVersion":"%d","labels":{"applyset.kubernetes.io/part-of":"%s"},\
                "annotations":{"mizzen.dev/applied":"/ConfigMap/shop/%s %s"}}}""".formatted(name, name, version, cluster.id, name, "0".repeat(64));
    }

    private static String bookmark(int version, String annotations) {
        return event("BOOKMARK", """
                {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1",\
                "metadata":{%s"resourceVersion":"%d"}}""".formatted(annotations, version));
    }
}
