package dev.mizzen.daemon.approve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.approve.Approvers.Who;
import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApproversTest {
    private static final String ALICES = "alices-token-is-long";
    private static final String BOBS = "bobs-token-is-longer-than-that";
    private static final Config.Token ALICE = new Config.Token("alice", new SecretRef.InEnvironment("ALICE"));
    private static final Config.Token SHORT = new Config.Token("eve", new SecretRef.InEnvironment("SHORT"));

    private final Approvers approvers = new Approvers(Map.of("ALICE", ALICES, "SHORT", "fifteen-letters"));

    @TempDir
    private Path folder;

    @Test
    void withoutTokensNobodyMayApproveAndIsToldWhatToConfigure() {
        assertThat(approvers.who(ALICES))
                .isInstanceOfSatisfying(
                        Who.Impossible.class, who -> assertThat(who.why()).contains("tokens:", "openssl rand"));
    }

    @Test
    void eachTokenIsItsOwnersAndNobodyElses() throws IOException {
        Path file = Files.writeString(folder.resolve("bob"), BOBS + "\n");
        approvers.configure(List.of(ALICE, new Config.Token("bob", new SecretRef.InFile(file))));
        assertThat(approvers.who(ALICES)).isEqualTo(new Who.Known("alice"));
        assertThat(approvers.who(BOBS)).isEqualTo(new Who.Known("bob"));
        assertThat(approvers.who(BOBS + "\n")).isEqualTo(new Who.Nobody());
        assertThat(approvers.who(ALICES.toUpperCase(Locale.ROOT))).isEqualTo(new Who.Nobody());
        assertThat(approvers.who("")).isEqualTo(new Who.Nobody());
    }

    @Test
    void aTokenThatIsReplacedOrTakenAwayIsSoAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("bob"), BOBS);
        approvers.configure(List.of(new Config.Token("bob", new SecretRef.InFile(file))));
        assertThat(approvers.who(BOBS)).isEqualTo(new Who.Known("bob"));
        Files.writeString(file, "another-token-of-bobs");
        assertThat(approvers.who(BOBS)).isEqualTo(new Who.Nobody());
        assertThat(approvers.who("another-token-of-bobs")).isEqualTo(new Who.Known("bob"));
        approvers.configure(List.of());
        assertThat(approvers.who("another-token-of-bobs")).isInstanceOf(Who.Impossible.class);
    }

    @Test
    void aTokenThatIsMissingOrCouldBeGuessedIsNone() {
        Config.Token missing = new Config.Token("bob", new SecretRef.InFile(folder.resolve("nowhere")));
        approvers.configure(List.of(missing, SHORT));
        assertThat(approvers.who("fifteen-letters"))
                .isInstanceOfSatisfying(
                        Who.Impossible.class, who -> assertThat(who.why()).contains("log"));
        approvers.configure(List.of(missing, ALICE, SHORT));
        assertThat(approvers.who(ALICES)).isEqualTo(new Who.Known("alice"));
        assertThat(approvers.who("fifteen-letters")).isEqualTo(new Who.Nobody());
        assertThat(approvers.who("")).isEqualTo(new Who.Nobody());
    }
}
