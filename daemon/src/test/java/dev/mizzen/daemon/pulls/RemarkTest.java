package dev.mizzen.daemon.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mizzen.daemon.pulls.Side.Made;
import dev.mizzen.daemon.pulls.Side.Part;
import dev.mizzen.gitsource.forge.CommitStatus.State;
import dev.mizzen.gitsource.snapshot.Revision;
import dev.mizzen.gitsource.snapshot.SourceName;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import dev.mizzen.reconcile.model.Position;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class RemarkTest {
    private static final Part PAGE = new Part("prod/page", "page");
    private static final Place PROD = new Place("prod", "eu");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static ObjectNode object(String kind, String name, String rest) {
        String version = kind.startsWith("Cluster") ? "rbac.authorization.k8s.io/v1" : "v1";
        return (ObjectNode) YAML.readTree(
                "apiVersion: " + version + "\nkind: " + kind + "\nmetadata: { name: \"" + name + "\" }\n" + rest);
    }

    private static Side side(List<Problem> problems, Set<Part> unseen, ObjectNode... objects) throws Rejected {
        SortedMap<ObjectRef, Made> made = new TreeMap<>();
        for (ObjectNode object : objects) {
            made.put(Scopes.ref(Manifest.of(object), "shop"), new Made(PAGE, object));
        }
        SortedMap<Place, SortedMap<ObjectRef, Made>> places = new TreeMap<>();
        places.put(PROD, made);
        return new Side(places, new HashSet<>(unseen), problems);
    }

    private static Side side(ObjectNode... objects) throws Rejected {
        return side(List.of(), Set.of(), objects);
    }

    private static Remark remark(Side base, Side tip) {
        return remark(base, tip, false, Set.of());
    }

    private static Remark remark(Side base, Side tip, boolean foreign, Set<String> notes) {
        Revision one = new Revision("1".repeat(40));
        Revision two = new Revision("2".repeat(40));
        return Remark.of(
                new Remark.Subject(new SourceName("shop"), "main", one, two, foreign),
                Comparison.between(base, tip, notes),
                text -> text.replace("hunter22", "***"));
    }

    @Test
    void whatIsCreatedChangedAndDeletedIsToldByPlace() throws Rejected {
        Remark told = remark(
                side(object("ConfigMap", "page", "data: { word: one }"), object("ConfigMap", "old", "")),
                side(object("ConfigMap", "page", "data: { word: two }"), object("ClusterRole", "reader", "rules: []")));

        assertThat(told.text()).isEqualTo("""
                <!-- mizzen:diff shop -->
                ### Mizzen: what merging this changes

                `2222222222` against `main` at `1111111111`, source `shop`: **1 created, 1 changed, 1 deleted (1 not in a namespace)**

                #### Deleted
                - `ConfigMap/shop/old` in `prod` on `eu`

                #### Not in a namespace
                - `ClusterRole/reader` in `prod` on `eu` is created

                #### `prod` on `eu`
                <details><summary><code>ConfigMap/shop/page</code> is changed (<code>prod/page</code>)</summary>

                ```diff
                @@ -3,4 +3,4 @@
                 metadata:
                   name: page
                 data:
                -  word: one
                +  word: two
                ```

                </details>
                <details><summary><code>ClusterRole/reader</code> is created (<code>prod/page</code>)</summary>

                ```diff
                @@ -0,0 +1,5 @@
                +apiVersion: rbac.authorization.k8s.io/v1
                +kind: ClusterRole
                +metadata:
                +  name: reader
                +rules: []
                ```

                </details>
                """);
        assertThat(told.state()).isEqualTo(State.SUCCESS);
        assertThat(told.description())
                .isEqualTo("1 created, 1 changed, 1 deleted (1 not in a namespace): ConfigMap/shop/old");
    }

    @Test
    void whatChangesNothingSaysSo() throws Rejected {
        Remark told = remark(side(object("ConfigMap", "page", "")), side(object("ConfigMap", "page", "")));

        assertThat(told.text()).contains("**no object changes**").doesNotContain("####");
        assertThat(told.state()).isEqualTo(State.SUCCESS);
    }

    @Test
    void aMistakeFailsWithItsPlaceAndDeletesNothing() throws Rejected {
        Problem mistake = Problem.at(new Position("apps/page/page.yaml", 3, 1), "expected a map");
        Remark told = remark(side(object("ConfigMap", "page", "")), side(List.of(mistake), Set.of(PAGE.whole())));

        assertThat(told.state()).isEqualTo(State.FAILURE);
        assertThat(told.description()).isEqualTo("apps/page/page.yaml:3:1: expected a map");
        assertThat(told.text())
                .contains("**1 mistake**", "#### Mistakes\n", "\napps/page/page.yaml:3:1: expected a map\n")
                .doesNotContain("Deleted");
    }

    @Test
    void aMistakeOfTheBranchIsNotOneOfTheRequest() throws Rejected {
        Problem before = Problem.at(new Position("apps/page/page.yaml", 3, 1), "expected a map");
        Problem moved = Problem.at(new Position("apps/page/page.yaml", 9, 1), "expected a map");

        Remark told = remark(side(List.of(before), Set.of()), side(List.of(moved), Set.of()));

        assertThat(told.state()).isEqualTo(State.SUCCESS);
        assertThat(told.text())
                .contains(
                        "**no object changes**", "- `on the branch already: apps/page/page.yaml:3:1: expected a map`");
    }

    @Test
    void noSecretIsShownAndThatItDiffersIs() throws Rejected {
        Remark told = remark(
                side(
                        object("Secret", "login", "stringData: { password: swordfish, user: ada }"),
                        object("ConfigMap", "page", "data: { key: hunter22 }")),
                side(
                        object("Secret", "login", "stringData: { password: opensesame, user: ada }"),
                        object("ConfigMap", "page", "data: { key: 'hunter22!' }")));

        assertThat(told.text())
                .contains("*** (another value)", "***!")
                .doesNotContain("swordfish", "opensesame", "hunter22");
    }

    @Test
    void whatTheObjectsSayEndsNoBlockAndMeansNothing() throws Rejected {
        Remark told = remark(
                side(),
                side(object("ConfigMap", "a`b<img>\\n# c", "data: { text: \"x\\n````\\n# @all\" }")),
                true,
                Set.of("prod/`x`\n# y"));

        assertThat(told.text())
                .contains("\n`````diff\n", "\n`````\n", "- `prod/'x' # y`", "a`b&lt;img&gt; # c", "comes from a fork")
                .doesNotContain("\n# ", "<code>ConfigMap/shop/a`b<img>");
    }

    @Test
    void whatDoesNotFitIsCounted() throws Rejected {
        ObjectNode[] many = IntStream.range(0, 900)
                .mapToObj(i -> object("ConfigMap", "page-" + i, "data: { word: " + "x".repeat(200) + " }"))
                .toArray(ObjectNode[]::new);

        Remark created = remark(side(), side(many));
        Remark deleted = remark(side(many), side());

        assertThat(created.text().length()).isBetween(60_000, Remark.MOST);
        assertThat(created.text()).endsWith(" more objects differ, which did not fit into this comment.\n");
        assertThat(deleted.text()).contains("**900 deleted**", "\nand 850 more\n");
    }

    @Test
    void aLongDifferenceIsCut() throws Rejected {
        String lines =
                IntStream.range(0, 500).mapToObj(i -> "  k" + i + ": v\n").reduce("data:\n", String::concat);
        Remark told = remark(side(), side(object("ConfigMap", "long", lines)));

        assertThat(told.text()).contains("\nand 306 lines more\n");
    }
}
