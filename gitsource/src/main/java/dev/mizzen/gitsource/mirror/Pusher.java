package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import dev.mizzen.gitsource.snapshot.Revision;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.jspecify.annotations.Nullable;

/** Moves a branch or another ref of the remote, and only from where it was seen: the old id goes along, and the server compares. */
final class Pusher {
    private static final int MAX_WORDS = 500;

    private final Remote remote;
    private final Storage storage;
    private final Failures failures;
    private final Clock clock;

    Pusher(Remote remote, Storage storage, Failures failures, Clock clock) {
        this.remote = remote;
        this.storage = storage;
        this.failures = failures;
        this.clock = clock;
    }

    void push(String branch, Optional<Revision> expected, Revision to)
            throws PushRefused, SourceRejected, SourceUnavailable {
        pushRef(ref(branch), expected, to);
    }

    /** As {@link #push}, with the full name of a ref. */
    void pushRef(String ref, Optional<Revision> expected, Revision to)
            throws PushRefused, SourceRejected, SourceUnavailable {
        send(ref, expected, ObjectId.fromString(to.id()));
    }

    void delete(String branch, Revision expected) throws PushRefused, SourceRejected, SourceUnavailable {
        send(ref(branch), Optional.of(expected), null);
    }

    private void send(String ref, Optional<Revision> expected, @Nullable ObjectId to)
            throws PushRefused, SourceRejected, SourceUnavailable {
        Answer answer = new Answer();
        Budget budget = new Budget(clock, remote.limits());
        try (Connection connection = Connection.open(remote, storage, answer, budget)) {
            RemoteRefUpdate update = new RemoteRefUpdate(
                    storage.repository(),
                    null,
                    to,
                    ref,
                    true,
                    null,
                    expected.map(Revision::id).map(ObjectId::fromString).orElse(ObjectId.zeroId()));
            PushResult result = connection.push(update, budget);
            if (isRefused(ref, result)) {
                throw refused(ref, result, expected, connection);
            }
        } catch (IOException e) {
            throw failed(e, budget, answer);
        }
    }

    private static String ref(String branch) {
        String ref = Constants.R_HEADS + branch;
        if (!Repository.isValidRefName(ref)) {
            throw new IllegalArgumentException("\"" + branch + "\" is no branch name");
        }
        return ref;
    }

    /** As people call it. */
    private static String shown(String ref) {
        return ref.startsWith(Constants.R_HEADS) ? "branch " + ref.substring(Constants.R_HEADS.length()) : ref;
    }

    private boolean isRefused(String ref, PushResult result) throws IOException {
        return switch (result.getRemoteUpdate(ref).getStatus()) {
            // Where it is already as asked, an answer was lost before.
            case OK, UP_TO_DATE, NON_EXISTING -> false;
            case REJECTED_REMOTE_CHANGED, REJECTED_NODELETE, REJECTED_NONFASTFORWARD, REJECTED_OTHER_REASON -> true;
            case NOT_ATTEMPTED, AWAITING_REPORT ->
                throw new IOException("the server did not say what became of " + shown(ref));
        };
    }

    /** Whoever comes second is told so in each server's own words, so where the branch is decides what it was. */
    private PushRefused refused(String ref, PushResult result, Optional<Revision> expected, Connection connection)
            throws IOException {
        RemoteRefUpdate update = result.getRemoteUpdate(ref);
        Optional<String> there;
        try (FetchConnection listed = connection.list(ref)) {
            there = Optional.ofNullable(listed.getRef(ref))
                    .map(Ref::getObjectId)
                    .map(ObjectId::name);
        }
        if (update.getStatus() == RemoteRefUpdate.Status.REJECTED_REMOTE_CHANGED
                || !there.equals(expected.map(Revision::id))) {
            return new PushRefused(
                    PushRefused.Reason.CHANGED,
                    remote.url() + ": " + shown(ref) + " is no longer where it was expected");
        }
        String why = update.getMessage() == null ? "" : " (" + update.getMessage() + ")";
        String words = Words.clean(result.getMessages() + why, MAX_WORDS);
        return new PushRefused(
                PushRefused.Reason.DECLINED,
                remote.url() + ": the server declines " + shown(ref)
                        + (words.isEmpty() ? " without a reason" : ": " + words));
    }

    private SourceUnavailable failed(IOException e, Budget budget, Answer answer) throws SourceRejected {
        try {
            return failures.of(e, budget, answer);
        } catch (SourceRejected rejected) {
            if (rejected.reason() == Reason.AUTHENTICATION) {
                throw new SourceRejected(
                        rejected.reason(), rejected.getMessage() + "; to push, they need the right to write");
            }
            throw rejected;
        }
    }
}
