package dev.mizzen.daemon.story;

import dev.mizzen.daemon.story.Story.Step;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Does what a step says. */
final class Acts {
    private final World world;
    private final Commits commits;

    Acts(World world, Commits commits) {
        this.world = world;
        this.commits = commits;
    }

    void act(Step step) throws IOException, InterruptedException {
        if (step.pull() != null) {
            pull(step.pull(), step);
        } else if (step.commit() != null) {
            commit(step.commit(), step);
        } else if (step.git() != null) {
            world.git().act(source(step), step.git());
        } else if (step.live() != null) {
            world.clusters().edit(step.live());
        } else if (step.create() != null) {
            world.clusters().create(step.create());
        } else if (step.delete() != null) {
            world.clusters().delete(step.delete());
        } else if (step.approve() != null) {
            world.approver().act(step.approve());
        } else if (step.fault() != null) {
            world.breaks(step.fault());
        } else if (step.config() != null) {
            world.installation(World.MAIN).configure(step.config());
        } else if (step.charts() != null) {
            world.charts().publish(step.charts());
        } else if (step.keys() != null) {
            world.installation(World.MAIN).give(step.keys());
        } else if (step.daemon() != null) {
            daemon(step.daemon(), world.installation(step.installation() == null ? World.MAIN : step.installation()));
        }
    }

    private static void daemon(Story.DaemonAction action, Installation installation) {
        switch (action) {
            case kill -> installation.daemon().kill();
            case stop -> installation.daemon().stop();
            case start -> installation.daemon().start();
        }
    }

    private void commit(String name, Step step) throws IOException {
        Map<String, String> replace = new HashMap<>(world.charts().words());
        if (step.replace() != null) {
            step.replace()
                    .forEach((text, commit) -> replace.put(text, world.git().commit(commit)));
        }
        Map<String, String> files = commits.of(source(step))
                .after(
                        name,
                        step.remove() == null ? List.of() : step.remove(),
                        replace,
                        step.generate() == null ? Map.of() : step.generate());
        world.git().push(source(step), name, files);
    }

    private void pull(Story.Pulling pull, Step step) throws IOException {
        String source = source(step);
        Pullings pullings = world.pullings();
        String by = pull.by() == null ? "alice" : pull.by();
        if (pull.open() != null) {
            pullings.open(source, pull.open(), commits.of(source).beside(step.commit()));
        } else if (pull.push() != null) {
            pullings.push(source, pull.push(), commits.of(source).beside(step.commit()));
        } else if (pull.approve() != null) {
            pullings.approve(source, pull.approve(), by);
        } else if (pull.close() != null) {
            pullings.close(source, pull.close());
        } else if (pull.merge() != null) {
            commits.of(source).are(pullings.merge(source, pull.merge(), by));
        }
    }

    private static String source(Step step) {
        return step.source() == null ? World.SOURCE : step.source();
    }
}
