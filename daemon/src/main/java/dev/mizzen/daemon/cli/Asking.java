package dev.mizzen.daemon.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** Asks the person at the terminal. */
@FunctionalInterface
interface Asking {
    /** Whether the answer is yes; empty if there is no terminal to ask at. */
    Optional<Boolean> isMeant(String question);

    static Asking atTheTerminal() {
        return question -> Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> isYes(
                        Optional.ofNullable(console.readLine("%s", question)).orElse("")));
    }

    static boolean isYes(String answer) {
        String word = answer.strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }
}
