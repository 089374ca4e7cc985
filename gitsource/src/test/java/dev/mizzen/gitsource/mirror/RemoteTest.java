package dev.mizzen.gitsource.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.gitsource.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTest {
    private static final Credentials.Token TOKEN = new Credentials.Token(Secret.of("s3cret"));
    private static final Credentials.SshKey KEY = new Credentials.SshKey(Secret.of("s3cret"), Optional.empty());

    private static Remote ssh(String url, Optional<String> knownHosts) {
        return new Remote(url, "main", "", KEY, knownHosts, Optional.empty(), Submodules.REFUSE, Limits.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://github.com/acme/shop.git", "http://127.0.0.1:8080/acme/shop", "file:///srv/shop.git"})
    void aUrlOfAKnownSchemeIsTaken(String url) {
        assertThat(Remote.of(url, "main").url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh://git@github.com/acme/shop.git", "git@github.com:acme/shop.git"})
    void sshIsTakenWithAKeyAndKnownHostsOnly(String url) {
        assertThatCode(() -> ssh(url, Optional.of(""))).doesNotThrowAnyException();
        assertThatThrownBy(() -> ssh(url, Optional.empty())).hasMessageContaining("known hosts");
        assertThatThrownBy(() -> ssh(url, Optional.of("")).withCredentials(new Credentials.None()))
                .hasMessageContaining("ssh needs a private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://ada:s3cret@github.com/acme/shop.git", "https://s3cret@github.com/acme/shop.git"})
    void aUrlWithASecretIsRefusedAndNotShown(String url) {
        assertThatThrownBy(() -> Remote.of(url, "main"))
                .hasMessageContaining("use credentials")
                .message()
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "git://github.com/acme/shop",
                "ext::sh -c touch% /x",
                "ftp://x/y",
                "/srv/shop.git",
                "amazon-s3://x/y"
            })
    void anyOtherSchemeIsRefused(String url) {
        assertThatThrownBy(() -> Remote.of(url, "main")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void credentialsGoOverAnEncryptedConnectionOrStayOnThisMachine() {
        assertThatThrownBy(
                        () -> Remote.of("http://git.example.com/shop", "main").withCredentials(TOKEN))
                .hasMessage("credentials are not sent over plain http://: use https://");
        assertThatCode(() -> Remote.of("http://127.0.0.1:80/shop", "main").withCredentials(TOKEN))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "-x~", "a b", "a:b", "x.lock"})
    void aBranchIsAValidName(String branch) {
        assertThatThrownBy(() -> Remote.of("https://x/y", branch)).hasMessageEndingWith("is no branch name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "../up", "a/../../up", "a/", ".."})
    void aPathStaysInTheRepository(String path) {
        assertThatThrownBy(() -> Remote.of("https://x/y", "main").withPath(path))
                .hasMessageEndingWith("is not inside the repository");
    }

    @Test
    void noTextShowsASecret() {
        assertThat(Remote.of("https://x/y", "main").withCredentials(TOKEN).toString() + TOKEN + KEY)
                .doesNotContain("s3cret");
    }
}
