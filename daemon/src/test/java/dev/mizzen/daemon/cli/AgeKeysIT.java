package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.reconcile.render.SourceKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the commands make of a repository with encrypted files: the first commit of the story {@code sops-secrets}. */
class AgeKeysIT {
    private static final Path STORY = Path.of("../test-repos/sops-secrets");
    private static final String DIRECTORY =
            STORY.resolve("commits/01-encrypted-for-alice").toString();
    private static final List<String> SECRETS =
            List.of("plum-river-lantern-48", "amber-falcon-harbor-73", "velvet-orchid-signal-19", "shop-writer");

    @Test
    void validateChecksEverythingWithAKey() {
        Typed typed = Typed.of("validate", DIRECTORY, "--age-key-file", key("alice"));
        assertThat(typed.out()).isEqualTo("3 deliveries, no mistakes\n");
        assertThat(typed.exit()).isZero();
    }

    @Test
    void withoutOneEveryFileThatCannotBeOpenedIsNamed() {
        Typed typed = Typed.of("validate", DIRECTORY);
        assertThat(typed.out().lines())
                .satisfiesExactly(
                        manifest -> assertThat(manifest)
                                .matches("apps/database/secret.yaml:[0-9]+:1: .* no age key is given"),
                        values -> assertThat(values).matches("apps/shop/secrets.yaml:[0-9]+:1: .* no age key is given"),
                        env -> assertThat(env).matches("apps/site.*session.env:[0-9]+:1 .* no age key is given"),
                        sum -> assertThat(sum).isEqualTo("3 mistakes"));
        assertThat(typed.exit()).isEqualTo(1);
    }

    @Test
    void theWrongKeyIsToldByItsPublicName() {
        Typed typed = Typed.of("render", DIRECTORY, "database", "--age-key-file", key("bob"));
        assertThat(typed.err()).contains("which what we hold (age1").doesNotContain("AGE-SECRET");
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(Typed.of("validate", DIRECTORY, "--age-key-file", "/nowhere").err())
                .isEqualTo("mizzen: the age keys in /nowhere cannot be read\n");
    }

    /** Also where a template put a value into an object that is no Secret. */
    @Test
    void renderMasksUnlessAskedNotTo() {
        for (String form : List.of("table", "json", "yaml")) {
            Typed masked = Typed.of("render", DIRECTORY, "--age-key-file", key("alice"), "-o", form);
            assertThat(masked.out()).contains("postgres://***:***@").doesNotContain(SECRETS.toArray(String[]::new));
            assertThat(masked.exit()).isZero();
        }
        Typed shown = Typed.of("render", DIRECTORY, "--age-key-file", key("alice"), "--show-secrets");
        assertThat(shown.out()).contains("postgres://shop-writer:amber-falcon-harbor-73@");
    }

    @Test
    void explainTellsWhereAValueIsAndNotWhat() {
        Typed typed = Typed.of(
                "explain",
                DIRECTORY,
                "database",
                "dev",
                "Secret/database",
                "stringData.password",
                "--age-key-file",
                key("alice"));
        assertThat(typed.out()).contains("apps/database/secret.yaml:9:").doesNotContain(SECRETS.toArray(String[]::new));
        Typed map = Typed.of(
                "explain", DIRECTORY, "shop", "dev", "ConfigMap/shop", "data.url", "--age-key-file", key("alice"));
        assertThat(map.out()).contains("***:***@").doesNotContain(SECRETS.toArray(String[]::new));
    }

    @Test
    void keysAreFoundWhereSopsFindsThem() throws IOException {
        List<SourceKeys> found = new ArrayList<>();
        found.add(AgeKeys.of(Optional.empty(), Map.of("SOPS_AGE_KEY", Files.readString(Path.of(key("alice"))))));
        found.add(AgeKeys.of(Optional.empty(), Map.of("SOPS_AGE_KEY_FILE", key("alice"))));
        found.add(AgeKeys.of(Optional.of(Path.of(key("alice"))), Map.of("SOPS_AGE_KEY", "another")));
        assertThat(found)
                .allSatisfy(keys ->
                        assertThat(keys.identities()).singleElement().asString().contains("AGE-SECRET-KEY-1"));
        assertThat(AgeKeys.of(Optional.empty(), Map.of())).isEqualTo(SourceKeys.NONE);
    }

    private static String key(String of) {
        return STORY.resolve("keys").resolve(of + ".txt").toString();
    }
}
