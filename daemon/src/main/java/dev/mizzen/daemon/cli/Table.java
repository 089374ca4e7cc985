package dev.mizzen.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** Rows under a header, each column as wide as its longest cell. Cells may hold picocli's markup, {@code @|red text|@}. */
final class Table {
    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row with a cell for each column of the header. */
    Table row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells for " + rows.getFirst().size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    String render(ColorScheme colours) {
        Ansi ansi = colours.ansi();
        int columns = rows.getFirst().size();
        Column[] layout = new Column[columns];
        for (int c = 0; c < columns; c++) {
            layout[c] = new Column(width(c), 0, Column.Overflow.SPAN);
        }
        TextTable table = TextTable.forColumns(colours, layout);
        table.setAdjustLineBreaksForWideCJKCharacters(false);
        for (List<String> row : rows) {
            table.addRowValues(row.stream().map(ansi::text).toArray(Ansi.Text[]::new));
        }
        return table.toString().lines().map(String::stripTrailing).reduce("", (all, line) -> all + line + "\n");
    }

    private int width(int column) {
        int longest = rows.stream()
                .map(row -> Ansi.OFF.text(row.get(column)).plainString())
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return longest + GAP;
    }
}
