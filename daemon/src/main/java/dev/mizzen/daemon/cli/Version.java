package dev.mizzen.daemon.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** {@code mizzen version}: what runs here. */
@Command(
        name = "version",
        description = "Print the version of Mizzen and of the Java that runs it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class Version implements Callable<Integer>, IVersionProvider {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("mizzen", number());
        facts.put("java", Runtime.version().toString());
        output.print(facts, () -> {
            Table table = new Table("PART", "VERSION");
            facts.forEach(table::row);
            return table;
        });
        return Exit.OK.code();
    }

    @Override
    public String[] getVersion() {
        return new String[] {"mizzen " + number()};
    }

    private static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
