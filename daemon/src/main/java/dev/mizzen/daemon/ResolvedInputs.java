package dev.mizzen.daemon;

import dev.mizzen.daemon.resolved.ResolvedText;
import dev.mizzen.daemon.trigger.Want;
import dev.mizzen.daemon.trigger.Wants;
import dev.mizzen.daemon.web.ResolvedAnswer;
import dev.mizzen.gitsource.snapshot.SnapshotUnreadable;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.run.Resolving;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Tells what deliveries are rendered with.
 *
 * @param masked a text as it may leave the daemon
 */
record ResolvedInputs(Wants wants, Resolving resolving, UnaryOperator<String> masked)
        implements Function<DeliveryId, ResolvedAnswer> {
    private static final int OK = 200;
    private static final int UNKNOWN = 404;
    private static final int NOT_NOW = 409;

    @Override
    public ResolvedAnswer apply(DeliveryId id) {
        Optional<Want> want = wants.of(id);
        if (want.isEmpty()) {
            return new ResolvedAnswer(UNKNOWN, "no such delivery\n");
        }
        return switch (want.get()) {
            case Want.Gone gone -> notNow("the delivery left Git");
            case Want.Spec spec -> of(spec.spec());
        };
    }

    private ResolvedAnswer of(DeliverySpec spec) {
        return switch (spec) {
            case DeliverySpec.Broken broken ->
                notNow(broken.problems().getFirst().toString());
            case DeliverySpec.AwaitingPromotion awaiting -> notNow("the delivery waits for a promotion");
            case Deliver deliver -> of(deliver);
        };
    }

    private ResolvedAnswer of(Deliver spec) {
        try {
            String text = new ResolvedText(masked).of(resolving.of(spec));
            return text.getBytes(StandardCharsets.UTF_8).length > YamlReader.FILE_BYTES
                    ? notNow("it would have more than " + YamlReader.FILE_BYTES + " bytes")
                    : new ResolvedAnswer(OK, text);
        } catch (Rejected e) {
            return notNow(e.problems().getFirst().toString());
        } catch (Waiting | SnapshotUnreadable e) {
            return notNow(String.valueOf(e.getMessage()));
        }
    }

    private ResolvedAnswer notNow(String why) {
        return new ResolvedAnswer(NOT_NOW, masked.apply(why) + "\n");
    }
}
