package dev.mizzen.daemon.cli.conformance;

import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Value;
import dev.mizzen.reconcile.model.Values;
import dev.mizzen.reconcile.spec.yaml.YamlFile;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What KubeVela made of a case, out of its files. */
final class Expected {
    private Expected() {}

    static Result of(Case one) throws IOException {
        Path error = one.folder().resolve(Case.ERROR);
        if (Files.exists(error)) {
            String text = Files.readString(error);
            return new Result.Refused(stage(text), List.of(Problem.of(text.strip())));
        }
        Path file = one.folder().resolve(Case.EXPECTED);
        YamlFile yaml = YamlReader.read(file.toString(), Files.readAllBytes(file));
        if (!yaml.problems().isEmpty()) {
            throw new IOException(yaml.problems().getFirst().toString());
        }
        return new Result.Objects(yaml.documents().stream()
                .filter(document -> !(document instanceof Value.Nothing))
                .map(Values::toJson)
                .toList());
    }

    /** By the words with which KubeVela's command tells what it was at. */
    private static Result.Stage stage(String text) {
        if (text.contains("read application files")) {
            return Result.Stage.FILES;
        }
        return text.contains("cannot generate manifests") || text.contains("panic")
                ? Result.Stage.RENDER
                : Result.Stage.MEANING;
    }
}
