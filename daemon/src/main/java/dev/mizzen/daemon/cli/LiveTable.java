package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.cli.DaemonApi.Delivery;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help.ColorScheme;

/**
 * The status table as it changes: redrawn in place on a terminal, elsewhere a line for each delivery that changed.
 * Not thread-safe.
 */
final class LiveTable {
    private static final int MOST_TROUBLES = 8;

    private final PrintWriter out;
    private final ColorScheme colours;
    private final boolean terminal;
    private final Map<String, String> told = new HashMap<>();
    private int drawn;

    LiveTable(PrintWriter out, ColorScheme colours, boolean terminal) {
        this.out = out;
        this.colours = colours;
        this.terminal = terminal;
    }

    /** Shows {@code deliveries} as they are now. */
    void show(List<Delivery> deliveries) {
        if (terminal) {
            redraw(deliveries);
        } else {
            tellChanges(deliveries);
        }
        out.flush();
    }

    private void redraw(List<Delivery> deliveries) {
        List<String> lines = new ArrayList<>(
                StatusTable.of(deliveries).render(colours).lines().toList());
        StatusTable.troubles(deliveries).stream()
                .limit(MOST_TROUBLES)
                .flatMap(String::lines)
                .forEach(line -> lines.add("  " + line));
        if (drawn > 0) {
            out.printf("\u001b[%dA\u001b[J", drawn); // up to the first line, clear to the end
        }
        lines.forEach(out::println);
        drawn = lines.size();
    }

    private void tellChanges(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            String now = delivery.sync() + " " + delivery.health()
                    + (delivery.drift().equals("none") ? "" : " " + delivery.drift());
            if (!now.equals(told.put(delivery.id(), now))) {
                String message =
                        delivery.message() == null || StatusTable.isWell(delivery) ? "" : "  " + delivery.message();
                out.println(delivery.environment() + "/" + delivery.app() + "  " + now + message);
            }
        }
    }
}
