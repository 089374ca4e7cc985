package dev.mizzen.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

class TableTest {
    private static final Table TABLE = new Table("APPLICATION", "PROD")
            .row("a", "@|green healthy|@")
            .row("a-longer-name", "@|bold,red rejected|@");

    @Test
    void columnsAreAsWideAsTheirLongestCellAndLinesHaveNoTrailingBlanks() {
        assertThat(TABLE.render(Help.defaultColorScheme(Ansi.OFF))).isEqualTo("""
                APPLICATION    PROD
                a              healthy
                a-longer-name  rejected
                """);
    }

    @Test
    void coloursDoNotMoveTheColumns() {
        String coloured = TABLE.render(Help.defaultColorScheme(Ansi.ON));
        assertThat(coloured).contains("\u001b[32mhealthy");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(TABLE.render(Help.defaultColorScheme(Ansi.OFF)));
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() -> new Table("A", "B").row("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
