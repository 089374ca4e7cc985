package dev.mizzen.reconcile.promote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.Rejected;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinEditTest {
    private static final String NEW = "b".repeat(40);
    private static final String OLD = "c".repeat(40);
    private static final String FIRST = "d".repeat(40);

    /** {@code |} stands for a line's end, {@code @} for the new commit, {@code OLD} for the old one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "kind: A|metadata: # m|  name: web|; kind: A|metadata: # m|  annotations:|    mizzen.dev/revision: \"@\"|  name: web|",
                "kind: A|x: 1; metadata:|  annotations:|    mizzen.dev/revision: \"@\"|kind: A|x: 1",
                "metadata: { name: web }|kind: A; metadata: { annotations: { mizzen.dev/revision: \"@\" }, name: web }|kind: A",
                "{kind: A}; { metadata: { annotations: { mizzen.dev/revision: \"@\" } }, kind: A}",
                "metadata:|  annotations:|  name: web; metadata:|  annotations: { mizzen.dev/revision: \"@\" }|  name: web",
                "metadata: ~|kind: A; metadata: { annotations: { mizzen.dev/revision: \"@\" } }|kind: A",
                "metadata:|  annotations: {}; metadata:|  annotations: { mizzen.dev/revision: \"@\" }",
                "metadata:|  annotations:|    a: b # c; metadata:|  annotations:|    mizzen.dev/revision: \"@\"|    a: b # c",
                "metadata:|  annotations:|    mizzen.dev/revision: OLD # why; metadata:|  annotations:|    mizzen.dev/revision: \"@\" # why",
                "# é😀|metadata:|  annotations:|    \"mizzen.dev/revision\": 'OLD'|x: 😀; # é😀|metadata:|  annotations:|    \"mizzen.dev/revision\": \"@\"|x: 😀",
            })
    void setsTheAnnotationAndLeavesTheRest(String before, String after) throws Exception {
        assertThat(edited(lines(before, "\n"))).isEqualTo(lines(after, "\n"));
        assertThat(edited(lines(before, "\r\n"))).isEqualTo(lines(after, "\r\n"));
        assertThat(edited(lines(after, "\n"))).isEqualTo(lines(after, "\n"));
    }

    @Test
    void thePinGoesBackAndWhatItLeavesIsRejected() throws Exception {
        String pinned =
                "metadata:\n  annotations:\n    mizzen.dev/revision: OLD # why\n    mizzen.dev/rejected-revisions: FIRST\n"
                        .replace("OLD", OLD)
                        .replace("FIRST", FIRST);

        String back = back(pinned, Optional.of(new Revision(OLD)));
        assertThat(back)
                .isEqualTo(pinned.replace(OLD + " #", "\"" + NEW + "\" #")
                        .replace(FIRST + "\n", "\"" + FIRST + "," + OLD + "\"\n"));
        assertThat(PinEdit.differOnlyInPin("web.yaml", pinned.getBytes(UTF_8), back.getBytes(UTF_8)))
                .isTrue();
        assertThat(PinEdit.differOnlyInPin("web.yaml", "kind: A\n".getBytes(UTF_8), back.getBytes(UTF_8)))
                .isFalse();
        assertThat(PinEdit.differOnlyInPin("web.yaml", "metadata: {}\n".getBytes(UTF_8), back.getBytes(UTF_8)))
                .isTrue();
    }

    @Test
    void whatGoesBackBecauseOfAnotherIsLeftAndNotRejected() throws Exception {
        String pinned = "metadata:\n  annotations:\n    mizzen.dev/revision: " + OLD + "\n";

        byte[] back = PinEdit.backWithOthers("web.yaml", pinned.getBytes(UTF_8), new Revision(NEW), new Revision(OLD));

        assertThat(new String(back, UTF_8)).contains("mizzen.dev/rolled-back-revision: \"" + OLD + "\"");
        assertThat(OverlayPin.read("web.yaml", back).pinned()).contains(new Revision(NEW));
        assertThat(OverlayPin.read("web.yaml", back).rejected()).isEmpty();
        assertThat(PinEdit.differOnlyInPin("web.yaml", pinned.getBytes(UTF_8), back))
                .isTrue();
    }

    @Test
    void whatIsWantedAgainIsRejectedNoLonger() throws Exception {
        String pinned = "metadata:\n  annotations:\n    mizzen.dev/rejected-revisions: \"" + NEW + "\"\n";

        assertThat(OverlayPin.read(
                                "web.yaml",
                                back(pinned, Optional.of(new Revision(OLD))).getBytes(UTF_8))
                        .rejected())
                .containsExactly(new Revision(OLD));
    }

    @Test
    void theOldestRejectedOnesGo() throws Exception {
        String overlay = "kind: A\nmetadata: {}\n";
        for (int i = 0; i < 30; i++) {
            overlay = back(overlay, Optional.of(new Revision("%040d".formatted(i))));
        }

        assertThat(OverlayPin.read("web.yaml", overlay.getBytes(UTF_8)).rejected())
                .hasSize(20)
                .last()
                .isEqualTo(new Revision("%040d".formatted(29)));
    }

    private static String back(String overlay, Optional<Revision> failed) throws Rejected {
        return new String(PinEdit.back("web.yaml", overlay.getBytes(UTF_8), new Revision(NEW), failed), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: A\n---\nkind: B\n",
                "- a\n",
                "metadata: web\n",
                "metadata: [a\n",
                "x: &x { a: b }\nmetadata:\n  annotations: *x\n",
                "metadata:\n  annotations: &x\n    a: b\nspec: *x\n",
                "x: &x abc\nmetadata:\n  annotations:\n    mizzen.dev/revision: *x\n",
                "metadata:\n  annotations:\n    mizzen.dev/revision: &x abc\nspec: *x\n",
            })
    void refusesWhatItCannotSetAlone(String overlay) {
        assertThatThrownBy(() -> edited(overlay)).isInstanceOf(Rejected.class).hasMessageContaining("web.yaml");
    }

    @Test
    void readsWhatItWrote() throws Exception {
        byte[] pinned = PinEdit.set("web.yaml", "kind: A\n".getBytes(UTF_8), OverlayPin.REVISION, NEW);
        String old = "a".repeat(40);
        byte[] both = PinEdit.set("web.yaml", pinned, OverlayPin.REJECTED, old + ", " + NEW);

        OverlayPin pin = OverlayPin.read("web.yaml", both);

        assertThat(pin.pinned().orElseThrow().id()).isEqualTo(NEW);
        assertThat(pin.rejected()).extracting(r -> r.id()).containsExactlyInAnyOrder(old, NEW);
    }

    private static String edited(String overlay) throws Rejected {
        return new String(PinEdit.set("web.yaml", overlay.getBytes(UTF_8), OverlayPin.REVISION, NEW), UTF_8);
    }

    private static String lines(String text, String newline) {
        return text.replace("|", newline).replace("@", NEW).replace("OLD", "a".repeat(40));
    }
}
