package dev.mizzen.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mizzen approve}: what waits for a yes, and the yes. */
@Command(
        name = "approve",
        description = {
            "Show which deletions are held, or approve one of them.",
            "",
            "Some deletions wait until a person says that they are meant: more than the guard of an environment allows, an"
                    + " application that renders to nothing, namespaces, volumes and CRDs, many applications that leave"
                    + " Git at once. Meanwhile everything keeps running.",
            "",
            "  mizzen approve                   what waits, and its digest; exit code 1 if any",
            "  mizzen approve 3f9a0c12de        shows exactly what will go, asks, approves",
            "  mizzen approve 3f9a0c12de --yes  without asking, for a script",
            "",
            "An approval is for exactly what was shown. With one object more it is another plan and has another digest."
                    + " The deletions use it up; unused, it is over after 7 days. If they are not meant, do not approve"
                    + " them: put back in Git what was removed.",
            "",
            "Who you are is told by your token, in MIZZEN_TOKEN or in a file; the daemon's mizzen.yaml names them:",
            "  tokens: [{ name: alice, token: file:/run/secrets/alice-token }]",
            ""
        },
        mixinStandardHelpOptions = true)
final class Approve implements Callable<Integer> {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{10,64}");

    private final Map<String, String> environment;
    private final Asking asking;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIGEST",
            description = "the first 10 digits, or all 64, as the list shows")
    private @Nullable String digest;

    @Mixin
    private DaemonAddress server = new DaemonAddress();

    @Mixin
    private TokenOption who = new TokenOption();

    @Option(names = "--yes", description = "approve without asking")
    private boolean yes;

    @Mixin
    private Output output = new Output();

    Approve() {
        this(System.getenv(), Asking.atTheTerminal());
    }

    Approve(Map<String, String> environment, Asking asking) {
        this.environment = Map.copyOf(environment);
        this.asking = asking;
    }

    @Override
    public Integer call() {
        String wanted = digest;
        if (wanted != null && !DIGEST.matcher(wanted).matches()) {
            throw new Failure(Exit.USAGE, "\"" + wanted + "\" is no digest: expected 10 to 64 hexadecimal digits");
        }
        try (DaemonApi daemon = server.open()) {
            JsonNode approvals = daemon.approvals()
                    .orElseThrow(() -> new Failure(
                            Exit.UNREACHABLE, "the daemon at " + server + " is too old: it knows no approvals"));
            return wanted == null ? list(approvals) : approve(daemon, approvals, wanted);
        }
    }

    private int list(JsonNode approvals) {
        JsonNode waiting = approvals.path("waiting");
        if (output.format() == Output.Format.table && waiting.isEmpty()) {
            spec.commandLine().getOut().println("nothing waits for an approval");
        } else {
            output.print(approvals, () -> HoldTable.table(waiting));
        }
        return waiting.isEmpty() ? Exit.OK.code() : Exit.FOUND.code();
    }

    private int approve(DaemonApi daemon, JsonNode approvals, String wanted) {
        List<JsonNode> candidates = matching(approvals.path("waiting"), wanted);
        if (candidates.size() > 1) {
            throw new Failure(Exit.FOUND, wanted + " is the beginning of more than one digest; give more digits");
        }
        if (candidates.isEmpty()) {
            return alreadyDone(approvals, wanted);
        }
        JsonNode one = candidates.getFirst();
        String token = who.read(environment, "to approve");
        boolean isTable = output.format() == Output.Format.table;
        show(one, isTable ? spec.commandLine().getOut() : spec.commandLine().getErr());
        if (!yes && !isMeant(one)) {
            throw new Failure(Exit.FOUND, "nothing was approved");
        }
        JsonNode given = daemon.approve(one.path("digest").asString(""), token);
        if (isTable) {
            spec.commandLine()
                    .getOut()
                    .println("approved by " + given.path("by").asString("")
                            + "; the daemon deletes now, see: mizzen status");
        } else {
            output.print(given, () -> new Table("APPROVED"));
        }
        return Exit.OK.code();
    }

    private int alreadyDone(JsonNode approvals, String wanted) {
        JsonNode given = matching(approvals.path("given"), wanted).stream()
                .filter(approval -> approval.path("ended").isNull())
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Exit.FOUND, "nothing that waits for an approval is " + wanted + "; see: mizzen approve"));
        spec.commandLine()
                .getOut()
                .println("approved already by " + given.path("by").asString("") + " at "
                        + given.path("at").asString("") + "; still to be deleted: "
                        + given.path("remaining").asInt() + " of " + HoldTable.count(given));
        return Exit.OK.code();
    }

    private static List<JsonNode> matching(JsonNode approvals, String digest) {
        return approvals
                .valueStream()
                .filter(approval -> approval.path("digest").asString("").startsWith(digest))
                .toList();
    }

    private void show(JsonNode one, PrintWriter out) {
        out.println(HoldTable.about(one) + ": " + one.path("what").asString(""));
        out.println("This will be deleted:");
        out.print(HoldTable.objects(one).render(spec.commandLine().getColorScheme()));
        HoldTable.notes(one).forEach(out::println);
        out.flush();
    }

    private boolean isMeant(JsonNode one) {
        return asking.isMeant("Is that meant? [y/N] ")
                .orElseThrow(() -> new Failure(
                        Exit.USAGE,
                        "there is no terminal to ask at: mizzen approve " + HoldTable.digest(one) + " --yes"));
    }
}
