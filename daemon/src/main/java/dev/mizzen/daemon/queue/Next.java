package dev.mizzen.daemon.queue;

import dev.mizzen.reconcile.model.Obstacle;
import java.util.List;

/** What a run says of the time after it. */
public sealed interface Next {
    /** Nothing until the next trigger. */
    record Settled() implements Next {}

    /** Tried again when the first of these obstacles, of which there is at least one, may be gone. */
    record Again(List<Obstacle> obstacles) implements Next {
        public Again {
            obstacles = List.copyOf(obstacles);
            if (obstacles.isEmpty()) {
                throw new IllegalArgumentException("tried again for nothing");
            }
        }

        public static Again after(Obstacle obstacle) {
            return new Again(List.of(obstacle));
        }
    }
}
