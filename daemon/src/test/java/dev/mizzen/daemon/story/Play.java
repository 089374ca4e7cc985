package dev.mizzen.daemon.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.story.Story.Expectation;
import dev.mizzen.daemon.story.Story.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/** One playing of a story in a world of its own. */
final class Play implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Story story;
    private final World world;
    private final Acts acts;
    private final Truth truth;
    private final Journal journal;
    private final Manner manner;
    private Runnable onStart = () -> {};
    private boolean started;
    private int since;

    /**
     * How strictly a story is taken.
     *
     * @param patience how many times as long as it says an expectation may take
     * @param killed whether the daemon may be killed at any time: then what passes, what is only remembered and how
     *     much was asked is not looked at
     */
    record Manner(int patience, boolean killed) {
        static final Manner AS_TOLD = new Manner(1, false);
    }

    Play(Path folder, Path scratch, Manner manner) throws IOException {
        this.story = Story.read(folder.resolve("story.yaml"));
        this.manner = manner;
        this.world = new World(story, folder, scratch);
        this.acts = new Acts(world, new Commits(folder));
        this.truth = new Truth(world);
        this.journal = new Journal(story, world.clusters());
    }

    World world() {
        return world;
    }

    /** Called once, when the daemon has started. */
    void onStart(Runnable action) {
        onStart = action;
    }

    /** Waits until nothing of the daemon is under way. */
    void settle() {
        Awaitility.await("nothing runs")
                .atMost(WITHIN)
                .pollInterval(World.POLL)
                .until(() -> Samples.contain(world.daemon().metrics().toList(), "mizzen_queue_running 0")
                        && Samples.contain(world.daemon().metrics().toList(), "mizzen_queue_depth 0"));
    }

    /** All steps in order. */
    void play() throws IOException, InterruptedException {
        for (Step step : story.steps()) {
            play(step);
        }
        assertThat(world.violations()).as("what does not fit GitHub's schemas").isEmpty();
    }

    /** One step; the daemon starts after the first commit. */
    void play(Step step) throws IOException, InterruptedException {
        if (step.acts()) {
            truth.somethingHappens();
            since = journal.position();
            acts.act(step);
        }
        if (!started && step.commit() != null) {
            world.daemon().start();
            started = true;
            onStart.run();
        }
        if (step.expect() != null
                && !(manner.killed() && Boolean.TRUE.equals(step.expect().passing()))) {
            expect(manner.killed() ? step.expect().whatStays() : step.expect());
        }
    }

    private void expect(Expectation expected) {
        Duration within = (expected.within() == null ? WITHIN : Story.duration(expected.within()))
                .multipliedBy(manner.patience());
        Duration holds = expected.holds() == null ? Duration.ZERO : Story.duration(expected.holds());
        List<String> missing = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(within.plus(holds))
                    .pollInterval(World.POLL)
                    .until(() -> {
                        List<String> now = truth.missing(expected);
                        // Never half of a look: the time may be over in the middle of one.
                        missing.clear();
                        missing.addAll(now);
                        never(expected);
                        return missing.isEmpty();
                    });
            holds(expected, holds);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "not true within " + within.toSeconds() + " s:\n  " + String.join("\n  ", missing) + lastWords(),
                    e);
        }
    }

    private void holds(Expectation expected, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            List<String> missing = truth.missing(expected);
            if (!missing.isEmpty()) {
                throw new AssertionError("true, but not for " + time.toSeconds() + " s:\n  "
                        + String.join("\n  ", missing) + lastWords());
            }
            never(expected);
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(World.POLL.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void never(Expectation expected) {
        if (expected.never() == null) {
            return;
        }
        List<String> happened = new ArrayList<>(journal.violations(expected.never(), since));
        if (expected.never().deliveries() != null) {
            for (Map.Entry<String, JsonNode> delivery :
                    expected.never().deliveries().entrySet()) {
                if (Truth.delivery(world.daemon(), delivery.getKey(), delivery.getValue())
                        .isEmpty()) {
                    happened.add("delivery " + delivery.getKey() + " was " + delivery.getValue());
                }
            }
        }
        if (!happened.isEmpty()) {
            throw new AssertionError("must never happen:\n  " + String.join("\n  ", happened) + lastWords());
        }
    }

    private String lastWords() {
        return "\nthe daemon's last words:\n" + world.daemon().tail(60);
    }

    /** Ends everything; the daemon by a kill, which must leave no temporary file behind. */
    @Override
    public void close() throws IOException {
        journal.close();
        world.close();
        assertThat(world.daemon().leftovers())
                .as("temporary files of the daemon")
                .isEmpty();
    }
}
