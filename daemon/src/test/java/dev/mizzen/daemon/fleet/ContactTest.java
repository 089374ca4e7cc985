package dev.mizzen.daemon.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.apply.RequestListener;
import dev.mizzen.reconcile.model.ClusterName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContactTest {
    private static final ClusterName EU = new ClusterName("eu");
    private static final Instant THEN = Instant.parse("2026-11-30T10:00:00Z");

    private final Contact contact = new Contact(RequestListener.SILENT, Clock.fixed(THEN, ZoneOffset.UTC));

    private Contact.Seen answered(int status) {
        contact.answered(EU, "get", "discovery", status, Duration.ZERO);
        return contact.seen();
    }

    private Contact.Seen lost(String why) {
        contact.unanswered(EU, why);
        return answered(0);
    }

    @Test
    void beforeAnyAnswerItOpens() {
        assertThat(contact.seen().state()).isEqualTo(ClusterSeen.State.OPENING);
        assertThat(contact.seen().last()).isEmpty();
    }

    @Test
    void whatIsAnsweredIsReadyWhateverTheAnswer() {
        assertThat(answered(404)).isEqualTo(new Contact.Seen(ClusterSeen.State.READY, "", THEN, Optional.of(THEN)));
    }

    @Test
    void withoutAnAnswerItIsUnreachableWithTheReasonAndTheLastContactStays() {
        answered(200);
        assertThat(lost("https://eu: refused"))
                .isEqualTo(new Contact.Seen(
                        ClusterSeen.State.UNREACHABLE, "https://eu: refused", THEN, Optional.of(THEN)));
        assertThat(answered(200).state()).isEqualTo(ClusterSeen.State.READY);
    }

    @Test
    void aGatewayThatAnswersForItIsNoContact() {
        assertThat(answered(503).state()).isEqualTo(ClusterSeen.State.UNREACHABLE);
        assertThat(contact.seen().last()).isEmpty();
    }

    @Test
    void whoDoesNotTakeOurCredentialsRefuses() {
        assertThat(answered(401).state()).isEqualTo(ClusterSeen.State.REFUSED);
    }
}
