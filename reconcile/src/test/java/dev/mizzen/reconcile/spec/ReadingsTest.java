package dev.mizzen.reconcile.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.gitsource.snapshot.CommitSnapshot;
import dev.mizzen.gitsource.snapshot.Entry;
import dev.mizzen.gitsource.snapshot.FileTooLarge;
import dev.mizzen.gitsource.snapshot.Listings;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.Snapshot;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A reader that saw the commits before says the same as one that sees a commit for the first time, and reads less. */
class ReadingsTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    private Path temp = Path.of("");

    private final SpecReader experienced = new SpecReader();
    private final Listings listings = new Listings();
    private final Map<String, String> files = new TreeMap<>();
    private final List<String> read = new ArrayList<>();
    private Optional<BareRepository> repository = Optional.empty();

    @BeforeEach
    void twoApplicationsInTwoEnvironments() throws IOException {
        repository = Optional.of(BareRepository.at(temp.resolve("r.git"), Clock.systemUTC()));
        for (String environment : List.of("staging", "prod")) {
            files.put("environments/" + environment + "/environment.yaml", """
                    apiVersion: mizzen.dev/v1alpha1
                    kind: Environment
                    metadata: { name: %s }
                    """.formatted(environment));
        }
        app("web");
        app("api");
    }

    private void app(String name) {
        files.put("apps/" + name + "/application.yaml", application(name, "1"));
        files.put("environments/staging/" + name + ".yaml", overlay(name, ""));
        files.put("environments/prod/" + name + ".yaml", overlay(name, ""));
    }

    private static String application(String name, String version) {
        return """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: %s }
                spec:
                  components:
                    - name: %s
                      type: worker
                      properties: { image: "registry.example.com/%s:%s" }
                """.formatted(name, name, name, version);
    }

    private static String overlay(String name, String pin) {
        String annotations = pin.isEmpty() ? "" : ", annotations: { mizzen.dev/revision: \"" + pin + "\" }";
        return """
                apiVersion: core.oam.dev/v1beta1
                kind: Application
                metadata: { name: %s%s }
                """.formatted(name, annotations);
    }

    /** Commits the files, and compares; what the experienced reader read is in {@link #read}. */
    private String commit() throws Exception {
        BareRepository git = repository.orElseThrow();
        String id = git.commit("main", "a change", files);
        SourceSpec fresh = new SpecReader().read(at(id), this::pin);
        read.clear();
        SourceSpec again = experienced.read(new Counted(at(id)), this::pin);
        assertThat(YAML.writeValueAsString(Dump.of(again))).isEqualTo(YAML.writeValueAsString(Dump.of(fresh)));
        assertThat(again.deliveries().stream().map(DeliverySpec::head))
                .allMatch(head -> head.id().equals(id));
        return id;
    }

    private CommitSnapshot at(String id) throws IOException {
        BareRepository git = repository.orElseThrow();
        return CommitSnapshot.of(new SourceName("shop"), git.jgit(), new Revision(id), "", listings);
    }

    private Snapshot pin(Revision revision) throws Rejected {
        try {
            return new Counted(at(revision.id()));
        } catch (IOException e) {
            throw new Rejected(Problem.of("no such commit"));
        }
    }

    @Test
    void nothingIsReadTwice() throws Exception {
        commit();
        assertThat(read).contains("apps/web/application.yaml", "environments/prod/web.yaml");
        files.put("README.md", "another file");
        commit();
        assertThat(read).containsExactly("environments/prod/environment.yaml", "environments/staging/environment.yaml");
    }

    @Test
    void whatChangedIsRead() throws Exception {
        commit();
        files.put("apps/web/application.yaml", application("web", "2"));
        commit();
        assertThat(read).contains("apps/web/application.yaml").doesNotContain("apps/api/application.yaml");
        files.put("environments/prod/api.yaml", overlay("api", "") + "spec: { components: [] }\n");
        commit();
        assertThat(read).contains("environments/prod/api.yaml").doesNotContain("environments/staging/api.yaml");
        files.put(
                "environments/prod/environment.yaml",
                files.get("environments/prod/environment.yaml") + "spec: { placement: { namespace: shop } }\n");
        commit();
        assertThat(read).contains("environments/prod/web.yaml").doesNotContain("environments/staging/web.yaml");
    }

    @Test
    void aMistakeComesAndGoes() throws Exception {
        commit();
        files.put("apps/web/application.yaml", "kind: [");
        commit();
        files.put("apps/web/application.yaml", application("web", "1"));
        commit();
        files.remove("apps/web/application.yaml");
        commit();
        files.put("apps/web/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\n");
        commit();
        files.put("apps/web/application.yaml", application("web", "3"));
        commit();
    }

    @Test
    void aPinIsFollowedToItsCommit() throws Exception {
        String first = commit();
        files.put("apps/web/application.yaml", application("web", "2"));
        files.put("environments/prod/web.yaml", overlay("web", first));
        String second = commit();
        files.put("apps/web/application.yaml", application("web", "3"));
        commit();
        assertThat(read).doesNotContain("environments/prod/web.yaml");
        files.put("environments/prod/web.yaml", overlay("web", second));
        commit();
        assertThat(read).contains("environments/prod/web.yaml");
        files.put("environments/prod/web.yaml", overlay("web", "0".repeat(40)));
        commit();
        files.put("environments/prod/web.yaml", overlay("web", second));
        commit();
    }

    @Test
    void aDeclaredEnvironmentOfTheImplicitOnesNameIsAnother() throws Exception {
        files.keySet().removeIf(path -> path.startsWith("environments/"));
        commit();
        files.put("environments/default/environment.yaml", """
                apiVersion: mizzen.dev/v1alpha1
                kind: Environment
                metadata: { name: default }
                spec: { placement: { namespace: shop } }
                """);
        files.put("environments/default/web.yaml", overlay("web", ""));
        commit();
        files.keySet().removeIf(path -> path.startsWith("environments/"));
        commit();
        commit();
        assertThat(read).isEmpty();
    }

    /** Writes down what is read. */
    private final class Counted implements Snapshot {
        private final Snapshot snapshot;

        Counted(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public SourceName source() {
            return snapshot.source();
        }

        @Override
        public Revision revision() {
            return snapshot.revision();
        }

        @Override
        public Optional<Entry> entry(String path) {
            return snapshot.entry(path);
        }

        @Override
        public List<Entry> children(String path) {
            return snapshot.children(path);
        }

        @Override
        public byte[] read(Entry.File file, long limitBytes) throws FileTooLarge {
            read.add(file.path());
            return snapshot.read(file, limitBytes);
        }
    }
}
