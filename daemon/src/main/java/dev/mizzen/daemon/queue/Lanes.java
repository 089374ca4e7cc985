package dev.mizzen.daemon.queue;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.DeliveryId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Deliveries that may start, in turns: first between lanes, then between the sources in a lane, first come first served
 * within. Places are shared so that who holds none finds one: a lane gets one more only while more places are free in all
 * than it holds, and a source in a lane only while it holds less than thrice those that are free there. Not thread-safe.
 */
final class Lanes {
    /** Alone in its lane, a source holds at most three quarters of it. */
    private static final int SOURCE_WEIGHT = 3;
    /** After so many urgent ones a source's next is one that can wait, if there is any. */
    private static final int URGENT_IN_A_ROW = 3;

    private final int places;
    private final int lanePlaces;
    private final Map<Lane, Track> tracks = new LinkedHashMap<>();
    private int running;
    private int size;

    /**
     * @param places the most runs at a time in all
     * @param lanePlaces the most of one lane
     */
    Lanes(int places, int lanePlaces) {
        this.places = places;
        this.lanePlaces = lanePlaces;
    }

    private static final class Track {
        final Map<SourceName, Share> shares = new LinkedHashMap<>();
        int running;

        boolean isIdle() {
            return running == 0 && shares.isEmpty();
        }
    }

    private static final class Share {
        final SequencedSet<DeliveryId> urgent = new LinkedHashSet<>();
        final SequencedSet<DeliveryId> routine = new LinkedHashSet<>();
        int running;
        int urgentInARow;

        boolean isEmpty() {
            return urgent.isEmpty() && routine.isEmpty();
        }

        DeliveryId remove() {
            boolean fromRoutine = urgent.isEmpty() || (urgentInARow >= URGENT_IN_A_ROW && !routine.isEmpty());
            urgentInARow = fromRoutine ? 0 : urgentInARow + 1;
            return (fromRoutine ? routine : urgent).removeFirst();
        }
    }

    /** @param urgent goes before those that are not, but for one in four */
    void add(DeliveryId id, Lane lane, boolean urgent) {
        Share share =
                tracks.computeIfAbsent(lane, l -> new Track()).shares.computeIfAbsent(id.source(), s -> new Share());
        if ((urgent ? share.urgent : share.routine).add(id)) {
            size++;
        }
    }

    /** Takes a delivery out that has not started. */
    void remove(DeliveryId id, Lane lane) {
        Track track = track(lane);
        Share share = share(track, id);
        if (share.urgent.remove(id) || share.routine.remove(id)) {
            size--;
        }
        forget(lane, track, id.source(), share);
    }

    /** The delivery whose turn it is; it holds a place in its lane until {@link #release}. */
    Optional<DeliveryId> take() {
        for (Map.Entry<Lane, Track> entry : tracks.entrySet()) {
            Track track = entry.getValue();
            if (track.running < Math.min(lanePlaces, places - running)) {
                Optional<DeliveryId> id = take(track);
                if (id.isPresent()) {
                    Lane lane = entry.getKey();
                    tracks.remove(lane);
                    tracks.put(lane, track);
                    return id;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<DeliveryId> take(Track track) {
        for (Map.Entry<SourceName, Share> entry : track.shares.entrySet()) {
            Share share = entry.getValue();
            if (!share.isEmpty() && share.running < SOURCE_WEIGHT * (lanePlaces - track.running)) {
                DeliveryId id = share.remove();
                track.shares.remove(id.source());
                track.shares.put(id.source(), share);
                share.running++;
                track.running++;
                running++;
                size--;
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    void release(DeliveryId id, Lane lane) {
        Track track = track(lane);
        Share share = share(track, id);
        share.running--;
        track.running--;
        running--;
        forget(lane, track, id.source(), share);
    }

    private void forget(Lane lane, Track track, SourceName source, Share share) {
        if (share.running == 0 && share.isEmpty()) {
            track.shares.remove(source);
        }
        if (track.isIdle()) {
            tracks.remove(lane);
        }
    }

    private Track track(Lane lane) {
        Track track = tracks.get(lane);
        if (track == null) {
            throw new IllegalStateException("nothing is in " + lane);
        }
        return track;
    }

    private static Share share(Track track, DeliveryId id) {
        Share share = track.shares.get(id.source());
        if (share == null) {
            throw new IllegalStateException(id + " is not here");
        }
        return share;
    }

    /** Those that wait for a place. */
    int size() {
        return size;
    }

    /** Lanes in which something waits or runs. */
    int lanes() {
        return tracks.size();
    }

    /** Those that wait for a place, by lane and source. */
    List<DeliveryId> waiting() {
        List<DeliveryId> all = new ArrayList<>();
        tracks.values()
                .forEach(track -> track.shares.values().forEach(share -> {
                    all.addAll(share.urgent);
                    all.addAll(share.routine);
                }));
        return all;
    }
}
