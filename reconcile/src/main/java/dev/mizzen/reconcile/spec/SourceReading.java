package dev.mizzen.reconcile.spec;

import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.reconcile.model.AppName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Waiting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One reading of a source; each base is read once for all its environments, and what is the same as before not at all. */
final class SourceReading {
    private final Snapshot head;
    private final Pins pins;
    private final Readings readings;
    private final ArtifactReads artifacts;
    private final PinGate gate;
    private final List<DeliverySpec> deliveries = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<BaseKey, Base> bases = new HashMap<>();

    private record BaseKey(Revision revision, AppName app) {}

    SourceReading(Snapshot head, Pins pins, Readings readings, ArtifactReads artifacts, PinGate gate) {
        this.head = head;
        this.pins = pins;
        this.readings = readings;
        this.artifacts = artifacts;
        this.gate = gate;
    }

    SourceSpec read() throws Waiting {
        List<Environment> environments;
        if (new Tree(head).isDirectory(Environments.ENVIRONMENTS)) {
            Environments read = Environments.read(head);
            problems.addAll(read.problems());
            for (Environments.Place place : read.places()) {
                declared(place);
            }
            environments = read.valid();
        } else {
            implicit();
            environments = List.of(Environment.IMPLICIT);
        }
        return new SourceSpec(
                head.revision(),
                environments,
                deliveries.stream()
                        .sorted(Comparator.comparing(DeliverySpec::id))
                        .toList(),
                Problems.sorted(problems));
    }

    private void declared(Environments.Place place) throws Waiting {
        for (Entry.File file : place.overlays()) {
            Optional<AppName> app = appName(file.name().substring(0, file.name().lastIndexOf('.')), file.path());
            if (app.isPresent()) {
                deliveries.add(declared(place, app.get(), file));
            }
        }
    }

    private DeliverySpec declared(Environments.Place place, AppName app, Entry.File file) throws Waiting {
        DeliveryId id = new DeliveryId(head.source(), place.name(), app);
        Optional<DeliverySpec.Deliver> same =
                place.problems().isEmpty() ? readings.same(id, true, head, pins) : Optional.empty();
        if (same.isPresent()) {
            return same.get();
        }
        Tree tree = new Tree(head);
        Overlay overlay = Overlay.read(tree, file, app);
        return delivery(place, id, overlay, tree.reads());
    }

    private DeliverySpec delivery(Environments.Place place, DeliveryId id, Overlay overlay, Map<String, String> reads)
            throws Waiting {
        List<Problem> found = new ArrayList<>(place.problems());
        found.addAll(overlay.problems());
        boolean promoted = place.environment().flatMap(Environment::promotion).isPresent();
        Optional<PinGate.Answer.Instead> instead =
                found.isEmpty() ? instead(place.environment().orElseThrow(), id, overlay) : Optional.empty();
        Optional<HeldPin> held = instead.map(PinGate.Answer.Instead::held);
        boolean before = instead.flatMap(PinGate.Answer.Instead::pin).isPresent();
        if (found.isEmpty() && promoted && overlay.pin().isEmpty() && !before) {
            gate.follow(id, Optional.empty());
            return new DeliverySpec.AwaitingPromotion(id, head.revision());
        }
        if (instead.isPresent() && instead.get().pin().isEmpty()) {
            return new DeliverySpec.AwaitingPromotion(id, head.revision(), held);
        }
        Optional<Revision> pin = instead.isPresent() ? instead.get().pin() : overlay.pin();
        Optional<Snapshot> snapshot = base(overlay, pin, found);
        Optional<Base> base = snapshot.map(at ->
                bases.computeIfAbsent(new BaseKey(at.revision(), id.app()), key -> BaseReader.read(at, id.app())));
        base.ifPresent(read -> read.problems().stream()
                .map(problem -> problem.position().isPresent() ? problem : overlay.place(problem))
                .forEach(found::add));
        if (!found.isEmpty() || base.isEmpty()) {
            return new DeliverySpec.Broken(id, head.revision(), Problems.sorted(found));
        }
        Map<String, String> all = new TreeMap<>(reads);
        all.putAll(place.reads());
        all.putAll(base.get().reads());
        Value.Mapping merged = OverlayMerge.merge(
                base.get().application().orElseThrow(), overlay.content().orElseThrow(), found);
        DeliverySpec spec = finish(
                id,
                snapshot.orElseThrow(),
                merged,
                place.environment().orElseThrow(),
                all,
                overlay.changes(),
                held,
                found);
        if (spec instanceof DeliverySpec.Deliver deliver) {
            gate.follow(id, pin);
            if (held.isEmpty()) {
                readings.remember(deliver, pin); // what is held is looked at anew each time
            }
        }
        return spec;
    }

    private Optional<PinGate.Answer.Instead> instead(Environment environment, DeliveryId id, Overlay overlay) {
        String path = overlay.start().file();
        return switch (gate.of(new PinGate.Asked(id, environment, head, path, overlay.pin(), overlay.left()))) {
            case PinGate.Answer.Open open -> Optional.empty();
            case PinGate.Answer.Instead other -> Optional.of(other);
        };
    }

    /** The commit at which the base is read: the pinned one, or the head; empty where the pin cannot be followed. */
    private Optional<Snapshot> base(Overlay overlay, Optional<Revision> pin, List<Problem> found) throws Waiting {
        if (!overlay.problems().isEmpty() && overlay.pinIsBroken()) {
            return Optional.empty();
        }
        if (pin.isEmpty()) {
            return Optional.of(head);
        }
        try {
            return Optional.of(pins.at(pin.get()));
        } catch (Rejected e) {
            e.problems().forEach(problem -> found.add(overlay.atPin(problem)));
            return Optional.empty();
        }
    }

    private DeliverySpec finish(
            DeliveryId id,
            Snapshot base,
            Value.Mapping application,
            Environment environment,
            Map<String, String> reads,
            Changes changes,
            Optional<HeldPin> held,
            List<Problem> found) {
        try {
            Problems.reject(found);
            KnownProperties.check(
                    application, environment.placement().position().isPresent(), found);
            Application read = ApplicationReader.read(application, found);
            Map<String, String> all = new TreeMap<>(artifacts.of(read, base));
            ChartReads.add(base, read, all);
            all.putAll(reads);
            return new DeliverySpec.Deliver(
                    id, head.revision(), base, read, environment, Map.copyOf(all), changes, List.of(), held);
        } catch (Rejected e) {
            return new DeliverySpec.Broken(id, head.revision(), e.problems());
        }
    }

    private void implicit() throws Waiting {
        PlainRepository plain = PlainRepository.read(head);
        for (Map.Entry<AppName, Supplier<Base>> app : plain.bases().entrySet()) {
            DeliveryId id = new DeliveryId(head.source(), Environment.IMPLICIT.name(), app.getKey());
            Optional<DeliverySpec.Deliver> same = readings.same(id, false, head, pins);
            deliveries.add(
                    same.isPresent() ? same.get() : implicit(id, app.getValue().get()));
        }
        problems.addAll(plain.problems());
    }

    private DeliverySpec implicit(DeliveryId id, Base base) {
        if (base.application().isEmpty()) {
            return new DeliverySpec.Broken(id, head.revision(), Problems.sorted(base.problems()));
        }
        DeliverySpec spec = finish(
                id,
                head,
                base.application().get(),
                Environment.IMPLICIT,
                base.reads(),
                Changes.NONE,
                Optional.empty(),
                new ArrayList<>());
        if (spec instanceof DeliverySpec.Deliver deliver) {
            readings.remember(deliver, Optional.empty());
        }
        return spec;
    }

    private Optional<AppName> appName(String name, String path) {
        if (AppName.isAppName(name)) {
            return Optional.of(new AppName(name));
        }
        problems.add(Problem.at(
                Tree.start(path),
                "\"" + name
                        + "\" is no name of an application: expected at most 63 lower-case letters, digits and \"-\""));
        return Optional.empty();
    }
}
