package dev.mizzen.daemon.fleet;

import dev.mizzen.reconcile.model.ClusterName;
import dev.mizzen.reconcile.observe.KindState;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One cluster as the daemon sees it now. Holds no credential.
 *
 * @param server its address without user and password; empty where it could not be opened
 * @param version as Kubernetes writes it, {@code v1.34.1}; empty until the cluster said it
 * @param message why {@code state} is what it is, one line; {@code ""} where all is well
 * @param since when {@code state} became what it is
 * @param lastContact when it answered last, whatever it said
 * @param watches how many kinds are watched, by how far that goes
 * @param deliveries how many have objects there, as far as that is known
 */
public record ClusterSeen(
        ClusterName name,
        Origin origin,
        Map<String, String> labels,
        Optional<String> server,
        Optional<String> version,
        State state,
        String message,
        Instant since,
        Optional<Instant> lastContact,
        Map<KindState.Status, Integer> watches,
        int deliveries) {
    public ClusterSeen {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        EnumMap<KindState.Status, Integer> counted = new EnumMap<>(KindState.Status.class);
        counted.putAll(watches);
        watches = Collections.unmodifiableMap(counted);
    }

    /** The same with so many deliveries. */
    public ClusterSeen with(int others) {
        return new ClusterSeen(
                name, origin, labels, server, version, state, message, since, lastContact, watches, others);
    }

    /** Who made the cluster known. */
    public sealed interface Origin {
        /** {@code mizzen.yaml}. */
        record Declared() implements Origin {
            @Override
            public String toString() {
                return "mizzen.yaml";
            }
        }

        /** A Secret, and which. */
        record Found(String secret) implements Origin {
            @Override
            public String toString() {
                return secret;
            }
        }

        /** {@code declared} or {@code found}. */
        default String word() {
            return switch (this) {
                case Declared ignored -> "declared";
                case Found ignored -> "found";
            };
        }
    }

    /** How far it can be delivered to. */
    public enum State {
        /** It was not heard of so far. */
        OPENING,
        /** It answered the last request. */
        READY,
        /** It did not answer the last request. */
        UNREACHABLE,
        /** It does not take our credentials, or it cannot be opened with what is configured. */
        REFUSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
