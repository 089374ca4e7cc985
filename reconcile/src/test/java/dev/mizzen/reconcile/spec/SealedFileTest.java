package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFileTest {
    private static final String TOKEN = "ENC[AES256_GCM,data:AbC=,iv:x,tag:y,type:str]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: " + TOKEN + "\nsops:\n    mac: x\n",
                "{\"a\": \"" + TOKEN + "\", \"sops\" : {\"mac\": 1}}",
                "A=" + TOKEN + "\nsops_mac=" + TOKEN,
                "[a]\nb = " + TOKEN + "\n[sops]\nmac = x",
            })
    void everyFormIsKnown(String text) {
        assertThat(SealedFile.is(bytes(text))).isTrue();
        assertThat(SealedFile.leftover(bytes(text))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: b\n", "sops: the tool\nmac: x\n", ""})
    void aTextAboutItIsNone(String text) {
        assertThat(SealedFile.is(bytes(text))).isFalse();
        assertThat(SealedFile.leftover(bytes(text))).isEmpty();
    }

    @Test
    void aValueWithoutItsKeysIsALeftoverAtItsLine() {
        byte[] text = bytes("a: b\nc:\n  d: " + TOKEN + "\n");
        assertThat(SealedFile.is(text)).isFalse();
        assertThat(SealedFile.leftover(text)).hasValue(3);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
