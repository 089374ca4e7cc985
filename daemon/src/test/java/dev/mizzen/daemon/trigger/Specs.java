package dev.mizzen.daemon.trigger;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.spec.Application;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.Environment;
import dev.mizzen.reconcile.spec.SourceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What commits say, for tests of the trigger. */
final class Specs {
    static final SourceName SHOP = new SourceName("shop");

    private Specs() {}

    static Revision revision(int number) {
        return new Revision("%040d".formatted(number));
    }

    static DeliveryId id(String app) {
        return DeliveryId.parse("shop/staging/" + app);
    }

    /** A delivery of {@code app} whose only file has the object id {@code blob}. */
    static DeliverySpec.Deliver deliver(Revision head, String app, String blob, String definitions) {
        Map<String, String> ids = definitions.isEmpty() ? Map.of() : Map.of("definitions", definitions);
        Application application = new Application(
                id(app).app(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                new Position("apps/" + app, 1, 1));
        return new DeliverySpec.Deliver(
                id(app),
                head,
                new FakeSnapshot(SHOP, head, ids),
                application,
                Environment.IMPLICIT,
                Map.of("apps/" + app, blob),
                List.of());
    }

    static SourceSpec source(Revision head, DeliverySpec... deliveries) {
        return new SourceSpec(head, List.of(), List.of(deliveries), List.of());
    }

    static SourceSpec unreadable(Revision head, DeliverySpec... deliveries) {
        return new SourceSpec(
                head,
                List.of(),
                List.of(deliveries),
                Stream.of(Problem.of("unreadable")).toList());
    }
}
