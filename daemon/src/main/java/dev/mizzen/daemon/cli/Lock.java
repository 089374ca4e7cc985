package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.artifact.LockFile;
import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.render.ClusterFacts;
import dev.mizzen.reconcile.spec.DeliverySpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mizzen lock}: writes down what the artifacts from outside are, for Git to show. */
@Command(
        name = "lock",
        description = {
            "Write mizzen.lock beside each application that takes charts or kustomizations from",
            "outside of its repository: the version that a range means now, and the digest of its",
            "bytes. Commit the file: from then on nothing else is delivered, whatever the registry",
            "says later. What is locked stays as it is; what is new is added, what is asked for no",
            "more goes.",
            "",
            "  mizzen lock .                   all applications of a config repository",
            "  mizzen lock . blog --update     move blog's ranges to the newest versions in them",
            "  mizzen lock . --check           write nothing; exit code 1 if something would change",
            "  mizzen lock . --config mizzen.yaml    with the hosts, logins and sources of a daemon",
            ""
        },
        mixinStandardHelpOptions = true)
final class Lock implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "the repository (default: .)")
    private Path directory = Path.of(".");

    @Parameters(index = "1", arity = "0..1", paramLabel = "APP", description = "one application (default: all)")
    private @Nullable String app;

    @Option(names = "--update", description = "ask again also for what is locked")
    private boolean update;

    @Option(names = "--check", description = "write nothing, and tell what would change")
    private boolean check;

    @Mixin
    private AgeKeys keys = new AgeKeys();

    @Mixin
    private ArtifactAccess access = new ArtifactAccess();

    /** One file; several applications of a repository without {@code apps/} share one. */
    private static final class Locked {
        final Map<Wanted, Pin> before = new HashMap<>();
        final Map<Wanted, Pin> after = new HashMap<>();
    }

    @Override
    public Integer call() {
        List<Problem> problems = new ArrayList<>();
        Map<String, Locked> files = new TreeMap<>();
        try (Workbench bench = Workbench.open(directory, keys, ClusterFacts.UNKNOWN, access)) {
            problems.addAll(bench.spec().problems());
            for (DeliverySpec delivery : bench.deliveries(Optional.empty(), Optional.empty())) {
                switch (delivery) {
                    case DeliverySpec.Broken broken -> problems.addAll(broken.problems());
                    case DeliverySpec.AwaitingPromotion ignored -> {}
                    case DeliverySpec.Deliver deliver -> add(bench, deliver, files, problems);
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!problems.isEmpty()) {
            Finding.sorted(problems).forEach(problem -> err.println(problem.text()));
            return Exit.FOUND.code();
        }
        int changed = 0;
        for (Map.Entry<String, Locked> file : files.entrySet()) {
            changed += finish(file.getKey(), file.getValue(), out) ? 1 : 0;
        }
        if (changed == 0) {
            out.println("nothing to lock that is not locked");
        }
        out.flush();
        return check && changed > 0 ? Exit.FOUND.code() : Exit.OK.code();
    }

    private void add(Workbench bench, DeliverySpec.Deliver deliver, Map<String, Locked> files, List<Problem> problems) {
        boolean chosen = app == null || deliver.id().app().value().equals(app);
        try {
            Locked file = files.computeIfAbsent(bench.lockPath(deliver), path -> new Locked());
            file.before.putAll(bench.lock(deliver).pins());
            bench.artifacts(deliver, (wanted, known, newest) -> {
                Pin kept = file.after.get(wanted);
                if (kept == null) {
                    Optional<Pin> old = Optional.ofNullable(file.before.get(wanted));
                    kept = old.isPresent() && !(update && chosen)
                            ? old.get()
                            : chosen || old.isPresent() ? newest.get() : known.get();
                    if (chosen || old.isPresent()) {
                        file.after.put(wanted, kept);
                    }
                }
                return kept;
            });
        } catch (Rejected e) {
            problems.addAll(e.problems());
        }
    }

    /** Whether there is something to write. */
    private boolean finish(String path, Locked file, PrintWriter out) {
        var lock = dev.mizzen.reconcile.artifact.Lock.of(file.after);
        Path target = directory.resolve(path);
        String text = LockFile.text(lock);
        try {
            boolean there = Files.exists(target);
            boolean same = there
                    ? !file.after.isEmpty()
                            && Files.readString(target, StandardCharsets.UTF_8).equals(text)
                    : file.after.isEmpty();
            if (same) {
                return false;
            }
            tell(path, file, out);
            if (!check && file.after.isEmpty()) {
                Files.delete(target);
            } else if (!check) {
                Path beside = target.resolveSibling(".mizzen.lock.new");
                Files.writeString(beside, text, StandardCharsets.UTF_8);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return true;
        } catch (IOException e) {
            throw new Failure(Exit.UNREACHABLE, target + " cannot be written: " + e.getMessage());
        }
    }

    private static void tell(String path, Locked file, PrintWriter out) {
        List<String> lines = new ArrayList<>();
        dev.mizzen.reconcile.artifact.Lock.of(file.after).pins().forEach((wanted, pin) -> {
            Pin old = file.before.get(wanted);
            if (old == null) {
                lines.add("+ " + wanted.text() + ": " + shown(pin));
            } else if (!old.equals(pin)) {
                lines.add("~ " + wanted.text() + ": " + shown(old) + " -> " + shown(pin));
            }
        });
        dev.mizzen.reconcile.artifact.Lock.of(file.before).pins().keySet().stream()
                .filter(wanted -> !file.after.containsKey(wanted))
                .forEach(wanted -> lines.add("- " + wanted.text()));
        out.println(path + (lines.isEmpty() ? ": only its form changes" : ""));
        lines.forEach(line -> out.println("  " + line));
    }

    private static String shown(Pin pin) {
        return switch (pin) {
            case Pin.Content content ->
                (content.version().isEmpty() ? "" : content.version() + " ") + "sha256:"
                        + content.digest().abbreviated();
            case Pin.Commit commit -> commit.revision().abbreviated();
        };
    }
}
