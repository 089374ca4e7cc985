package dev.mizzen.daemon.cli;

import dev.mizzen.daemon.resolved.ResolvedFile;
import dev.mizzen.daemon.resolved.ResolvedReader;
import dev.mizzen.reconcile.model.DeliveryId;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.spec.DeliverySpec.Deliver;
import dev.mizzen.reconcile.spec.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --resolved}: what the daemon renders one delivery with. */
final class ResolvedOption {
    @Option(
            names = "--resolved",
            paramLabel = "FILE",
            description = {
                "what mizzen resolved printed: renders that delivery with the daemon's inputs,",
                "and says of each component whether it is the daemon's, or what is missing"
            })
    private @Nullable Path path;

    /** Empty where the option is not given. */
    Optional<ResolvedFile> read() {
        if (path == null) {
            return Optional.empty();
        }
        try (InputStream content = Files.newInputStream(path)) {
            return Optional.of(ResolvedReader.read(path.toString(), content.readNBytes(YamlReader.FILE_BYTES + 1)));
        } catch (Rejected e) {
            throw new Failure(Exit.USAGE, e.problems().getFirst().toString());
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, path + " cannot be read: " + e.getMessage());
        }
    }

    /** The file is of the delivery that is asked for. */
    static void require(ResolvedFile file, @Nullable String app, @Nullable String environment) {
        DeliveryId id = file.delivery();
        boolean other = (app != null && !app.equals(id.app().value()))
                || (environment != null && !environment.equals(id.environment().value()));
        if (other) {
            throw new Failure(
                    Exit.USAGE,
                    file.at() + ": the file is of " + id + ", expected "
                            + (environment == null ? "" : environment + "/") + (app == null ? "" : app));
        }
    }

    /** The directory is at the commit that the daemon rendered, or at another one with the same files. */
    static void require(ResolvedFile file, Deliver delivery) {
        if (!ResolvedFile.files(delivery).equals(file.files())) {
            throw new Failure(
                    Exit.FOUND,
                    file.filesAt() + ": the files of " + delivery.id().environment() + "/"
                            + delivery.id().app() + " are others than those of commit "
                            + file.commit() + ", which the daemon renders; check that commit out, or ask again with"
                            + " mizzen resolved " + file.delivery());
        }
    }
}
