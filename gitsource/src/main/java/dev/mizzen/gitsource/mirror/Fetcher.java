package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/** One update: list the branch, fetch what is missing, move the mirror's own ref. */
final class Fetcher {
    private static final int MAX_NAMES_TOLD = 10;

    private final Remote remote;
    private final Storage storage;
    private final Failures failures;
    private final Clock clock;
    private final Transports transports;

    Fetcher(Remote remote, Storage storage, Failures failures, Clock clock) {
        this.remote = remote;
        this.storage = storage;
        this.failures = failures;
        this.clock = clock;
        this.transports = new Transports(remote);
    }

    /** The remote's commit, which is here when this returns. */
    ObjectId fetch(History history) throws SourceRejected, SourceUnavailable {
        Answer answer = new Answer();
        Budget budget = budget();
        try (Transport transport = transports.open(storage.repository(), answer);
                FetchConnection connection = transport.openFetch(List.of(new RefSpec(remote.ref())))) {
            Ref branch = connection.getRef(remote.ref());
            if (branch == null || branch.getObjectId() == null) {
                throw noSuchBranch(transport);
            }
            ObjectId head = branch.getObjectId();
            if (history.head().filter(head::equals).isPresent()) {
                storage.repository().autoGC(NullProgressMonitor.INSTANCE);
                return head;
            }
            if (!history.isComplete(head)) {
                receive(connection, branch, budget);
            }
            history.moveHead(head);
            return head;
        } catch (IOException e) {
            throw failures.of(e, budget, answer);
        }
    }

    private Budget budget() throws SourceUnavailable {
        try {
            return new Budget(clock, remote.limits(), storage.bytesOnDisk());
        } catch (IOException e) {
            throw failures.unavailable("the mirror's directory cannot be read", e);
        }
    }

    private void receive(FetchConnection connection, Ref branch, Budget budget) throws IOException {
        storage.repository().charge(budget);
        connection.fetch(budget, List.of(branch), Set.of());
        for (PackLock lock : connection.getPackLocks()) {
            lock.unlock();
        }
    }

    private SourceRejected noSuchBranch(Transport transport) throws IOException {
        String said = "there is no branch " + remote.branch();
        try (FetchConnection connection = transport.openFetch()) {
            List<String> names = connection.getRefs().stream()
                    .map(Ref::getName)
                    .filter(name -> name.startsWith(Constants.R_HEADS))
                    .map(name -> name.substring(Constants.R_HEADS.length()))
                    .sorted(Comparator.naturalOrder())
                    .toList();
            if (names.isEmpty()) {
                return failures.rejected(Reason.NO_SUCH_BRANCH, said + ": the repository is empty");
            }
            String told = names.stream().limit(MAX_NAMES_TOLD).collect(Collectors.joining(", "));
            String more = names.size() > MAX_NAMES_TOLD ? ", …" : "";
            return failures.rejected(Reason.NO_SUCH_BRANCH, said + "; there is " + told + more);
        }
    }
}
