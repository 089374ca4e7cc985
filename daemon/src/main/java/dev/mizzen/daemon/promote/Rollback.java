package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.mirror.CommitInfo;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The move of one pin back to what was there before.
 *
 * @param from what is pinned now; empty where the overlay follows the branch
 * @param good what will be
 * @param why the failure, or who asked for it, one line
 * @param since when it failed or was asked for
 * @param takes commits that it takes back, the newest first, {@link Proposal#MOST} at most
 */
record Rollback(
        DeliveryId target,
        Kind kind,
        Optional<Revision> from,
        Revision good,
        String why,
        Instant since,
        Revision head,
        String path,
        String overlay,
        List<CommitInfo> takes)
        implements RollingBack {
    static final String SUBJECT = "Roll back ";

    /** Who wants it. Each has its own branch, so that neither takes away what the other proposes. */
    enum Kind {
        /** The pin failed. */
        FAILURE("mizzen/rollback/"),
        /** Another application of its group failed; it is part of that one's rollback and never one of its own. */
        WITH_OTHERS("mizzen/rollback/"),
        /** Somebody asked for it. */
        BY_HAND("mizzen/rollback-by-hand/");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        String branch(DeliveryId target) {
            return prefix + target.environment() + "/" + target.app();
        }
    }

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
        return kind.branch(target);
    }

    @Override
    public String to() {
        return good.abbreviated();
    }

    @Override
    public String title() {
        return SUBJECT + target.app() + " in " + target.environment() + " to " + good.abbreviated();
    }

    @Override
    public String message() {
        return title() + "\n\n" + why + "\n\nMizzen-Rollback: " + target.environment() + "/" + target.app() + " "
                + range() + "\n";
    }

    private String range() {
        return from.map(Revision::id).orElse("none") + ".." + good;
    }

    @Override
    public String marker() {
        return "<!-- mizzen-rollback: " + range() + " " + since.truncatedTo(ChronoUnit.SECONDS) + " -->";
    }

    @Override
    public String body() {
        StringBuilder body = new StringBuilder("Moves the pin of **" + target.app() + "** in **" + target.environment()
                + "** back " + from.map(pin -> "from " + pin + " ").orElse("") + "to " + good + ".\n\n");
        body.append(
                switch (kind) {
                    case FAILURE -> "It failed there since " + since.truncatedTo(ChronoUnit.SECONDS) + ": ";
                    case WITH_OTHERS -> "It came together with what failed: ";
                    case BY_HAND -> "";
                });
        body.append(Proposal.code(why)).append('\n');
        from.filter(pin -> kind != Kind.WITH_OTHERS)
                .ifPresent(pin -> body.append("\nIt is not promoted to **")
                        .append(target.environment())
                        .append("** again: `mizzen.dev/rejected-revisions` lists it from then on. A newer one is.\n"));
        body.append("\n### Commits that it takes back\n");
        body.append(takes.isEmpty() ? "none that changed the application\n" : "");
        takes.forEach(commit -> body.append(Proposal.line(commit)));
        return body.append(takes.size() == Proposal.MOST ? "- and older ones\n" : "")
                .append('\n')
                .append(marker())
                .append('\n')
                .toString();
    }
}
