package dev.mizzen.daemon.story;

import dev.mizzen.testkit.forge.ForgeFixture;
import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.GitServer;
import dev.mizzen.testkit.git.Push;
import dev.mizzen.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Git server of a story: a repository for each source, what was pushed there, and who is told of it. */
final class GitSide implements AutoCloseable {
    static final String BRANCH = "main";
    private static final String OWNER = "mizzen";
    private static final String NOTHING = "0".repeat(40);

    private final GitServer server;
    private final FaultProxy proxy;
    private final ForgeFixture forge;
    private final Map<String, String> heads = new HashMap<>();
    private final Map<String, String> commits = new LinkedHashMap<>();

    GitSide(Path folder, ForgeFixture forge) throws IOException {
        this.forge = forge;
        server = GitServer.start(Files.createDirectories(folder), Clock.systemUTC());
        proxy = FaultProxy.to(server.base());
        forge.follow(server);
    }

    static String repository(String source) {
        return OWNER + "/" + source;
    }

    /** Where the daemon clones the source from; faults happen on this way. */
    String url(String source) {
        at(source); // made, if it is not there yet
        return server.url(repository(source))
                .replace(server.base().toString(), proxy.address().toString());
    }

    FaultProxy proxy() {
        return proxy;
    }

    /** Commits exactly {@code files} as the folder {@code name} and sends the webhook, which may find nobody. */
    void push(String source, String name, Map<String, String> files) throws IOException {
        moved(source, at(source).commit(BRANCH, name, files));
        commits.put(name, head(source));
    }

    /** Does to the branch what {@code action} says; the forge tells whoever listens. */
    void act(String source, Story.GitAction action) throws IOException {
        if (action.reset() != null) {
            at(source).move(BRANCH, commit(action.reset()));
            moved(source, commit(action.reset()));
        } else if (action.empty() != null) {
            push(source, action.empty(), Map.of());
        } else if (action.rename() != null) {
            at(source).move(action.rename(), head(source));
            delete(source);
        } else if (Boolean.TRUE.equals(action.delete())) {
            delete(source);
        }
    }

    private void delete(String source) throws IOException {
        String before = head(source);
        at(source).delete(BRANCH);
        tell(source, before, NOTHING);
    }

    private void moved(String source, String head) {
        String before = heads.getOrDefault(source, NOTHING);
        heads.put(source, head);
        tell(source, before, head);
    }

    private void tell(String source, String before, String after) {
        forge.send(new Push(repository(source), "refs/heads/" + BRANCH, before, after), server);
    }

    /** A branch on top of the newest commit that holds exactly {@code files}. */
    Push branch(String source, String branch, Map<String, String> files) throws IOException {
        if (at(source).head(branch).isEmpty()) {
            at(source).move(branch, head(source));
        }
        String before = at(source).head(branch).orElse(NOTHING);
        String after = at(source).commit(branch, branch, files);
        return new Push(repository(source), "refs/heads/" + branch, before, after);
    }

    /** A branch of another repository that holds exactly {@code files}. */
    void fork(String repository, String branch, Map<String, String> files) throws IOException {
        server.repository(repository).commit(branch, branch, files);
    }

    /** The states and descriptions that notes at {@code refs/notes/mizzen} give to a commit of any source. */
    Map<String, String> notes(String commit) {
        Map<String, String> states = new TreeMap<>();
        for (String source : heads.keySet()) {
            String note = at(source).note("refs/notes/mizzen", commit);
            note.lines()
                    .map(line -> line.split(" ", 2))
                    .forEach(words -> states.put(words[0], words[1].replaceFirst(": ", " ")));
        }
        return states;
    }

    /** All files of the newest commit: path → text. The next commit goes on top of it. */
    Map<String, String> pulled(String source) throws IOException {
        heads.put(source, head(source));
        return at(source).files(BRANCH);
    }

    private BareRepository at(String source) {
        return server.repository(repository(source));
    }

    /** The id of the commit that the folder {@code name} became. */
    String commit(String name) {
        return Optional.ofNullable(commits.get(name))
                .orElseThrow(() ->
                        new IllegalArgumentException("no commit " + name + " yet, there are " + commits.keySet()));
    }

    /** The newest commit of a source, {@code ""} if there is none. */
    String head(String source) {
        try {
            return at(source).head(BRANCH).orElse(heads.getOrDefault(source, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        proxy.close();
        server.close();
    }
}
