package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.forge.ForgeRejected;
import dev.mizzen.gitsource.forge.ForgeUnavailable;
import dev.mizzen.gitsource.forge.PullRequest;
import dev.mizzen.gitsource.forge.PullRequests;
import java.util.List;
import java.util.Optional;

/** The pull request of one move of a pin, as it is at the forge now. */
record PromotionRequest(PullRequests pulls, String head, String into, List<PullRequest> all) {
    static PromotionRequest look(PullRequests pulls, String head, String into) throws ForgeUnavailable, ForgeRejected {
        return new PromotionRequest(pulls, head, into, pulls.from(head, into));
    }

    Optional<PullRequest> open() {
        return all.stream()
                .filter(request -> request.state() == PullRequest.State.OPEN)
                .findFirst();
    }

    /** The newest one, if it was for the same and a person ended it. */
    Optional<PullRequest> ended(PinMove move) {
        return all.stream()
                .findFirst()
                .filter(newest -> newest.state() != PullRequest.State.OPEN)
                .filter(newest -> newest.body().contains(move.marker()));
    }

    /** Makes the one that is open say what {@code move} says, or opens one. */
    PullRequest bring(PinMove move) throws ForgeUnavailable, ForgeRejected {
        Optional<PullRequest> open = open();
        PullRequest request = open.isPresent() ? open.get() : opened(move);
        if (!request.title().equals(move.title()) || !same(request.body(), move.body())) {
            pulls.edit(request, move.title(), move.body());
        }
        return request;
    }

    /** Another daemon may have opened one since this looked: no forge has two of one branch. */
    private PullRequest opened(PinMove move) throws ForgeUnavailable, ForgeRejected {
        try {
            return pulls.open(new PullRequest.Draft(head, into, move.title(), move.body()));
        } catch (ForgeRejected refused) {
            return look(pulls, head, into).open().orElseThrow(() -> refused);
        }
    }

    /** Closes the one that is open. */
    void withdraw() throws ForgeUnavailable, ForgeRejected {
        Optional<PullRequest> open = open();
        if (open.isPresent()) {
            pulls.close(open.get());
        }
    }

    /** Forges write ends of lines their own way. */
    private static boolean same(String there, String ours) {
        return there.replace("\r", "").strip().equals(ours.strip());
    }
}
