package dev.mizzen.testkit.forge;

import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.Constants;
import org.jspecify.annotations.Nullable;

/** The pull requests of all repositories, and what becomes of them. */
final class Pulls {
    private final Vendor vendor;
    private final Clock clock;
    private final BiConsumer<String, Pull> events;
    private final Map<String, List<Pull>> pulls = new TreeMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile @Nullable PullRepository repositories;

    /** @param events told of each action and the pull request after it */
    Pulls(Vendor vendor, Clock clock, BiConsumer<String, Pull> events) {
        this.vendor = vendor;
        this.clock = clock;
        this.events = events;
    }

    void follow(GitServer server) {
        repositories = new PullRepository(server, vendor, clock);
    }

    /** Those of {@code repository}, the oldest first. */
    synchronized List<Pull> of(String repository) {
        return List.copyOf(pulls.getOrDefault(repository, List.of()));
    }

    Optional<Pull> find(String repository, int number) {
        return of(repository).stream().filter(pull -> pull.number() == number).findFirst();
    }

    Pull open(
            String repository, Optional<String> fork, String head, String base, String title, String body, String user)
            throws IOException {
        Pull pull = add(repository, fork, head, base, title, body, user);
        events.accept("opened", pull);
        return pull;
    }

    private synchronized Pull add(
            String repository, Optional<String> fork, String head, String base, String title, String body, String user)
            throws IOException {
        List<Pull> all = pulls.computeIfAbsent(repository, name -> new ArrayList<>());
        if (all.stream().anyMatch(isOpenFrom(fork, head).and(pull -> pull.base().equals(base)))) {
            throw new IOException("A pull request already exists for " + head + ".");
        }
        String tip = git().tip(fork.orElse(repository), head);
        if (tip.isEmpty() || git().tip(repository, base).isEmpty() || tip.equals(git().tip(repository, base))) {
            throw new IOException("No commits between " + base + " and " + head);
        }
        Pull pull = new Pull(
                repository,
                all.size() + 1,
                head,
                fork,
                tip,
                base,
                title,
                body,
                user,
                "open",
                Optional.empty(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                clock.instant(),
                List.of(),
                List.of());
        git().offer(pull);
        all.add(pull);
        return pull;
    }

    Pull say(String repository, int number, String title, String body) {
        return change(repository, number, pull -> pull.saying(title, body));
    }

    Pull close(String repository, int number) {
        return ended(change(repository, number, pull -> pull.isOpen() ? pull.ended("closed", Optional.empty()) : pull));
    }

    /**
     * Merges what the head is now, though its push is not told yet, as GitHub's button does; the push that this causes is
     * told before.
     */
    Pull merge(String repository, int number, String user) throws IOException {
        Pull known = find(repository, number).orElseThrow();
        if (!known.isOpen()) {
            throw new IOException("Pull request #" + number + " is " + known.state());
        }
        String tip = git().tip(known.fork().orElse(repository), known.head());
        Pull pull = tip.isEmpty() ? known : change(repository, number, one -> one.at(tip));
        git().offer(pull);
        String commit = git().merge(pull, user);
        return ended(change(repository, number, one -> one.ended("merged", Optional.of(commit))));
    }

    Pull review(String repository, int number, String user, String state, String association) {
        return change(repository, number, pull -> {
            List<Pull.Review> reviews = new ArrayList<>(pull.reviews());
            reviews.add(new Pull.Review(ids.incrementAndGet(), user, state, pull.tip(), association, clock.instant()));
            return pull.reviewed(reviews);
        });
    }

    Pull.Comment comment(String repository, int number, String user, String text) {
        Pull.Comment comment = new Pull.Comment(ids.incrementAndGet(), user, text);
        change(repository, number, pull -> {
            List<Pull.Comment> comments = new ArrayList<>(pull.comments());
            comments.add(comment);
            return pull.commented(comments);
        });
        return comment;
    }

    /** The pull request whose comment that was, with it changed. */
    Optional<Pull> edit(String repository, long id, String text) {
        return of(repository).stream()
                .filter(pull -> pull.comments().stream().anyMatch(comment -> comment.id() == id))
                .findFirst()
                .map(found -> change(
                        repository,
                        found.number(),
                        pull -> pull.commented(pull.comments().stream()
                                .map(one -> one.id() == id ? new Pull.Comment(id, one.user(), text) : one)
                                .toList())));
    }

    /** A push to a head moves its pull requests; one that brings a head to its base by hand merges them, as at GitHub. */
    void pushed(Push push) throws IOException {
        if (!push.ref().startsWith(Constants.R_HEADS)) {
            return;
        }
        String branch = push.ref().substring(Constants.R_HEADS.length());
        boolean deleted = push.after().matches("0+");
        for (Pull pull : allOpenFrom(push.repository(), branch)) {
            if (deleted) {
                close(pull.repository(), pull.number());
            } else if (!pull.tip().equals(push.after())) {
                Pull moved = change(pull.repository(), pull.number(), one -> one.at(push.after(), clock.instant()));
                git().offer(moved);
                events.accept("synchronize", moved);
            }
        }
        for (Pull pull : of(push.repository())) {
            if (!deleted
                    && pull.isOpen()
                    && pull.base().equals(branch)
                    && git().holds(pull.repository(), push.after(), pull.tip())) {
                ended(change(pull.repository(), pull.number(), one -> one.ended("merged", Optional.of(push.after()))));
            }
        }
    }

    private synchronized List<Pull> allOpenFrom(String repository, String branch) {
        return pulls.values().stream()
                .flatMap(List::stream)
                .filter(pull -> pull.fork().orElse(pull.repository()).equals(repository)
                        && pull.head().equals(branch)
                        && pull.isOpen())
                .toList();
    }

    private static Predicate<Pull> isOpenFrom(Optional<String> fork, String head) {
        return pull -> pull.isOpen() && pull.fork().equals(fork) && pull.head().equals(head);
    }

    private Pull ended(Pull pull) {
        events.accept("closed", pull);
        return pull;
    }

    private synchronized Pull change(String repository, int number, UnaryOperator<Pull> change) {
        List<Pull> all = pulls.getOrDefault(repository, List.of());
        if (number < 1 || number > all.size()) {
            throw new IllegalArgumentException(repository + " has no pull request " + number);
        }
        Pull changed = change.apply(all.get(number - 1));
        all.set(number - 1, changed);
        return changed;
    }

    /** What it would change in its base, as {@code git diff} writes it. */
    String changes(Pull pull) throws IOException {
        return git().changes(pull);
    }

    private PullRepository git() {
        PullRepository known = repositories;
        if (known == null) {
            throw new IllegalStateException("pull requests need the server of their repositories: follow it first");
        }
        return known;
    }
}
