package dev.mizzen.daemon.cli;

import dev.mizzen.reconcile.render.ClusterFacts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The option {@code --kubernetes}: the version that templates see where no cluster is asked. */
final class KubernetesVersion {
    private static final Pattern FORM = Pattern.compile("v?(\\d{1,3})\\.(\\d{1,3})(\\.\\d+)?");

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            defaultValue = "1.33",
            description = "the clusters' version that definitions choose APIs by (default: 1.33)")
    private String version = "1.33";

    ClusterFacts facts() {
        Matcher matcher = FORM.matcher(version);
        if (!matcher.matches()) {
            throw new Failure(Exit.USAGE, "--kubernetes takes a version as 1.33, not \"" + version + "\"");
        }
        String patch = matcher.group(3) == null ? ".0" : matcher.group(3);
        return new ClusterFacts(
                matcher.group(1),
                "v" + matcher.group(1) + "." + matcher.group(2) + patch,
                "linux/amd64",
                Integer.parseInt(matcher.group(2)));
    }
}
