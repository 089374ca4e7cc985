package dev.mizzen.reconcile.artifact;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Evaluator;
import dev.mizzen.reconcile.define.Recent;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Obstacle;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.reach.Web;
import java.util.Optional;

/**
 * What applications ask for from outside of their repository. What is pinned is never asked for again: a pin is the lock's, or
 * what was found once and is remembered. Thread-safe. Problems have no position.
 */
public final class Artifacts {
    /** Most bytes of a packed chart or directory. */
    public static final long MOST_BYTES = 10L * 1024 * 1024;

    private static final int MOST_UNPACKED = 200;
    private static final long UNPACKED_BYTES = 64L * 1024 * 1024;

    private final OciRegistry registry;
    private final HelmRepository repository;
    private final ContentStore store;
    private final PinMemory memory;
    private final OtherSources others;
    private final Recent<String, Unpacked> unpacked = new Recent<>(MOST_UNPACKED, UNPACKED_BYTES, Unpacked::bytes);

    public Artifacts(Web web, Evaluator evaluator, ContentStore store, PinMemory memory, OtherSources others) {
        VersionChoice choice = new VersionChoice(evaluator);
        this.registry = new OciRegistry(web, choice);
        this.repository = new HelmRepository(web, choice, registry);
        this.store = store;
        this.memory = memory;
        this.others = others;
    }

    /** What is meant, without asking anybody; empty if nobody knows yet. */
    public Optional<Pin> known(SourceName source, Lock lock, Wanted wanted) {
        return lock.find(wanted).or(() -> self(wanted)).or(() -> memory.find(source, wanted));
    }

    /** What names its own pin. */
    private static Optional<Pin> self(Wanted wanted) {
        return wanted instanceof Wanted.Git git
                ? git.commit().filter(Revision::isRevision).map(Revision::new).map(Pin.Commit::new)
                : Optional.empty();
    }

    /** Whether the lock says what is meant, or it names its own commit. */
    public static boolean isLocked(Lock lock, Wanted wanted) {
        return lock.find(wanted).or(() -> self(wanted)).isPresent();
    }

    /**
     * As {@link #known}; where nobody knows, asks and remembers the answer.
     *
     * @throws Rejected if it may not be asked for, or is not what it should be
     * @throws Waiting if it cannot be had now
     */
    public Pin pin(SourceName source, Lock lock, Wanted wanted) throws Rejected, Waiting {
        Optional<Pin> known = known(source, lock, wanted);
        if (known.isPresent()) {
            return known.get();
        }
        Pin found = newest(source, wanted);
        memory.put(source, wanted, found);
        return found;
    }

    /** What is meant now, whatever was meant before. */
    public Pin newest(SourceName source, Wanted wanted) throws Rejected, Waiting {
        return switch (wanted) {
            case Wanted.Registry oci -> registry.find(source, oci);
            case Wanted.Repository chart -> {
                HelmRepository.Found found = repository.find(source, chart);
                yield new Pin.Content(found.version(), store.put(source, repository.archive(source, found)));
            }
            case Wanted.Archive archive ->
                new Pin.Content(
                        "", store.put(source, repository.archive(source, HelmRepository.address(archive.url()))));
            case Wanted.Git git -> commit(source, git);
        };
    }

    private Pin.Commit commit(SourceName source, Wanted.Git git) throws Rejected, Waiting {
        Optional<Revision> asked = Optional.empty();
        if (git.commit().isPresent()) {
            if (!Revision.isRevision(git.commit().get())) {
                throw new Rejected(Problem.of("\"" + git.commit().get() + "\" is no full commit id"));
            }
            asked = Optional.of(new Revision(git.commit().get()));
        }
        return new Pin.Commit(others.at(source, git.source(), asked).revision());
    }

    /**
     * The bytes of a pin, from disk or from where they are wanted from.
     *
     * @throws Rejected if there are other bytes: with both digests
     */
    public byte[] content(SourceName source, Wanted wanted, Pin.Content pin) throws Rejected, Waiting {
        Optional<byte[]> kept = store.find(source, pin.digest());
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] fetched = switch (wanted) {
            case Wanted.Registry oci -> registry.content(source, oci, pin);
            case Wanted.Repository chart -> repository.archive(source, chart, pin.version());
            case Wanted.Archive archive -> repository.archive(source, HelmRepository.address(archive.url()));
            case Wanted.Git git ->
                throw new Waiting(new Obstacle.Bug(), "a commit of " + git.source() + " has no archive");
        };
        Digest digest = Digest.of(fetched);
        if (!digest.equals(pin.digest())) {
            throw new Rejected(Problem.of(
                    wanted.text() + ": expected sha256:" + pin.digest().hex()
                            + ", found sha256:" + digest.hex()
                            + "; if what is there now is meant, run mizzen lock --update"));
        }
        store.put(source, fetched);
        return fetched;
    }

    /**
     * The packed directory of a pin, as a snapshot.
     *
     * @throws Rejected also if it is no archive of plain files and directories within bounds
     */
    public Snapshot directory(SourceName source, Wanted wanted, Pin.Content pin) throws Rejected, Waiting {
        String key = source + " " + pin.digest();
        Optional<Unpacked> known = unpacked.get(key);
        if (known.isPresent()) {
            return known.get();
        }
        Unpacked made = Unpacking.of(wanted.text(), source, content(source, wanted, pin));
        unpacked.put(key, made);
        return made;
    }

    /** The commit of a pin. */
    public Snapshot commit(SourceName source, Wanted.Git wanted, Pin.Commit pin) throws Rejected, Waiting {
        return others.at(source, wanted.source(), Optional.of(pin.revision()));
    }
}
