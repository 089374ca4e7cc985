package dev.mizzen.reconcile.render;

import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.define.Blame;
import dev.mizzen.reconcile.define.Recent;
import dev.mizzen.reconcile.model.Digest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Remembers which inputs cost a process its life, and why; and templates that did so for several inputs in a row: those
 * are not tried with others either, but for one in a while, since it may have been the inputs. The oldest is forgotten at
 * the limit. Thread-safe.
 */
final class Kills {
    /** So many inputs in a row make their template a suspect. */
    static final int SUSPECT = 3;
    /** After so long one more input is tried with it. */
    static final Duration REST = Duration.ofMinutes(10);

    private final LongSupplier nanos;
    private final Recent<Digest, String> reasons;
    private final Recent<Template, Suspect> suspects;

    private record Template(SourceName source, Digest digest) {}

    private record Suspect(int kills, String last, long triedAtNanos) {}

    /**
     * @param limit the most inputs, and the most templates, that are remembered
     * @param nanos a clock as {@link System#nanoTime}
     */
    Kills(int limit, LongSupplier nanos) {
        this.nanos = nanos;
        this.reasons = new Recent<>(limit, limit, reason -> 1);
        this.suspects = new Recent<>(limit, limit, suspect -> 1);
    }

    /** Why a request is not tried, if so. */
    synchronized Optional<String> reason(SourceName source, Blame blame) {
        return reasons.get(blame.input())
                .or(() -> blame.templates().entrySet().stream()
                        .flatMap(t -> suspects
                                .get(new Template(source, t.getKey()))
                                .filter(this::rests)
                                .map(suspect -> words(t.getValue(), suspect))
                                .stream())
                        .findFirst());
    }

    /** As {@link #reason}; if there is none, the request is tried now. */
    synchronized Optional<String> begin(SourceName source, Blame blame) {
        Optional<String> reason = reason(source, blame);
        if (reason.isEmpty()) {
            for (Digest digest : blame.templates().keySet()) {
                Template template = new Template(source, digest);
                suspects.get(template)
                        .filter(suspect -> suspect.kills() >= SUSPECT)
                        .ifPresent(s -> suspects.put(template, new Suspect(s.kills(), s.last(), nanos.getAsLong())));
            }
        }
        return reason;
    }

    private boolean rests(Suspect suspect) {
        return suspect.kills() >= SUSPECT && nanos.getAsLong() - suspect.triedAtNanos() < REST.toNanos();
    }

    private static String words(String name, Suspect suspect) {
        return "definition \"" + name + "\" was too much for the renderer " + suspect.kills()
                + " times in a row (the last: "
                + suspect.last() + "); it is not tried with anything else until it changes, or "
                + REST.toMinutes() + " minutes have passed";
    }

    /** @param what the request did to its process */
    synchronized void remember(SourceName source, Blame blame, String what, String reason) {
        reasons.put(blame.input(), reason);
        for (Digest digest : blame.templates().keySet()) {
            Template template = new Template(source, digest);
            int before = suspects.get(template).map(Suspect::kills).orElse(0);
            suspects.put(template, new Suspect(before + 1, what, nanos.getAsLong()));
        }
    }

    /** The process has outlived the request: its templates are no suspects. */
    synchronized void survived(SourceName source, Blame blame) {
        for (Digest digest : blame.templates().keySet()) {
            suspects.remove(new Template(source, digest));
        }
    }
}
