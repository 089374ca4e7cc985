package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.spec.Environment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The move of one pin.
 *
 * @param target where the candidate goes
 * @param head the commit of the branch whose overlay is edited
 * @param path of the overlay
 * @param overlay text of it as it is to be
 * @param brings commits that it brings, the newest first, {@link #MOST} at most
 */
record Proposal(
        DeliveryId target,
        Environment.Promotion promotion,
        Revision candidate,
        Optional<Revision> pinned,
        Revision head,
        String path,
        String overlay,
        List<CommitInfo> brings)
        implements Promoting {
    /** Most commits that are told. */
    static final int MOST = 50;

    static final String SUBJECT = "Promote ";

    @Override
    public List<DeliveryId> targets() {
        return List.of(target);
    }

    @Override
    public Map<String, String> overlays() {
        return Map.of(path, overlay);
    }

    @Override
    public String branch() {
        return branch(target);
    }

    @Override
    public String to() {
        return candidate.abbreviated();
    }

    static String branch(DeliveryId target) {
        return "mizzen/promote/" + target.environment() + "/" + target.app();
    }

    /** Whether a commit is one of a daemon's that moves pins, and nobody amended it or put it on top of another one. */
    static boolean isOurs(CommitInfo commit) {
        return commit.author().equals("Mizzen")
                && commit.committer().equals("Mizzen")
                && (commit.subject().startsWith(SUBJECT) || commit.subject().startsWith(Rollback.SUBJECT));
    }

    @Override
    public String marker() {
        return marker(candidate);
    }

    /** Stands in the body, so that a request that a person closed is not opened again for the same revision. */
    static String marker(Revision candidate) {
        return "<!-- mizzen-promotion: " + candidate + " -->";
    }

    @Override
    public String title() {
        return SUBJECT + target.app() + " to " + target.environment() + ": " + candidate.abbreviated();
    }

    @Override
    public String message() {
        return title() + "\n\nMizzen-Promotion: " + target.environment() + "/" + target.app() + " "
                + pinned.map(Revision::id).orElse("none") + ".." + candidate + "\n";
    }

    @Override
    public String body() {
        StringBuilder body = new StringBuilder();
        body.append("Moves the pin of **")
                .append(target.app())
                .append("** in **")
                .append(target.environment())
                .append("** ")
                .append(pinned.map(old -> "from " + old + " ").orElse(""))
                .append("to ")
                .append(candidate)
                .append(".\n\nIt was healthy in **")
                .append(promotion.from())
                .append("** for ")
                .append(promotion.healthyFor().toSeconds())
                .append(" s without a break.\n");
        if (promotion.approvals() > 0) {
            body.append("\nIt needs ").append(promotion.approvals()).append(" approval(s) before it is merged.\n");
        }
        body.append("\n### Commits\n");
        brings.forEach(commit -> body.append(line(commit)));
        if (brings.size() == MOST) {
            body.append("- and older ones\n");
        }
        return body.append('\n').append(marker(candidate)).append('\n').toString();
    }

    /** A commit as an item of a list. */
    static String line(CommitInfo commit) {
        return "- " + commit.revision() + " " + code(commit.subject()) + " by " + code(commit.author()) + "\n";
    }

    /** Others wrote it: no mark-up of it counts, and nobody is called by it. */
    static String code(String text) {
        String line = text.replace('`', '\'').strip();
        return line.isEmpty() ? "(nothing)" : "`" + line + "`";
    }
}
