package dev.mizzen.daemon.pulls;

import java.util.Comparator;

/** Where objects go. */
record Place(String environment, String cluster) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::environment).thenComparing(Place::cluster);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
