package dev.mizzen.daemon.cli;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.apply.Api;
import dev.mizzen.reconcile.apply.ApiException;
import dev.mizzen.reconcile.apply.ApiLimits;
import dev.mizzen.reconcile.apply.Bodies;
import dev.mizzen.reconcile.apply.ClusterAccess;
import dev.mizzen.reconcile.apply.Discovery;
import dev.mizzen.reconcile.apply.Failure.Forbidden;
import dev.mizzen.reconcile.apply.Inventory;
import dev.mizzen.reconcile.apply.Preview;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.ApplySetId;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.ObjectRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The cluster of a kubeconfig, asked what a delivery would change there. Writes nothing. */
final class LiveCluster implements AutoCloseable {
    private static final ClusterName NAME = new ClusterName("cluster");

    private final Api api;
    private final String manager;
    private final Discovery discovery;
    private final ClusterFacts facts;
    private final Optional<Inventory> inventory;

    private LiveCluster(Api api, String manager) throws ApiException {
        this.api = api;
        this.manager = manager;
        this.discovery = new Discovery(api, Clock.systemUTC());
        this.facts = ClusterFacts.of(api.document("/version", "application/json"));
        this.inventory = inventory(api, manager);
    }

    /** Fails with {@link Exit#UNREACHABLE} if nobody answers there. */
    static LiveCluster open(Path kubeconfig, Optional<String> context, String manager) {
        Api api;
        try {
            var config = new ClusterAccess.Kubeconfig(kubeconfig, context).config(ApiLimits.DEFAULT);
            api = Api.open(NAME, config, ApiLimits.DEFAULT, (cluster, verb, kind, status, took) -> {});
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()));
        }
        try {
            return new LiveCluster(api, manager);
        } catch (ApiException e) {
            api.close();
            throw unreachable(e);
        }
    }

    /** Who may not read inventories can still see the difference, but for what would be pruned. */
    private static Optional<Inventory> inventory(Api api, String manager) throws ApiException {
        try {
            return Optional.of(Inventory.load(api, manager));
        } catch (ApiException e) {
            if (e.failure() instanceof Forbidden) {
                return Optional.empty();
            }
            throw e;
        }
    }

    ClusterFacts facts() {
        return facts;
    }

    /** What would change, and whose it is on the cluster. */
    record Changes(DeliveryId delivery, List<Preview.Change> all) {}

    /**
     * What delivering would change.
     *
     * @param cluster which of the delivery's clusters this is
     * @param source the daemon's name of the directory's source
     * @throws Rejected if the delivery cannot be rendered, or the kind of an object is not served
     */
    Changes changes(Workbench bench, Deliver delivery, Optional<String> cluster, Optional<String> source)
            throws Rejected {
        List<Rendered> units = here(bench.render(delivery), cluster);
        DeliveryId id = source.map(name -> named(delivery, name)).orElseGet(() -> onCluster(delivery.id()));
        List<Bodies.Source> bodies = new ArrayList<>();
        boolean complete = true;
        for (Rendered unit : units) {
            switch (unit) {
                case Rendered.Ready ready -> {
                    complete &= ready.look().late().isEmpty();
                    ready.objects()
                            .forEach(object -> bodies.add(new Bodies.Source(
                                    ready.unit().component().name(),
                                    ready.unit().namespace(),
                                    object.manifest(),
                                    object.stage())));
                }
                case Rendered.Late late -> complete = false;
            }
        }
        try {
            Desired desired = Bodies.desired(
                    ApplySetId.of(id),
                    bodies,
                    discovery,
                    complete,
                    delivery.environment().drift().ignore(),
                    ObjectRules.of(delivery.application()));
            Set<Discovery.GroupKind> kinds = inventory.map(i -> i.kinds(id)).orElse(Set.of());
            return new Changes(
                    id,
                    new Preview(api, discovery, manager)
                            .of(
                                    ApplySetId.of(id),
                                    desired,
                                    kinds,
                                    delivery.environment().prune()));
        } catch (Waiting e) {
            throw new Rejected(Problem.of(delivery.id() + ": " + e.getMessage()));
        } catch (ApiException e) {
            throw unreachable(e);
        }
    }

    private static List<Rendered> here(List<Rendered> units, Optional<String> cluster) {
        Set<String> names = units.stream()
                .map(unit -> unit.unit().cluster().value())
                .collect(Collectors.toCollection(TreeSet::new));
        if (cluster.isEmpty() && names.size() > 1) {
            throw new Failure(
                    Exit.USAGE, "say with --cluster which of the clusters this is: " + String.join(", ", names));
        }
        if (cluster.isPresent() && !names.contains(cluster.get())) {
            throw new Failure(
                    Exit.USAGE,
                    "the environment has no cluster " + cluster.get() + "; there are: " + String.join(", ", names));
        }
        return units.stream()
                .filter(unit ->
                        cluster.isEmpty() || unit.unit().cluster().value().equals(cluster.get()))
                .toList();
    }

    private static DeliveryId named(Deliver delivery, String source) {
        try {
            return new DeliveryId(
                    new SourceName(source),
                    delivery.id().environment(),
                    delivery.id().app());
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, "--source: " + e.getMessage());
        }
    }

    /** The one delivery of this application and environment that has an inventory here, whatever its source is called. */
    private DeliveryId onCluster(DeliveryId id) {
        List<DeliveryId> alike = inventory.map(Inventory::deliveries).orElse(Set.of()).stream()
                .filter(known ->
                        known.app().equals(id.app()) && known.environment().equals(id.environment()))
                .toList();
        return alike.size() == 1 ? alike.getFirst() : id;
    }

    private static Failure unreachable(ApiException e) {
        return new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        api.close();
    }
}
