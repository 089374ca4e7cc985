package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackLock;

/** Updates: list the branch or other refs, fetch what is missing, move the mirror's own refs. */
final class Fetcher {
    private static final int MAX_NAMES_TOLD = 10;
    private static final int MAX_REFS = 150;

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
                receive(listed, List.of(branch), budget);
            }
            history.moveHead(head);
            return head;
        } catch (IOException e) {
            throw failures.of(e, budget, answer);
        }
    }

    /** Where the remote has {@code ref}, which is here when this returns. */
    ObjectId fetch(String ref, History history) throws SourceRejected, SourceUnavailable {
        return find(ref, history).orElseThrow(() -> failures.rejected(Reason.NO_SUCH_BRANCH, "there is no " + ref));
    }

    /** Where the remote has {@code ref}, which is here when this returns; empty where it has none. */
    Optional<ObjectId> find(String ref, History history) throws SourceRejected, SourceUnavailable {
        return fetchAll(connection -> connection.list(ref), ref::equals, history).values().stream()
                .findFirst();
    }

    /** Where the remote has the refs that begin with {@code prefix}, by name; all are here when this returns. */
    SortedMap<String, ObjectId> fetchAll(String prefix, History history) throws SourceRejected, SourceUnavailable {
        return fetchAll(connection -> connection.listAll(prefix), name -> name.startsWith(prefix), history);
    }

    private SortedMap<String, ObjectId> fetchAll(Listing listing, Predicate<String> wanted, History history)
            throws SourceRejected, SourceUnavailable {
        Answer answer = new Answer();
        Budget budget = new Budget(clock, remote.limits());
        try (Connection connection = Connection.open(remote, storage, answer, budget);
                FetchConnection listed = listing.of(connection)) {
            List<Ref> refs = listed.getRefs().stream()
                    .filter(ref -> wanted.test(ref.getName()) && ref.getObjectId() != null)
                    .toList();
            if (refs.size() > MAX_REFS) {
                throw failures.rejected(
                        Reason.TOO_LARGE, "there are " + refs.size() + " such refs; the limit is " + MAX_REFS);
            }
            receiveMissing(listed, refs, history, budget);
            SortedMap<String, ObjectId> found = new TreeMap<>();
            for (Ref ref : refs) {
                found.put(ref.getName(), ref.getObjectId());
                history.see(ref.getName(), ref.getObjectId());
            }
            return found;
        } catch (IOException e) {
            throw failures.of(e, budget, answer);
        }
    }

    private void receiveMissing(FetchConnection listed, List<Ref> refs, History history, Budget budget)
            throws IOException {
        List<Ref> missing = new ArrayList<>();
        for (Ref ref : refs) {
            if (!history.isComplete(ref.getObjectId())) {
                missing.add(ref);
            }
        }
        if (!missing.isEmpty()) {
            receive(listed, missing, budget);
        }
    }

    private interface Listing {
        FetchConnection of(Connection connection) throws IOException;
    }

    private void receive(FetchConnection connection, List<Ref> refs, Budget budget) throws IOException {
        budget.allow(remote.limits().repositoryBytes() - storage.bytesOnDisk());
        storage.repository().charge(budget);
        connection.fetch(budget, refs, Set.of());
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
