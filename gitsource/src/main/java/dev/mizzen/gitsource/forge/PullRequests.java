package dev.mizzen.gitsource.forge;

import java.util.List;

/** The pull requests of one repository. Each call is one or a few requests; nothing is retried here. */
public interface PullRequests {
    /** Most that one call answers. */
    int MOST = 300;

    /** Those that are open, into {@code base}, the oldest first, at most {@link #MOST}. */
    List<PullRequest> open(String base) throws ForgeUnavailable, ForgeRejected;

    /** All of any state from the branch {@code head} of the repository itself into {@code base}, the newest first. */
    List<PullRequest> from(String head, String base) throws ForgeUnavailable, ForgeRejected;

    /** The full name of the ref at which the repository has the newest commit of the request, also of one from a fork. */
    String ref(PullRequest request);

    /** Opens one; where there is one of these branches already the forge refuses, or answers that one. */
    PullRequest open(PullRequest.Draft draft) throws ForgeUnavailable, ForgeRejected;

    /** Gives it another title and body. */
    void edit(PullRequest request, String title, String body) throws ForgeUnavailable, ForgeRejected;

    /** Closes it without merging. */
    void close(PullRequest request) throws ForgeUnavailable, ForgeRejected;

    /** How many people approve of it as it is, each counted once; one who asks for changes does not. */
    int approvals(PullRequest request) throws ForgeUnavailable, ForgeRejected;

    /** What was written at it, the oldest first, at most {@link #MOST}. */
    List<PullRequest.Comment> comments(PullRequest request) throws ForgeUnavailable, ForgeRejected;

    /** Writes a new one. */
    void comment(PullRequest request, String text) throws ForgeUnavailable, ForgeRejected;

    /** Changes one of our own in place. */
    void edit(PullRequest request, PullRequest.Comment comment, String text) throws ForgeUnavailable, ForgeRejected;
}
