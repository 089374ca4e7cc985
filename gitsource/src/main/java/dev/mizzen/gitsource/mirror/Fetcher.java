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

/** One update: list the branch, fetch what is missing, move the mirror's own ref. */
final class Fetcher {
    private static final int MAX_NAMES_TOLD = 10;

    private final Remote remote;
    private final Storage storage;
    private final Failures failures;
    private final Clock clock;

    Fetcher(Remote remote, Storage storage, Failures failures, Clock clock) {
        this.remote = remote;
        this.storage = storage;
        this.failures = failures;
        this.clock = clock;
    }

    /** The remote's commit, which is here when this returns. */
    ObjectId fetch(History history) throws SourceRejected, SourceUnavailable {
        Answer answer = new Answer();
        Budget budget = new Budget(clock, remote.limits());
        try (Connection connection = Connection.open(remote, storage, answer, budget);
                FetchConnection listed = connection.list(remote.ref())) {
            Ref branch = listed.getRef(remote.ref());
            if (branch == null || branch.getObjectId() == null) {
                throw noSuchBranch(connection);
            }
            ObjectId head = branch.getObjectId();
            if (history.head().filter(head::equals).isPresent()) {
                storage.repository().autoGC(NullProgressMonitor.INSTANCE);
                return head;
            }
            if (!history.isComplete(head)) {
                receive(listed, branch, budget);
            }
            history.moveHead(head);
            return head;
        } catch (IOException e) {
            throw failures.of(e, budget, answer);
        }
    }

    private void receive(FetchConnection connection, Ref branch, Budget budget) throws IOException {
        budget.allow(remote.limits().repositoryBytes() - storage.bytesOnDisk());
        storage.repository().charge(budget);
        connection.fetch(budget, List.of(branch), Set.of());
        for (PackLock lock : connection.getPackLocks()) {
            lock.unlock();
        }
    }

    private SourceRejected noSuchBranch(Connection connection) throws IOException {
        List<String> names = connection.listAll().stream()
                .map(Ref::getName)
                .filter(name -> name.startsWith(Constants.R_HEADS))
                .map(name -> name.substring(Constants.R_HEADS.length()))
                .sorted(Comparator.naturalOrder())
                .toList();
        String told = names.stream().limit(MAX_NAMES_TOLD).collect(Collectors.joining(", "));
        String more = names.size() > MAX_NAMES_TOLD ? ", …" : "";
        String others = names.isEmpty() ? ": the repository is empty" : "; there is " + told + more;
        return failures.rejected(Reason.NO_SUCH_BRANCH, "there is no branch " + remote.branch() + others);
    }
}
