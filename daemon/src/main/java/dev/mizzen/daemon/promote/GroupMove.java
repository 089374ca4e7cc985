package dev.mizzen.daemon.promote;

import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.EnvironmentName;
import dev.mizzen.reconcile.spec.PromotionGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Moves of applications of one group that are one commit and one pull request. */
interface GroupMove<M extends PinMove> extends PinMove {
    /** Longest body, in characters, before what is told of an application is left out; forges take about 65,000. */
    int LONGEST = 50_000;

    PromotionGroup group();

    /** Those that move, each on top of the same commit; not empty. */
    List<M> moves();

    /** Where the pins are. */
    default EnvironmentName environment() {
        return targets().getFirst().environment();
    }

    @Override
    default List<DeliveryId> targets() {
        return moves().stream().flatMap(move -> move.targets().stream()).toList();
    }

    @Override
    default Revision head() {
        return moves().getFirst().head();
    }

    @Override
    default Map<String, String> overlays() {
        Map<String, String> overlays = new LinkedHashMap<>();
        moves().forEach(move -> overlays.putAll(move.overlays()));
        return overlays;
    }

    @Override
    default String to() {
        return moves().size() > 3
                ? moves().size() + " applications"
                : moves().stream()
                        .map(move -> move.targets().getFirst().app() + " " + move.to())
                        .collect(Collectors.joining(", "));
    }

    @Override
    default String message() {
        return title() + "\n\n"
                + moves().stream()
                        .map(move ->
                                move.message().substring(move.title().length()).strip())
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    @Override
    default String body() {
        StringBuilder body = new StringBuilder("The applications of **" + group().name()
                + "** move together: this is one commit for all of them in **" + environment() + "**.\n");
        for (M move : moves()) {
            String told = move.body();
            body.append("\n## ").append(move.title()).append('\n');
            if (body.length() + told.length() < LONGEST) {
                body.append('\n').append(told);
            }
        }
        return body.append('\n').append(marker()).append('\n').toString();
    }

    @Override
    default String marker() {
        return moves().stream()
                .map(move -> move.marker()
                        .replace("<!-- ", move.targets().getFirst().app() + " ")
                        .replace(" -->", ""))
                .collect(Collectors.joining(", ", "<!-- mizzen-group: " + group().name() + " ", " -->"));
    }
}
