package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.artifact.Pin;
import dev.mizzen.reconcile.artifact.Wanted;
import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import dev.mizzen.reconcile.spec.Chart.From;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a chart is made of, down to the byte, read only where it has to be rendered. */
sealed interface ChartFiles {
    /** Gives the bytes of a pin. */
    @FunctionalInterface
    interface Contents {
        byte[] of(Wanted wanted, Pin.Content pin) throws Rejected, Waiting;
    }

    Digest digest();

    /** Adds the contents to a request. */
    void into(ObjectNode body, Contents contents) throws Rejected, Waiting;

    /** What messages put before the names of the chart's files. */
    String place();

    /** A packed chart from outside. */
    record Packed(String place, Wanted wanted, Pin.Content pin) implements ChartFiles {
        @Override
        public Digest digest() {
            return pin.digest();
        }

        @Override
        public void into(ObjectNode body, Contents contents) throws Rejected, Waiting {
            body.put("archive", Base64.getEncoder().encodeToString(contents.of(wanted, pin)));
        }
    }

    /** A packed chart that is a file of a snapshot. */
    record PackedFile(ChartFolder folder) implements ChartFiles {
        @Override
        public String place() {
            return folder.place();
        }

        @Override
        public Digest digest() {
            return folder.digest();
        }

        @Override
        public void into(ObjectNode body, Contents contents) throws Rejected {
            folder.packed(body);
        }
    }

    /** A directory, and the dependencies that it lacks. */
    record Folder(ChartFolder folder, List<Local> local, List<Fetched> fetched) implements ChartFiles {
        private static final long MOST_FETCHED = 20L * 1024 * 1024;

        /** Another directory that counts as {@code charts/<name>}. */
        record Local(String name, Folder folder) {}

        /** A packed chart that counts as a file of {@code charts}. */
        record Fetched(String name, String version, Wanted wanted, Pin.Content pin) {}

        @Override
        public String place() {
            return folder.place();
        }

        @Override
        public Digest digest() {
            if (local.isEmpty() && fetched.isEmpty()) {
                return folder.digest();
            }
            StringBuilder text = new StringBuilder(folder.digest().hex());
            local.forEach(one -> text.append('\n')
                    .append(one.name())
                    .append(' ')
                    .append(one.folder().digest()));
            fetched.forEach(one -> text.append('\n')
                    .append(one.name())
                    .append('-')
                    .append(one.version())
                    .append(' ')
                    .append(one.pin().digest()));
            return Digest.of(text.toString());
        }

        @Override
        public void into(ObjectNode body, Contents contents) throws Rejected, Waiting {
            if (hasFetched()) {
                body.put("fetched", true);
            }
            into(body.putObject("files"), "", contents, new long[] {MOST_FETCHED});
        }

        private boolean hasFetched() {
            return !fetched.isEmpty() || !local.isEmpty();
        }

        private void into(ObjectNode files, String prefix, Contents contents, long[] left) throws Rejected, Waiting {
            folder.into(files, prefix);
            for (Local one : local) {
                one.folder().into(files, prefix + "charts/" + one.name() + "/", contents, left);
            }
            for (Fetched one : fetched) {
                byte[] content = contents.of(one.wanted(), one.pin());
                left[0] -= content.length;
                if (left[0] < 0) {
                    throw folder.rejected(
                            "the dependencies of a chart may have " + MOST_FETCHED / (1024 * 1024) + " MiB in all");
                }
                files.put(
                        prefix + "charts/" + one.name() + "-" + one.version() + ".tgz",
                        Base64.getEncoder().encodeToString(content));
            }
        }
    }

    /** The one of a component whose chart comes from somewhere else than {@code here}. */
    static Optional<Wanted> wanted(From from) {
        return switch (from) {
            case From.Here here -> Optional.empty();
            case From.Source other -> Optional.of(new Wanted.Git(other.source(), other.path(), other.commit()));
            case From.Git git -> Optional.of(new Wanted.Git(git.url(), git.path(), git.commit()));
            case From.Repository repository ->
                Optional.of(new Wanted.Repository(repository.url(), repository.chart(), repository.version()));
            case From.Registry registry -> Optional.of(new Wanted.Registry(registry.url(), registry.version()));
            case From.Archive archive -> Optional.of(new Wanted.Archive(archive.url()));
        };
    }
}
