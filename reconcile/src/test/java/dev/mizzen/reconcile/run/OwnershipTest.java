package dev.mizzen.reconcile.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Baselines;
import dev.mizzen.reconcile.apply.Claims;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.DriftProof;
import dev.mizzen.reconcile.apply.ManagedEntry;
import dev.mizzen.reconcile.apply.Order;
import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.apply.Resource;
import dev.mizzen.reconcile.apply.Site;
import dev.mizzen.reconcile.apply.Watched;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Addition;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Owned;
import dev.mizzen.reconcile.spec.Environment;
import io.fabric8.kubernetes.client.Config;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is known of a delivery's ownership is gathered object by object. */
class OwnershipTest {
    private static final DeliveryId WEB =
            new DeliveryId(new SourceName("shop"), new EnvironmentName("test"), new AppName("web"));
    private static final ObjectRef FREE = new ObjectRef("", "ConfigMap", "shop", "free");
    private static final ObjectRef ANOTHERS = new ObjectRef("", "ConfigMap", "shop", "anothers");

    @Test
    void an_object_that_comes_over_was_never_ours_and_no_other_is_looked_at() throws Exception {
        Baselines baselines = Baselines.inMemory();
        baselines.put(World.ONE, FREE, new ManagedEntry("{}"));
        baselines.put(World.ONE, ANOTHERS, new ManagedEntry("{}"));
        try (Api api = Api.open(World.ONE, Config.empty(), ApiLimits.DEFAULT, RequestListener.SILENT)) {
            Site site = new Site(
                    api,
                    new Discovery(api, Clock.systemUTC()),
                    new OneObject(),
                    new NoProof(),
                    baselines,
                    new Claims(id -> {}),
                    "mizzen",
                    Clock.systemUTC());

            Owned owned = new Ownership(WEB, Environment.Prune.DEFAULT, false, Approvals.NONE)
                    .of(site, new Desired(List.of(desired(FREE), desired(ANOTHERS)), true), new Observed(Map.of()));

            assertThat(owned.baselines()).containsOnlyKeys(FREE);
        }
    }

    private static DesiredObject desired(ObjectRef ref) throws Exception {
        Manifest manifest = Manifest.of((ObjectNode) JsonMapper.shared()
                .readTree("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + ref.name()
                        + "\"}}"));
        return new DesiredObject(ref, manifest, Digest.of("body"), "c", 1);
    }

    /** A cluster with a hundred thousand marked objects, to go through all of which takes too long. */
    private static final class OneObject implements Watched {
        @Override
        public Optional<ObservedObject> find(ObjectRef ref) {
            return ref.equals(ANOTHERS)
                    ? Optional.of(new ObservedObject(
                            ref,
                            "u",
                            "1",
                            Optional.of("another"),
                            Optional.of(new Observed.Mark(ref.toString(), Digest.of("body"))),
                            false,
                            false,
                            Observed.Leaving.DELETED,
                            Optional.empty(),
                            Health.HEALTHY,
                            false,
                            List.of()))
                    : Optional.empty();
        }

        @Override
        public Collection<ObservedObject> marked() {
            throw new AssertionError("all objects of the cluster are gone through for one");
        }

        @Override
        public void ensure(Set<Resource> kinds) {}

        @Override
        public boolean mayBeLabelled(Resource kind, ObjectRef ref) {
            return true;
        }

        @Override
        public Observed of(ApplySetId id) {
            return new Observed(Map.of());
        }

        @Override
        public Flight flight(ObjectRef ref) {
            throw new AssertionError("nothing is written");
        }
    }

    private static final class NoProof implements DriftProof {
        @Override
        public DriftProof by(dev.mizzen.reconcile.apply.Api api) {
            return this;
        }

        @Override
        public Verdict prove(Order order, Resource kind, DesiredObject desired, Body body) {
            throw new AssertionError("nothing is proved");
        }

        @Override
        public Removal removeAdditions(Order order, Resource kind, DesiredObject desired, ManagedEntry ours) {
            throw new AssertionError("nothing is removed");
        }

        @Override
        public void added(Order order, ObjectRef ref, List<Addition> additions) {
            throw new AssertionError("nothing is told");
        }

        @Override
        public void wrote(ObjectRef ref) {
            throw new AssertionError("nothing is written");
        }
    }
}
