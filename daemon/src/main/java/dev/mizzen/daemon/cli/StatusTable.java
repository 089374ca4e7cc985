package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.cli.DaemonApi.Delivery;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** Applications × environments, one word a cell, and below it what is wrong, in whole. Pure. */
final class StatusTable {
    private StatusTable() {}

    static Table of(List<Delivery> deliveries) {
        SequencedSet<String> environments = new LinkedHashSet<>();
        deliveries.forEach(d -> environments.add(d.environment()));
        boolean sources = deliveries.stream().map(Delivery::source).distinct().count() > 1;
        Table table = new Table(Stream.concat(
                        Stream.of("APPLICATION"), environments.stream().map(e -> e.toUpperCase(java.util.Locale.ROOT)))
                .toArray(String[]::new));
        deliveries.stream()
                .map(d -> new Row(d.source(), d.app()))
                .distinct()
                .sorted(java.util.Comparator.comparing(Row::source).thenComparing(Row::app))
                .forEach(row -> table.row(Stream.concat(
                                Stream.of(sources ? row.source() + "/" + row.app() : row.app()),
                                environments.stream().map(e -> cell(find(deliveries, row, e))))
                        .toArray(String[]::new)));
        return table;
    }

    /** A line for each delivery that is not as it should be, with the daemon's message. */
    static List<String> troubles(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(d -> d.message() != null && !d.message().isBlank() && !isWell(d))
                .map(d -> d.environment() + "/" + d.app() + ": " + d.message()
                        + (d.waits() == null ? "" : " (" + d.waits() + ")"))
                .toList();
    }

    /** Whether Git's word is kept and lives, or nothing is to be done yet. */
    static boolean isWell(Delivery delivery) {
        return switch (delivery.sync()) {
            case "synced" ->
                delivery.health().equals("healthy") || delivery.health().equals("suspended");
            case "awaiting-promotion", "awaiting-window" -> true;
            default -> false;
        };
    }

    private record Row(String source, String app) {}

    private static Optional<Delivery> find(List<Delivery> deliveries, Row row, String environment) {
        return deliveries.stream()
                .filter(d -> d.source().equals(row.source())
                        && d.app().equals(row.app())
                        && d.environment().equals(environment))
                .findFirst();
    }

    private static String cell(Optional<Delivery> delivery) {
        return delivery.map(d -> "@|" + colour(d) + " " + word(d) + "|@").orElse("-");
    }

    private static String word(Delivery d) {
        if (!d.sync().equals("synced")) {
            return d.sync();
        }
        return switch (d.drift()) {
            case "drifted", "fighting" -> d.drift();
            default -> d.health();
        };
    }

    private static String colour(Delivery d) {
        if (isWell(d) && !word(d).equals("drifted") && !word(d).equals("fighting")) {
            return d.sync().equals("synced") ? "green" : "faint";
        }
        return switch (word(d)) {
            case "rejected", "failed", "degraded", "missing", "unreachable", "fighting" -> "bold,red";
            default -> "yellow";
        };
    }
}
