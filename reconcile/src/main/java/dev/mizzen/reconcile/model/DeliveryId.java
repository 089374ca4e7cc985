package dev.mizzen.reconcile.model;

import dev.mizzen.gitsource.snapshot.SourceName;
import java.util.Comparator;

/** One application in one environment: the unit that is queued, reconciled and reported. */
public record DeliveryId(SourceName source, EnvironmentName environment, AppName app)
        implements Comparable<DeliveryId> {
    private static final Comparator<DeliveryId> ORDER = Comparator.comparing(DeliveryId::source)
            .thenComparing(DeliveryId::environment)
            .thenComparing(DeliveryId::app);

    /**
     * Reads {@code source/environment/app}.
     *
     * @throws IllegalArgumentException if {@code text} has another form
     */
    public static DeliveryId parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("\"" + text + "\" is not <source>/<environment>/<app>");
        }
        return new DeliveryId(new SourceName(parts[0]), new EnvironmentName(parts[1]), new AppName(parts[2]));
    }

    @Override
    public int compareTo(DeliveryId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return source + "/" + environment + "/" + app;
    }
}
