package dev.mizzen.daemon.approve;

import dev.mizzen.daemon.config.Config;
import dev.mizzen.daemon.config.SecretMissing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may approve: the names and tokens of {@code mizzen.yaml} as it is now. Thread-safe. */
public final class Approvers {
    /** A shorter token could be guessed; it is taken for none. */
    public static final int LEAST_CHARACTERS = 16;

    private static final String NO_TOKENS =
            "nobody may approve: mizzen.yaml names no tokens; add tokens: [{ name: <who>, token: file:<path> }],"
                    + " with a token as openssl rand -hex 32 makes it";
    private static final String NO_USABLE_TOKENS =
            "nobody can approve: none of the tokens that mizzen.yaml names can be used, the daemon's log says why";
    private static final Logger LOG = LoggerFactory.getLogger(Approvers.class);

    private final Map<String, String> environment;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();
    private volatile List<Config.Token> tokens = List.of();

    public Approvers(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Who sent a token. */
    public sealed interface Who {
        /** The one whom {@code mizzen.yaml} calls so. */
        record Known(String name) implements Who {}

        /** It is nobody's. */
        record Nobody() implements Who {}

        /** There is nobody who could approve, whatever was sent; {@code why} says what to configure. */
        record Impossible(String why) implements Who {}
    }

    /** From now on these may approve, and nobody else. */
    public void configure(List<Config.Token> now) {
        tokens = List.copyOf(now);
        complaints.clear();
        now.forEach(this::secret);
    }

    /** Takes as long for a wrong token as for a right one. Each is read where it stands, each time. */
    public Who who(String token) {
        List<Config.Token> all = tokens;
        byte[] digest = digest(token);
        Who who = all.isEmpty() ? new Who.Impossible(NO_TOKENS) : new Who.Impossible(NO_USABLE_TOKENS);
        for (Config.Token known : all) {
            Optional<String> secret = secret(known);
            boolean same = MessageDigest.isEqual(digest(secret.orElse("")), digest);
            if (secret.isPresent() && same) {
                who = new Who.Known(known.name());
            } else if (secret.isPresent() && who instanceof Who.Impossible) {
                who = new Who.Nobody();
            }
        }
        return who;
    }

    private Optional<String> secret(Config.Token token) {
        try {
            String secret = token.token().read(environment);
            if (secret.length() >= LEAST_CHARACTERS) {
                return Optional.of(secret);
            }
            complain(token, token.token() + " has fewer than " + LEAST_CHARACTERS + " characters");
        } catch (SecretMissing e) {
            complain(token, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /** Once, for anybody may send requests. */
    private void complain(Config.Token token, String why) {
        if (complaints.add(token.name() + " " + why)) {
            LOG.error("the token of {} is not used: {}", token.name(), why);
        }
    }

    /** Of equal length whatever the token, so that the comparison tells nothing of it. */
    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
