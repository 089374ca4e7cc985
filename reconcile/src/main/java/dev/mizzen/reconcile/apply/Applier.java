package dev.mizzen.reconcile.apply;

import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.plan.Desired;
import dev.mizzen.reconcile.plan.Desired.DesiredObject;
import dev.mizzen.reconcile.plan.Observed;
import dev.mizzen.reconcile.plan.Observed.Addition;
import dev.mizzen.reconcile.plan.Observed.ObservedObject;
import dev.mizzen.reconcile.plan.Plan.Action;
import dev.mizzen.reconcile.plan.Wave;
import dev.mizzen.reconcile.spec.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Carries out a plan on one cluster, wave by wave, the objects of a wave side by side. What fails does not stop its
 * neighbours; deletions happen only if all writes succeeded.
 */
public final class Applier {
    private final Site site;
    private final Order order;
    private final Writer writer;
    private final Deleter deleter;
    private final Definitions definitions;

    public Applier(Site site, Order order, Inventory inventory) {
        this.site = site;
        this.order = order;
        this.writer =
                new Writer(site, order, inventory, new Namespaces(site.api(), site.manager(), order.namespaces()));
        this.deleter = new Deleter(site, order);
        this.definitions = new Definitions(site);
    }

    /** An action that writes, and what it writes. */
    private record Write(Action action, DesiredObject object) {
        static Optional<Write> of(Action action) {
            return switch (action) {
                case Action.Create create -> Optional.of(new Write(create, create.desired()));
                case Action.Update update -> Optional.of(new Write(update, update.desired()));
                case Action.Prune ignored -> Optional.empty();
                case Action.Keep ignored -> Optional.empty();
            };
        }
    }

    /** Does the plan's writes. */
    public Applied write(List<Action> actions) {
        SortedMap<Integer, List<Write>> waves = actions.stream()
                .flatMap(action -> Write.of(action).stream())
                .collect(Collectors.groupingBy(write -> write.object().wave(), TreeMap::new, Collectors.toList()));
        Applied total = Applied.NOTHING;
        for (Map.Entry<Integer, List<Write>> wave : waves.entrySet()) {
            total = total.and(all(wave.getValue().stream()
                    .<Callable<Applied>>map(write -> inTurn(() -> writer.write(write.action(), write.object())))
                    .toList()));
            boolean ground = wave.getKey() == Wave.GROUND;
            if (ground && total.complete()) {
                total = total.and(ground(wave.getValue(), waves));
            }
            if (total.unreachable() || (ground && !total.complete())) {
                return total;
            }
        }
        return total;
    }

    /** New kinds must be served, and watched before the first of their objects is written. */
    private Applied ground(List<Write> ground, SortedMap<Integer, List<Write>> waves) {
        Applied served =
                definitions.awaitServed(ground.stream().map(Write::object).toList());
        if (!served.complete()) {
            return served;
        }
        Set<Discovery.GroupKind> kinds = waves.values().stream()
                .flatMap(List::stream)
                .map(write -> write.object().ref())
                .map(ref -> new Discovery.GroupKind(ref.group(), ref.kind()))
                .collect(Collectors.toSet());
        try {
            site.watch(kinds);
            return Applied.NOTHING;
        } catch (ApiException e) {
            return Applied.of("watching", e);
        } catch (Waiting e) {
            return Applied.of(e);
        }
    }

    /** Tells of what strangers added to the objects, each addition once. Makes no request. */
    public void tellAdditions(Desired desired) {
        if (order.additions() == Environment.Additions.IGNORE) {
            return;
        }
        Observed observed = site.watched().of(order.id());
        for (DesiredObject object : desired.objects()) {
            ObservedObject live = observed.objects().get(object.ref());
            List<Addition> additions = live == null ? List.of() : live.additionsTo(object);
            List<Addition> news = site.told().news(object.ref(), additions);
            if (!news.isEmpty()) {
                site.proof().added(order, object.ref(), news);
            }
        }
    }

    /** Deletes what ran to its end and is not looked at any more; that it ran is remembered. */
    public Applied clear(List<Action> actions) {
        return all(actions.stream()
                .filter(Action.Prune.class::isInstance)
                .map(Action.Prune.class::cast)
                .<Callable<Applied>>map(prune -> inTurn(() -> deleter.clear(prune)))
                .toList());
    }

    /** Does the plan's deletions, in the plan's order by wave. */
    public Applied prune(List<Action> actions) {
        TreeMap<Integer, List<Action.Prune>> waves = new TreeMap<>();
        for (Action action : actions) {
            if (action instanceof Action.Prune prune) {
                int wave = Wave.of(prune.ref().group(), prune.ref().kind());
                waves.computeIfAbsent(wave, w -> new ArrayList<>()).add(prune);
            }
        }
        Applied total = Applied.NOTHING;
        for (List<Action.Prune> wave : waves.descendingMap().values()) {
            total = total.and(all(wave.stream()
                    .<Callable<Applied>>map(prune -> inTurn(() -> deleter.delete(prune)))
                    .toList()));
            if (!total.complete()) {
                return total;
            }
        }
        return total;
    }

    private Callable<Applied> inTurn(Callable<Applied> step) {
        return () -> {
            Api.Turn turn;
            try {
                turn = site.api().turn(order.delivery());
            } catch (ApiException e) {
                return Applied.of(order.delivery().toString(), e);
            }
            try {
                return step.call();
            } finally {
                turn.close();
            }
        };
    }

    private Applied all(List<Callable<Applied>> steps) {
        if (steps.size() == 1) {
            return alone(steps.getFirst());
        }
        Applied total = Applied.NOTHING;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Applied> done : threads.invokeAll(steps)) {
                total = total.and(done.get());
            }
            return total;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return total.and(Applied.waits(new Obstacle.Busy(), "stopped while writing for " + order.delivery()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a write failed by a bug of ours", e.getCause());
        }
    }

    private static Applied alone(Callable<Applied> step) {
        try {
            return step.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a step throws no checked exception", e);
        }
    }
}
