package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.forge.PullRequest;
import dev.mizzen.gitsource.forge.PullRequests;
import dev.mizzen.gitsource.snapshot.Revision;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pull requests in memory. */
final class RecordedPulls implements PullRequests {
    final List<PullRequest> all = new ArrayList<>();
    int edits;

    @Override
    public List<PullRequest> open(String base) {
        return all.stream()
                .filter(request -> request.state() == PullRequest.State.OPEN)
                .toList();
    }

    @Override
    public List<PullRequest> from(String head, String base) {
        return all.reversed().stream()
                .filter(request -> request.head().equals(head) && request.base().equals(base))
                .toList();
    }

    @Override
    public PullRequest open(PullRequest.Draft draft) {
        PullRequest request = new PullRequest(
                String.valueOf(all.size() + 1),
                draft.head(),
                false,
                new Revision("0".repeat(40)),
                draft.base(),
                draft.title(),
                draft.body(),
                PullRequest.State.OPEN,
                Optional.empty(),
                URI.create("https://forge.example/pull/" + (all.size() + 1)));
        all.add(request);
        return request;
    }

    @Override
    public void edit(PullRequest request, String title, String body) {
        edits++;
        replace(request, title, body, request.state());
    }

    @Override
    public void close(PullRequest request) {
        replace(request, request.title(), request.body(), PullRequest.State.CLOSED);
    }

    private void replace(PullRequest old, String title, String body, PullRequest.State state) {
        all.set(
                Integer.parseInt(old.number()) - 1,
                new PullRequest(
                        old.number(),
                        old.head(),
                        old.foreign(),
                        old.tip(),
                        old.base(),
                        title,
                        body,
                        state,
                        old.merged(),
                        old.page()));
    }

    @Override
    public int approvals(PullRequest request) {
        return 0;
    }

    @Override
    public List<PullRequest.Comment> comments(PullRequest request) {
        return List.of();
    }

    @Override
    public void comment(PullRequest request, String text) {
        throw new UnsupportedOperationException("nobody comments here");
    }

    @Override
    public void edit(PullRequest request, PullRequest.Comment comment, String text) {
        throw new UnsupportedOperationException("nobody comments here");
    }

    @Override
    public String ref(PullRequest request) {
        return "refs/pull/" + request.number() + "/head";
    }
}
