package dev.mizzen.daemon.config;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code mizzen.yaml} that is followed while the daemon runs. A right edit reaches the listener; a wrong one is told
 * and the last right one stays in force. The folder is watched, since editors and Kubernetes replace files.
 */
public final class ConfigFile implements AutoCloseable {
    /** Told of edits, one at a time, on the watcher's thread. */
    public interface Listener {
        void changed(Config before, Config after);

        /** Told when the list changes: {@code problems} is why the last edit is not in force, empty once it is right. */
        void refused(List<Problem> problems);
    }

    /** Where the file system tells of nothing, the file is looked at this often. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** An editor may write in several steps: the file is read once nothing happened for so long. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);

    private final Path file;
    private final WatchService watch;
    private Config current;
    private List<Problem> problems = List.of();

    private ConfigFile(Path file, WatchService watch, Config current) {
        this.file = file;
        this.watch = watch;
        this.current = current;
    }

    /**
     * Reads {@code file} and begins to watch its folder.
     *
     * @throws Rejected with every mistake of the file as it is now
     * @throws IOException if the folder cannot be watched
     */
    public static ConfigFile open(Path file) throws Rejected, IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.resolveSibling("");
        WatchService watch = folder.getFileSystem().newWatchService();
        try {
            folder.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return new ConfigFile(absolute, watch, ConfigReader.read(absolute));
        } catch (Rejected | IOException e) {
            watch.close();
            throw e;
        }
    }

    /** The configuration in force. */
    public synchronized Config current() {
        return current;
    }

    /** Tells {@code listener} of edits until {@link #close}. Called once. */
    public void follow(Listener listener) {
        Thread.ofPlatform().daemon().name("config").start(() -> {
            while (awaitChange()) {
                look(listener);
            }
        });
    }

    private boolean awaitChange() {
        try {
            WatchKey key = watch.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = watch.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (InterruptedException | ClosedWatchServiceException e) {
            return false;
        }
    }

    private void look(Listener listener) {
        Config before = current();
        List<Problem> found = List.of();
        Config after = before;
        try {
            after = ConfigReader.read(file);
        } catch (Rejected e) {
            found = e.problems();
        }
        tell(listener, found);
        if (!after.equals(before)) {
            listener.changed(before, after);
            synchronized (this) {
                current = after;
            }
        }
    }

    private void tell(Listener listener, List<Problem> found) {
        if (!found.equals(problems)) {
            problems = found;
            found.forEach(problem -> LOG.error("edit refused, the old configuration stays in force: {}", problem));
            listener.refused(found);
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
