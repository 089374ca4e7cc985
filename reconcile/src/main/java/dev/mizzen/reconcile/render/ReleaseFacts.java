package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an engine may know of the cluster and the delivery beyond {@link ClusterFacts}.
 *
 * @param apis what the cluster serves, as {@code group/version} and {@code group/version/Kind}, sorted
 * @param birth what the delivery draws its passwords and its time from
 * @param values what charts take from objects of the cluster; some are secret
 */
public record ReleaseFacts(List<String> apis, Birth birth, Map<ValueKey, String> values) {
    public ReleaseFacts {
        apis = List.copyOf(apis);
        values = Map.copyOf(values);
    }

    /** A key of the data of a ConfigMap or Secret. */
    public record ValueKey(String kind, String namespace, String name, String key) implements Comparable<ValueKey> {
        @Override
        public int compareTo(ValueKey other) {
            return toString().compareTo(other.toString());
        }
    }

    /** The same for who may not know the seed. */
    public ReleaseFacts withoutSeed() {
        return new ReleaseFacts(apis, new Birth(new byte[0], birth.epochSeconds), values);
    }

    /** As short as it can be and still be another where anything is: the digest of both. */
    @Override
    public String toString() {
        return Digest.of(String.join("\n", apis) + "\n" + birth + "\n" + new TreeMap<>(values))
                .hex();
    }

    /** The secret bytes of a delivery on a cluster and when they were made. */
    public static final class Birth {
        /** For who renders without a cluster: what is drawn from it is no secret, and none that a daemon draws. */
        public static final Birth UNKNOWN = new Birth(new byte[0], 0);

        private final byte[] seed;
        private final long epochSeconds;

        public Birth(byte[] seed, long epochSeconds) {
            this.seed = seed.clone();
            this.epochSeconds = epochSeconds;
        }

        byte[] seed() {
            return seed.clone();
        }

        public long epochSeconds() {
            return epochSeconds;
        }

        /** Tells secrets of the delivery apart; who does not know the seed cannot try guesses. */
        public Digest mark(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(seed, mac.getAlgorithm()));
                return new Digest(HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has HmacSHA256", e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Birth birth
                    && birth.epochSeconds == epochSeconds
                    && Arrays.equals(birth.seed, seed);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(seed) + Long.hashCode(epochSeconds);
        }

        /** Never the seed. */
        @Override
        public String toString() {
            return Digest.of(seed).hex() + " " + epochSeconds;
        }
    }
}
