package dev.mizzen.gitsource.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mizzen.testkit.git.BareRepository;
import dev.mizzen.testkit.git.BareRepository.Special;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final SourceName SHOP = new SourceName("shop");
    private static final long PLENTY = 1 << 20;

    @TempDir
    Path temp;

    private final Listings listings = new Listings();

    private CommitSnapshot commit(Map<String, String> files, Map<String, Special> special) throws IOException {
        return commit(files, special, "");
    }

    private CommitSnapshot commit(Map<String, String> files, Map<String, Special> special, String base)
            throws IOException {
        BareRepository repository = BareRepository.at(temp.resolve("r.git"), Clock.systemUTC());
        String id = repository.commit("main", "files", files, special);
        return CommitSnapshot.of(SHOP, repository.jgit(), new Revision(id), base, listings);
    }

    private DirectorySnapshot directory(Map<String, String> files, Map<String, Special> special) throws IOException {
        Path root = temp.resolve("tree");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            if (special.get(file.getKey()) == Special.LINK) {
                Files.createSymbolicLink(path, Path.of(file.getValue()));
            } else {
                Files.writeString(path, file.getValue());
                assertThat(path.toFile().setExecutable(special.get(file.getKey()) == Special.EXECUTABLE))
                        .isTrue();
            }
        }
        return DirectorySnapshot.of(SHOP, root);
    }

    private static String text(Snapshot snapshot, String path) throws FileTooLarge {
        Entry.File file = (Entry.File) snapshot.entry(path).orElseThrow();
        return new String(snapshot.read(file, PLENTY), UTF_8);
    }

    private static List<String> names(Snapshot snapshot, String path) {
        return snapshot.children(path).stream().map(Entry::path).toList();
    }

    private static final Map<String, String> TREE = Map.of(
            "b.yaml", "b",
            "a/z.yaml", "z",
            "a/y.sh", "y",
            "a.yaml", "a",
            "a-b/x", "x",
            "link", "a/z.yaml",
            "a/up", "../b.yaml");
    private static final Map<String, Special> TREE_SPECIAL =
            Map.of("a/y.sh", Special.EXECUTABLE, "link", Special.LINK, "a/up", Special.LINK);

    @Test
    void aDirectoryHasTheIdsThatGitGivesIt() throws IOException {
        Snapshot commit = commit(TREE, TREE_SPECIAL);
        Snapshot directory = directory(TREE, TREE_SPECIAL);

        for (String path : List.of("", "a", "a-b")) {
            assertThat(directory.children(path))
                    .isEqualTo(commit.children(path))
                    .isNotEmpty();
            assertThat(directory.entry(path)).isEqualTo(commit.entry(path)).isPresent();
        }
        assertThat(directory.revision().id()).matches("0{40}");
    }

    @Test
    void childrenAreSortedByNameAndCarryTheirPath() throws IOException {
        Snapshot snapshot = commit(TREE, TREE_SPECIAL);

        assertThat(names(snapshot, "")).containsExactly("a", "a-b", "a.yaml", "b.yaml", "link");
        assertThat(names(snapshot, "a")).containsExactly("a/up", "a/y.sh", "a/z.yaml");
    }

    @Test
    void aLinkInsideReadsAsWhatItLeadsTo() throws Exception {
        for (Snapshot snapshot : List.of(commit(TREE, TREE_SPECIAL), directory(TREE, TREE_SPECIAL))) {
            assertThat(text(snapshot, "link")).isEqualTo("z");
            assertThat(text(snapshot, "a/up")).isEqualTo("b");
            assertThat(snapshot.entry("link").orElseThrow().id())
                    .isEqualTo(snapshot.entry("a/z.yaml").orElseThrow().id());
        }
    }

    @Test
    void aLinkThatLeadsOutsideIsNotThere() throws IOException {
        Map<String, String> files = Map.of(
                "in/ok",
                "1",
                "in/out",
                "../../etc/passwd",
                "absolute",
                "/etc/passwd",
                "dangling",
                "nowhere",
                "up",
                "..");
        Map<String, Special> links =
                Map.of("in/out", Special.LINK, "absolute", Special.LINK, "dangling", Special.LINK, "up", Special.LINK);
        for (Snapshot snapshot : List.of(commit(files, links), directory(files, links))) {
            assertThat(names(snapshot, "")).containsExactly("in");
            assertThat(names(snapshot, "in")).containsExactly("in/ok");
            assertThat(snapshot.entry("in/out")).isEmpty();
            assertThat(snapshot.entry("absolute")).isEmpty();
        }
    }

    @Test
    void aWalkThroughLinkedDirectoriesEnds() throws IOException {
        Map<String, String> files =
                Map.of("a/one", "1", "a/self", ".", "a/b", "../b", "b/two", "2", "b/a", "../a", "loop", "loop");
        Map<String, Special> links =
                Map.of("a/self", Special.LINK, "a/b", Special.LINK, "b/a", Special.LINK, "loop", Special.LINK);
        for (Snapshot snapshot : List.of(commit(files, links), directory(files, links))) {
            assertThat(names(snapshot, "")).containsExactly("a", "b");
            assertThat(names(snapshot, "a")).containsExactly("a/b", "a/one");
            assertThat(names(snapshot, "a/b")).containsExactly("a/b/two");
        }
    }

    @Test
    void aPathGoesThroughTenLinksAndNoMore() throws Exception {
        Map<String, String> files = new HashMap<>();
        Map<String, Special> links = new HashMap<>();
        files.put("link0", "end");
        for (int i = 0; i <= 10; i++) {
            files.put("link" + i, i == 0 ? "end" : "link" + (i - 1));
            links.put("link" + i, Special.LINK);
        }
        files.put("end", "here");
        Snapshot snapshot = commit(files, links);

        assertThat(text(snapshot, "link9")).isEqualTo("here");
        assertThat(snapshot.entry("link10")).isEmpty();
    }

    @Test
    void onlyPlainPathsAreAnswered() throws IOException {
        Snapshot snapshot = commit(TREE, TREE_SPECIAL);

        for (String path : List.of("../r.git", "a/../b.yaml", "./a", "/a", "a/", "a//z.yaml", "b.yaml/c", "none")) {
            assertThat(snapshot.entry(path)).as(path).isEmpty();
            assertThat(snapshot.children(path)).as(path).isEmpty();
        }
    }

    @Test
    void aSubmoduleIsNotThere() throws IOException {
        Snapshot snapshot = commit(Map.of("sub", "1".repeat(40), "file", "1"), Map.of("sub", Special.SUBMODULE));

        assertThat(names(snapshot, "")).containsExactly("file");
        assertThat(snapshot.entry("sub")).isEmpty();
        assertThat(snapshot.entry("sub/file")).isEmpty();
    }

    @Test
    void aFileOverTheLimitIsNotRead() throws Exception {
        Map<String, String> files = Map.of("big", "12345");
        for (Snapshot snapshot : List.of(commit(files, Map.of()), directory(files, Map.of()))) {
            Entry.File big = (Entry.File) snapshot.entry("big").orElseThrow();

            assertThat(snapshot.read(big, 5)).hasSize(5);
            assertThatThrownBy(() -> snapshot.read(big, 4))
                    .isInstanceOf(FileTooLarge.class)
                    .hasMessage("big: the file has 5 bytes, the limit is 4");
        }
    }

    @Test
    void aDirectoryOfACommitCanBeTheRootAndLinksMayLeaveItButNotTheCommit() throws Exception {
        Map<String, String> files =
                Map.of("deploy/a.yaml", "a", "shared/s.yaml", "s", "deploy/s.yaml", "../shared/s.yaml");
        Snapshot snapshot = commit(files, Map.of("deploy/s.yaml", Special.LINK), "deploy");

        assertThat(names(snapshot, "")).containsExactly("a.yaml", "s.yaml");
        assertThat(text(snapshot, "s.yaml")).isEqualTo("s");
        assertThat(snapshot.entry("shared")).isEmpty();
    }

    @Test
    void aDirectoryLeavesOutWhatGitWould() throws IOException {
        Snapshot snapshot = directory(Map.of(".git/HEAD", "x", "app/.git", "gitdir: ..", "app/a", "1"), Map.of());
        Files.createDirectories(temp.resolve("tree/empty/below"));

        assertThat(names(snapshot, "")).containsExactly("app");
        assertThat(names(snapshot, "app")).containsExactly("app/a");
    }

    @Test
    void aFileThatChangedAfterItWasListedIsNotReadAsIfItHadNot() throws IOException {
        Snapshot snapshot = directory(Map.of("a", "1"), Map.of());
        Entry.File file = (Entry.File) snapshot.entry("a").orElseThrow();
        Files.writeString(temp.resolve("tree/a"), "2");

        assertThatThrownBy(() -> snapshot.read(file, PLENTY))
                .isInstanceOf(SnapshotUnreadable.class)
                .hasMessageContaining("changed");
    }

    @Test
    void a_commit_is_read_by_its_own_trees_whatever_was_read_before() throws Exception {
        CommitSnapshot before = commit(Map.of("a/x", "1", "b/y", "1"), Map.of());
        assertThat(names(before, "a")).containsExactly("a/x");
        CommitSnapshot after = commit(Map.of("a/x", "2", "a/z", "2", "b/y", "1"), Map.of());
        assertThat(names(after, "a")).containsExactly("a/x", "a/z");
        assertThat(text(after, "a/x")).isEqualTo("2");
        assertThat(text(before, "a/x")).isEqualTo("1");
        assertThat(after.entry("b")).isEqualTo(before.entry("b"));
    }

    @Test
    void listings_forget_the_longest_unused_beyond_their_bound() {
        Map<String, Listings.Item> half = new HashMap<>();
        for (int i = 0; i < Listings.MOST_ITEMS / 2; i++) {
            half.put("file-" + i, new Listings.Item(Node.Kind.FILE, "id"));
        }
        listings.keep("one", half);
        listings.keep("two", half);
        assertThat(listings.find("one")).isPresent();
        listings.keep("three", half);
        assertThat(listings.find("one")).isPresent();
        assertThat(listings.find("two")).isEmpty();
        assertThat(listings.find("three")).isPresent();
    }
}
