package dev.mizzen.daemon.cli;

/** What the exit codes of every command mean; {@code mizzen --help} prints this table. */
enum Exit {
    OK(0, "done, and nothing is wrong"),
    FOUND(1, "done, and something is wrong: problems, differences, a delivery that is not healthy"),
    USAGE(2, "the command line was not understood"),
    UNREACHABLE(3, "something outside could not be reached: the daemon, a cluster, a Git server"),
    BUG(70, "a bug in Mizzen");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
