package dev.mizzen.daemon.resolved;

import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.place.Unit;
import dev.mizzen.reconcile.render.Copies;
import dev.mizzen.reconcile.render.ReleaseFacts.ValueKey;
import dev.mizzen.reconcile.render.Rendered;
import dev.mizzen.reconcile.run.Resolution.OnCluster;
import dev.mizzen.reconcile.run.Resolution.Result;
import dev.mizzen.reconcile.spec.Application.Component;
import dev.mizzen.reconcile.spec.Chart;
import dev.mizzen.reconcile.spec.Chart.Layer.FromObject;
import dev.mizzen.reconcile.spec.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what of a cluster's inputs stays with the daemon: Secrets, and whatever repeats a value that was decrypted.
 *
 * @param masked a text as it may leave the daemon
 */
record Withheld(OnCluster cluster, UnaryOperator<String> masked) {
    private static final String SECRET = "Secret";

    boolean isSecret(ValueKey key, String text) {
        return key.kind().equals(SECRET) || isSecret(text);
    }

    boolean isSecret(List<ObjectNode> copied) {
        return copied.stream().anyMatch(this::isSecret);
    }

    private boolean isSecret(ObjectNode object) {
        return object.path("kind").asString("").equals(SECRET) || isSecret(object.toString());
    }

    private boolean isSecret(String text) {
        return !masked.apply(text).equals(text);
    }

    /** Whether a digest of what the unit is made of, or of what it is, would let someone try guesses. */
    boolean mustHideDigests(Result result) {
        Component component = result.rendered().unit().component();
        boolean asked = Stream.concat(
                        component.properties().stream(),
                        component.traits().stream().flatMap(trait -> trait.properties().stream()))
                .anyMatch(properties -> isSecret(Values.toJson(properties).toString()));
        return asked || isHome(result) || makesSecrets(result);
    }

    private boolean makesSecrets(Result result) {
        return result.rendered() instanceof Rendered.Ready ready
                && ready.objects().stream()
                        .anyMatch(object -> isSecret(object.manifest().json()));
    }

    /** The digest of a copy that stays where its original is counts everything that is copied to the cluster. */
    private boolean isHome(Result result) {
        return Reference.isCopied(result.rendered().unit().component().type())
                && cluster.facts().copies().found().values().stream().anyMatch(this::isSecret);
    }

    /** What whoever gets the file cannot render the unit with. */
    List<Lack> of(Result result) throws Rejected {
        List<Lack> lacks = new ArrayList<>();
        Unit unit = result.rendered().unit();
        values(unit, lacks);
        copies(unit, lacks);
        if (result.draws()) {
            lacks.add(new Lack(
                    Lack.Kind.SEED, "the delivery's seed, from which random values are drawn", mark("the seed")));
        }
        if (result.rendered() instanceof Rendered.Ready ready
                && !ready.look().fields().isEmpty()) {
            lacks.add(new Lack(Lack.Kind.LIVE, "what its live objects say", Optional.empty()));
        }
        return lacks;
    }

    private void values(Unit unit, List<Lack> lacks) throws Rejected {
        Map<ValueKey, String> values =
                cluster.facts().release().map(release -> release.values()).orElse(Map.of());
        Optional<Chart> chart = Chart.of(unit.component());
        for (Chart.Layer layer : chart.map(Chart::layers).orElse(List.of())) {
            if (layer instanceof FromObject from) {
                ValueKey key = new ValueKey(from.kind(), unit.namespace(), from.name(), from.key());
                String text = values.get(key);
                if (text != null && isSecret(key, text)) {
                    String what = "the key \"" + key.key() + "\" of the " + key.kind() + " " + key.namespace() + "/"
                            + key.name();
                    lacks.add(new Lack(Lack.Kind.VALUE, what, mark(text)));
                }
            }
        }
    }

    /** The objects of a copied component have one digest, also where only some of them are secret. */
    private void copies(Unit unit, List<Lack> lacks) throws Rejected {
        for (Reference reference : Reference.of(unit.component())) {
            List<ObjectNode> copied =
                    cluster.facts().copies().found().get(new Copies.Asked(reference, unit.namespace()));
            if (copied != null && isSecret(copied)) {
                lacks.add(new Lack(Lack.Kind.COPY, "what it copies: the " + reference.what(), mark(copied.toString())));
            }
        }
    }

    private Optional<String> mark(String secret) {
        return Optional.of(cluster.birth().mark(secret).hex());
    }
}
