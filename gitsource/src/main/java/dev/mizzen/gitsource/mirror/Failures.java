package dev.mizzen.gitsource.mirror;

import dev.mizzen.gitsource.mirror.SourceRejected.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.jspecify.annotations.Nullable;

/** Tells whether a failed connection needs a person or only time, in words that show no credential. */
final class Failures {
    private static final int MAX_DETAIL = 300;
    private static final int MAX_CAUSES = 20;
    private static final String NO_REPOSITORY = "no such repository, or the credentials may not see it";

    private final Remote remote;

    Failures(Remote remote) {
        this.remote = remote;
    }

    /** What {@code e} means: thrown where a person must act, else returned. */
    SourceUnavailable of(IOException e, Budget budget, Answer answer) throws SourceRejected {
        Optional<Budget.Exceeded> exceeded = cause(e, Budget.Exceeded.class);
        if (isTooLarge(e, exceeded)) {
            throw rejected(
                    Reason.TOO_LARGE,
                    "the repository is larger than the limit of "
                            + bytes(remote.limits().repositoryBytes()) + " (repositoryBytes)");
        }
        if (exceeded.isPresent() || budget.isOutOfTime()) {
            return unavailable(
                    "the update took longer than the limit of "
                            + remote.limits().fetch().toSeconds() + " s (fetch)",
                    e);
        }
        if (answer.hostKeyProblem().isPresent()) {
            throw rejected(Reason.HOST_KEY, answer.hostKeyProblem().get());
        }
        if (answer.status() >= 400) {
            return byStatus(e, answer.status());
        }
        return byType(e);
    }

    SourceRejected rejected(Reason reason, String what) {
        return new SourceRejected(reason, remote.url() + ": " + what);
    }

    SourceUnavailable unavailable(String what, @Nullable Throwable cause) {
        return new SourceUnavailable(remote.url() + ": " + what, cause);
    }

    private SourceUnavailable byStatus(IOException e, int status) throws SourceRejected {
        if (status == 401 || status == 403 || status == 407) {
            boolean none = remote.credentials() instanceof Credentials.None;
            String what = none
                    ? "the server wants credentials and the source has none"
                    : "the server refuses the credentials of the source";
            throw rejected(Reason.AUTHENTICATION, what + " (HTTP " + status + ")");
        }
        if (status == 404 || status == 410) {
            throw rejected(Reason.NO_SUCH_REPOSITORY, NO_REPOSITORY + " (HTTP " + status + ")");
        }
        return unavailable("the server answers with HTTP " + status, e);
    }

    private SourceUnavailable byType(IOException e) throws SourceRejected {
        if (isMissing(e)) {
            throw rejected(Reason.NO_SUCH_REPOSITORY, NO_REPOSITORY);
        }
        Optional<SshSessions.UnreadableKey> key = cause(e, SshSessions.UnreadableKey.class);
        if (key.isPresent()) {
            throw rejected(Reason.AUTHENTICATION, detail(key.get()));
        }
        if (cause(e, SshException.class).filter(Failures::isLogin).isPresent()) {
            throw rejected(Reason.AUTHENTICATION, "the server refuses the ssh key of the source");
        }
        if (cause(e, NotSupportedException.class).isPresent()) {
            throw rejected(Reason.PROTOCOL, "the server does not speak the protocol of Git: " + detail(e));
        }
        return unavailable(detail(e), e);
    }

    private boolean isMissing(IOException e) {
        // Over ssh, JGit takes a connection that ends before its first word for a missing repository.
        boolean isSilent = remote.isSsh() && cause(e, EOFException.class).isPresent();
        boolean isRemote = cause(e, NoRemoteRepositoryException.class).isPresent() && !isSilent;
        return isRemote || cause(e, RepositoryNotFoundException.class).isPresent();
    }

    private static boolean isLogin(SshException e) {
        return e.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE;
    }

    private static boolean isTooLarge(IOException e, Optional<Budget.Exceeded> exceeded) {
        return exceeded.filter(one -> one.limit() == Budget.Exceeded.Limit.SIZE).isPresent()
                || cause(e, TooLargeObjectInPackException.class).isPresent()
                || cause(e, TooLargePackException.class).isPresent();
    }

    /** The innermost message, on one line, without what a URL may carry. */
    private static String detail(Throwable e) {
        Throwable innermost = e;
        for (int i = 0; i < MAX_CAUSES && innermost.getCause() != null; i++) {
            innermost = innermost.getCause();
        }
        String text = innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
        return Words.clean(text, MAX_DETAIL);
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        Throwable next = e;
        for (int i = 0; i < MAX_CAUSES && next != null; i++) {
            if (type.isInstance(next)) {
                return Optional.of(type.cast(next));
            }
            next = next.getCause();
        }
        return Optional.empty();
    }

    private static String bytes(long bytes) {
        long mebi = 1L << 20;
        if (bytes % (mebi << 10) == 0) {
            return bytes / (mebi << 10) + " GiB";
        }
        return bytes % mebi == 0 ? bytes / mebi + " MiB" : bytes + " bytes";
    }
}
