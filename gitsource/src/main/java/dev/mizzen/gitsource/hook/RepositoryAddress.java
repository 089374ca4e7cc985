package dev.mizzen.gitsource.hook;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Host and path of a repository without what differs between its URLs: scheme, user, standard port, case, {@code .git}. */
record RepositoryAddress(String host, String path) {
    private static final Pattern URL = Pattern.compile("[a-z+]+://(?:[^/@]*@)?([^/]*)/+(.*)");
    private static final Pattern SCP = Pattern.compile("(?:[^/@:]*@)?([^/:]+):/*(.*)");
    private static final Pattern STANDARD_PORT = Pattern.compile(":(22|80|443|9418)$");

    static RepositoryAddress of(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        Matcher full = URL.matcher(lower);
        if (full.matches()) {
            return new RepositoryAddress(STANDARD_PORT.matcher(full.group(1)).replaceFirst(""), bare(full.group(2)));
        }
        Matcher scp = SCP.matcher(lower);
        return scp.matches()
                ? new RepositoryAddress(scp.group(1), bare(scp.group(2)))
                : new RepositoryAddress("", bare(lower));
    }

    /**
     * Its last two names. Hosts, and what stands before the names, differ between the ways to one repository, as do the
     * words that Azure DevOps and Bitbucket put between them.
     */
    String name() {
        List<String> names = Stream.of(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("_git") && !part.equals("scm"))
                .toList();
        return String.join("/", names.subList(Math.max(0, names.size() - 2), names.size()));
    }

    private static String bare(String path) {
        String trimmed = path.replaceFirst("/+$", "");
        return trimmed.endsWith(".git") ? trimmed.substring(0, trimmed.length() - 4) : trimmed;
    }
}
