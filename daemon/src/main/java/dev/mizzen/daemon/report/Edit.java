package dev.mizzen.daemon.report;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.model.Health;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.observe.Drift;
import dev.mizzen.reconcile.run.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One change of a delivery's state, part by part. Each call answers a new one. */
record Edit(DeliveryState state) {
    Edit sync(Sync sync, String message, Instant now) {
        Instant since = sync == state.sync() ? state.since() : now;
        return with(sync, message, state.problems(), state.warnings(), state.applied(), since, state.drifts());
    }

    Edit head(Revision head, Instant pushed) {
        return new Edit(new DeliveryState(
                state.id(),
                state.sync(),
                state.message(),
                state.problems(),
                state.warnings(),
                Optional.of(head),
                state.head().filter(head::equals).isPresent() ? state.pushed() : Optional.of(pushed),
                state.applied(),
                state.since(),
                state.objects(),
                state.drifts()));
    }

    Edit outcome(Revision head, Outcome outcome, Instant now) {
        if (state.head().filter(head::equals).isEmpty() && state.head().isPresent()) {
            return outcome instanceof Outcome.Synced synced ? objects(synced.objects()) : partly(outcome.objects());
        }
        return switch (outcome) {
            case Outcome.Synced synced -> synced(head, synced, now).objects(synced.objects());
            case Outcome.Rejected rejected ->
                verdict(
                                Sync.REJECTED,
                                rejected.problems().getFirst().toString(),
                                rejected.problems(),
                                state.warnings(),
                                state.applied(),
                                now)
                        .partly(rejected.objects());
            case Outcome.Waiting waiting ->
                kept(waiting.unreachable().isEmpty() ? Sync.WAITING : Sync.UNREACHABLE, waiting.message(), now)
                        .partly(waiting.objects());
            case Outcome.Held held -> kept(Sync.HELD, held.message(), now);
            case Outcome.AwaitingPromotion awaiting ->
                kept(
                        awaiting.withheld().isPresent() ? Sync.AWAITING_WINDOW : Sync.AWAITING_PROMOTION,
                        awaiting.withheld().orElse("nothing was promoted to this environment yet"),
                        now);
            case Outcome.Failed failed -> kept(Sync.FAILED, failed.message(), now);
            case Outcome.Retired retired -> this;
        };
    }

    /** While a pin is withheld the clusters hold the commit before. */
    private Edit synced(Revision head, Outcome.Synced synced, Instant now) {
        Optional<String> withheld = synced.withheld();
        return verdict(
                withheld.isPresent() ? Sync.AWAITING_WINDOW : Sync.SYNCED,
                withheld.orElse(""),
                List.of(),
                synced.warnings(),
                withheld.isPresent() ? state.applied() : Optional.of(head),
                now);
    }

    private Edit kept(Sync sync, String message, Instant now) {
        return verdict(sync, message, List.of(), state.warnings(), state.applied(), now);
    }

    private Edit verdict(
            Sync sync,
            String message,
            List<Problem> problems,
            List<Problem> warnings,
            Optional<Revision> applied,
            Instant now) {
        Instant since = sync == state.sync() ? state.since() : now;
        return with(sync, message, problems, warnings, applied, since, state.drifts());
    }

    /** Takes the wanted objects; how those fare that were known stays, the others are not seen yet. */
    private Edit objects(Map<ClusterName, List<ObjectRef>> wanted) {
        Map<ClusterName, Map<ObjectRef, Health>> objects = new TreeMap<>();
        Health unseen = new Health(Health.State.PROGRESSING, "not seen yet");
        wanted.forEach((cluster, refs) -> {
            Map<ObjectRef, Health> known = state.objects().getOrDefault(cluster, Map.of());
            objects.put(
                    cluster,
                    refs.stream()
                            .collect(Collectors.toMap(
                                    ref -> ref,
                                    ref -> known.getOrDefault(ref, unseen),
                                    Health::worse,
                                    LinkedHashMap::new)));
        });
        return withObjects(objects);
    }

    /** As {@link #objects}, of these clusters only. */
    private Edit partly(Map<ClusterName, List<ObjectRef>> wanted) {
        if (wanted.isEmpty()) {
            return this;
        }
        Map<ClusterName, Map<ObjectRef, Health>> all = new TreeMap<>(state.objects());
        all.putAll(objects(wanted).state().objects());
        return withObjects(all);
    }

    /** Of what is no longer among the objects, a look that began before that is not taken. */
    Edit health(ClusterName cluster, Map<ObjectRef, Health> now) {
        Map<ClusterName, Map<ObjectRef, Health>> objects = new TreeMap<>(state.objects());
        objects.computeIfPresent(
                cluster,
                (name, known) -> known.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, object -> now.getOrDefault(object.getKey(), object.getValue()))));
        return withObjects(objects);
    }

    /** A drift that was known goes on: the first time that it was seen stays. */
    Edit drifted(Drift drift, Optional<String> fight, Optional<Instant> ended) {
        Optional<DriftSeen> known = state.present().stream()
                .filter(seen -> isAbout(seen, drift.cluster(), Optional.of(drift.ref()))
                        && seen.drift().kind() == drift.kind())
                .findFirst();
        Drift first = known.map(seen -> drift.since(seen.drift().seen())).orElse(drift);
        List<DriftSeen> others = state.drifts().stream()
                .filter(seen -> !known.filter(seen::equals).isPresent())
                .toList();
        return withDrifts(StatusBoard.joined(new DriftSeen(first, fight, ended), others));
    }

    /** Ends what drifted of {@code ref}, or of the whole cluster where none is named. */
    Edit settled(ClusterName cluster, Optional<ObjectRef> ref, Instant now) {
        return withDrifts(state.drifts().stream()
                .map(seen -> seen.ended().isEmpty() && isAbout(seen, cluster, ref)
                        ? new DriftSeen(seen.drift(), seen.fight(), Optional.of(now))
                        : seen)
                .toList());
    }

    private static boolean isAbout(DriftSeen seen, ClusterName cluster, Optional<ObjectRef> ref) {
        return seen.drift().cluster().equals(cluster)
                && ref.map(seen.drift().ref()::equals).orElse(true);
    }

    private Edit withDrifts(List<DriftSeen> drifts) {
        return with(
                state.sync(),
                state.message(),
                state.problems(),
                state.warnings(),
                state.applied(),
                state.since(),
                drifts);
    }

    private Edit withObjects(Map<ClusterName, Map<ObjectRef, Health>> objects) {
        return new Edit(new DeliveryState(
                state.id(),
                state.sync(),
                state.message(),
                state.problems(),
                state.warnings(),
                state.head(),
                state.pushed(),
                state.applied(),
                state.since(),
                objects,
                state.drifts()));
    }

    private Edit with(
            Sync sync,
            String message,
            List<Problem> problems,
            List<Problem> warnings,
            Optional<Revision> applied,
            Instant since,
            List<DriftSeen> drifts) {
        return new Edit(new DeliveryState(
                state.id(),
                sync,
                message,
                problems,
                warnings,
                state.head(),
                state.pushed(),
                applied,
                since,
                state.objects(),
                drifts));
    }
}
