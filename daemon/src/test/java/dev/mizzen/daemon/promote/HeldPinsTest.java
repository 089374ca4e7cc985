package dev.mizzen.daemon.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.store.Store;
import dev.mizzen.gitsource.mirror.Mirror;
import dev.mizzen.gitsource.mirror.Remote;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.ArtifactReads;
import dev.mizzen.reconcile.spec.DeliverySpec;
import dev.mizzen.reconcile.spec.PinGate;
import dev.mizzen.reconcile.spec.SpecReader;
import dev.mizzen.testkit.git.BareRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldPinsTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final String REASON = "outside the windows of prod";

    @TempDir
    private Path folder;

    private final List<Instant> woken = new ArrayList<>();
    private Optional<Closures.Closure> closed = Optional.empty();
    private BareRepository repository;
    private Mirror mirror;
    private Store store;

    @BeforeEach
    void open() throws Exception {
        repository = BareRepository.at(folder.resolve("shop.git"), Clock.systemUTC());
        mirror = Mirror.open(
                SHOP,
                Remote.of(repository.directory().toUri().toString(), "main"),
                folder.resolve("mirror"),
                Clock.systemUTC());
        store = Store.open("jdbc:h2:mem:" + folder.getFileName(), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        mirror.close();
        repository.close();
    }

    @Test
    void aNewPinWaitsAndTheOneBeforeIsFollowedUntilItIsOpenAgain() throws Exception {
        String first = base(1);
        pin(first, "");
        assertThat(read(store)).isEqualTo("at " + first);
        String second = base(2);
        pin(second, "");
        close(Instant.now());
        assertThat(read(store)).isEqualTo("at " + first + " for " + second);
        assertThat(woken).hasSize(1);
        assertThat(read(store)).as("as long as it is closed").isEqualTo("at " + first + " for " + second);
        closed = Optional.empty();
        assertThat(read(store)).isEqualTo("at " + second);
    }

    @Test
    void aRollbackIsNeverHeld() throws Exception {
        String first = base(1);
        String second = base(2);
        pin(second, "");
        read(store);
        close(Instant.now());
        pin(first, second);
        assertThat(read(store)).isEqualTo("at " + first);
    }

    @Test
    void withALostStoreHistoryTellsThePinBefore() throws Exception {
        String first = base(1);
        pin(first, "");
        Thread.sleep(1_100); // commits have whole seconds
        Instant between = Instant.now();
        Thread.sleep(1_100);
        String second = base(2);
        pin(second, "");
        close(between);
        assertThat(read(store)).isEqualTo("at " + first + " for " + second);
    }

    @Test
    void whatWasThereBeforeItWasClosedIsDeliveredWithALostStoreToo() throws Exception {
        String first = base(1);
        pin(first, "");
        close(Instant.now().plus(Duration.ofSeconds(2)));
        assertThat(read(store)).isEqualTo("at " + first);
    }

    @Test
    void aFirstPinWaitsAndNothingIsTakenAway() throws Exception {
        String first = base(1);
        close(Instant.now().minus(Duration.ofHours(1)));
        pin(first, "");
        assertThat(read(store)).isEqualTo("nothing for " + first);
    }

    private void close(Instant since) {
        closed = Optional.of(
                new Closures.Closure(Optional.of(since), Instant.now().plus(Duration.ofHours(1)), REASON));
    }

    private String base(int version) throws Exception {
        return repository.commit(
                "main", "base " + version, Map.of("apps/web/application.yaml", """
                        apiVersion: core.oam.dev/v1beta1
                        kind: Application
                        metadata: { name: web }
                        spec:
                          components:
                            - { name: web, type: webservice, properties: { image: "web:%d" } }
                        """.formatted(version)));
    }

    private void pin(String commit, String rejected) throws Exception {
        repository.commit(
                "main",
                "pin",
                Map.of(
                        "environments/prod/environment.yaml",
                        "{ apiVersion: mizzen.dev/v1alpha1, kind: Environment, metadata: { name: prod } }",
                        "environments/prod/web.yaml",
                        """
                        apiVersion: core.oam.dev/v1beta1
                        kind: Application
                        metadata:
                          name: web
                          annotations: { mizzen.dev/revision: "%s", mizzen.dev/rejected-revisions: "%s" }
                        """.formatted(commit, rejected)));
    }

    private String read(Store remembered) throws Exception {
        HeldPins pins = new HeldPins(
                remembered.followed(),
                (source, environment, now) -> closed,
                source -> {},
                (at, task) -> woken.add(at),
                Clock.systemUTC());
        PinGate gate = pins.gate(mirror);
        DeliverySpec spec = new SpecReader(ArtifactReads.NONE, gate)
                .read(mirror.update(), revision -> {
                    try {
                        return mirror.at(revision);
                    } catch (dev.mizzen.gitsource.mirror.SourceRejected e) {
                        throw new Rejected(dev.mizzen.reconcile.model.Problem.of(String.valueOf(e.getMessage())));
                    }
                })
                .deliveries()
                .getFirst();
        return switch (spec) {
            case DeliverySpec.Deliver deliver ->
                "at " + deliver.base().revision()
                        + deliver.held()
                                .flatMap(held -> held.wanted())
                                .map(Revision::id)
                                .map(id -> " for " + id)
                                .orElse("");
            case DeliverySpec.AwaitingPromotion awaiting ->
                "nothing"
                        + awaiting.held()
                                .flatMap(held -> held.wanted())
                                .map(id -> " for " + id)
                                .orElse("");
            case DeliverySpec.Broken broken -> "broken " + broken.problems();
        };
    }
}
