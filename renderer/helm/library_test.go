package helm

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
	"sigs.k8s.io/yaml"

	"mizzen.dev/renderer/data"
)

var (
	testRelease = Release{Name: "shop", Namespace: "store"}
	testCluster = Cluster{Version: "v1.33.1+k3s1", APIs: []string{"v1", "apps/v1", "apps/v1/Deployment"}}
)

// TestEachChartGivesWhatTheLibraryGives renders every chart of testdata twice: by this package out of memory, and by the
// library out of its directory, with nothing of this package between.
func TestEachChartGivesWhatTheLibraryGives(t *testing.T) {
	overrides := map[string]string{
		"web":    "autoscaling: { enabled: true }\nresources: null\npodAnnotations: { big: 12345678 }\n",
		"parent": "tags: { extra: false }\ncache: { size: 7 }\nglobal: { level: user }\n",
		"texts":  "count: 1e6\n",
		"user":   "unused: true\n",
	}
	charts, _ := filepath.Glob(filepath.Join("testdata", "*", "Chart.yaml"))
	if len(charts) < 10 {
		t.Fatalf("%d charts", len(charts))
	}
	for _, file := range charts {
		folder := filepath.Dir(file)
		name := filepath.Base(folder)
		for values, text := range map[string]string{"own": "", "other": overrides[name]} {
			t.Run(name+"/"+values, func(t *testing.T) { sameAsLibrary(t, folder, text) })
		}
	}
}

func sameAsLibrary(t *testing.T, folder, values string) {
	artifact := artifactOf(t, folder)
	artifact.Values = []Layer{{Name: "values", Text: &values}}
	rendered, err := Render(artifact)
	if err != nil {
		t.Fatal(err)
	}
	var objects, hooks []any
	for _, object := range rendered.Objects {
		if object.Step == 0 {
			objects = append(objects, object.Fields)
		} else {
			hooks = append(hooks, withoutRelease(object.Fields))
		}
	}
	wantObjects, wantHooks := libraryOutput(t, folder, values)
	same(t, "objects", objects, wantObjects)
	same(t, "hooks", sorted(hooks), sorted(wantHooks))
}

// withoutRelease is a hook without the mark that makes it run again, which is ours.
func withoutRelease(hook map[string]any) any {
	spec, _ := hook["spec"].(map[string]any)
	template, _ := spec["template"].(map[string]any)
	metadata, _ := template["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	if delete(annotations, releaseAnnotation); annotations != nil && len(annotations) == 0 {
		if delete(metadata, "annotations"); len(metadata) == 0 {
			delete(template, "metadata")
		}
	}
	return hook
}

func same(t *testing.T, what string, got, want []any) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d, the library gives %d", what, len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%s %d\n got: %s\nwant: %s", what, i, text(got[i]), text(want[i]))
		}
	}
}

func text(value any) string {
	encoded, _ := data.Encode(value)
	return string(encoded)
}

func sorted(objects []any) []any {
	slices.SortFunc(objects, func(a, b any) int { return strings.Compare(text(a), text(b)) })
	return objects
}

func artifactOf(t *testing.T, folder string) *Artifact {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &Artifact{
		Place: "apps/shop", Files: files, Release: testRelease, Cluster: testCluster,
		Seed: []byte("a seed of this test alone, secret"), Time: 1_700_000_000,
	}
}

// libraryOutput is what `helm template` does: definitions, then templates, sorted, hooks apart.
func libraryOutput(t *testing.T, folder, text string) (objects, hooks []any) {
	t.Helper()
	c, err := loader.LoadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	values, err := loader.LoadValues(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := chartutil.ProcessDependencies(c, values); err != nil {
		t.Fatal(err)
	}
	version, _ := common.ParseKubeVersion(testCluster.Version)
	capabilities := common.DefaultCapabilities.Copy()
	capabilities.KubeVersion, capabilities.APIVersions = *version, testCluster.APIs
	all, err := util.ToRenderValues(c, values,
		common.ReleaseOptions{Name: testRelease.Name, Namespace: testRelease.Namespace, Revision: 1, IsInstall: true}, capabilities)
	if err != nil {
		t.Fatal(err)
	}
	files, err := engine.Engine{}.RenderWithContext(context.Background(), c, all)
	if err != nil {
		t.Fatal(err)
	}
	for name := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(files, name)
		}
	}
	for _, found := range c.CRDObjects() {
		split := releaseutil.SplitManifests(string(found.File.Data))
		keys := data.Keys(split)
		slices.SortFunc(keys, func(a, b string) int { return len(a) - len(b) })
		for _, key := range keys {
			objects = append(objects, parsed(t, split[key])...)
		}
	}
	sortedHooks, manifests, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		t.Fatal(err)
	}
	for _, manifest := range manifests {
		objects = append(objects, parsed(t, manifest.Content)...)
	}
	for _, hook := range sortedHooks {
		if runs(hook) {
			hooks = append(hooks, parsed(t, hook.Manifest)...)
		}
	}
	return objects, hooks
}

func runs(hook *release.Hook) bool {
	return slices.ContainsFunc(hook.Events, func(e release.HookEvent) bool {
		return slices.Contains([]release.HookEvent{
			release.HookPreInstall, release.HookPostInstall, release.HookPreUpgrade, release.HookPostUpgrade,
		}, e)
	})
}

// parsed reads a document as Kubernetes' tools do, lists taken apart.
func parsed(t *testing.T, document string) []any {
	t.Helper()
	encoded, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	value, err := data.Decode(encoded)
	if err != nil {
		t.Fatal(err)
	}
	return flat(value)
}

func flat(value any) []any {
	fields, _ := value.(map[string]any)
	if len(fields) == 0 {
		return nil
	}
	if items, ok := fields["items"].([]any); ok {
		var all []any
		for _, item := range items {
			all = append(all, flat(item)...)
		}
		return all
	}
	return []any{value}
}

// TestAPackedChartIsTheSameAsItsDirectory packs each chart, subcharts packed inside it too.
func TestAPackedChartIsTheSameAsItsDirectory(t *testing.T) {
	folder := filepath.Join("testdata", "parent")
	plain := artifactOf(t, folder)
	want, err := Render(plain)
	if err != nil {
		t.Fatal(err)
	}
	packed := artifactOf(t, folder)
	inner := map[string][]byte{}
	for name, content := range packed.Files {
		if below, found := strings.CutPrefix(name, "charts/cache/"); found {
			inner["cache/"+below] = content
			delete(packed.Files, name)
		}
	}
	packed.Files["charts/cache-1.2.3.tgz"] = archiveOf(t, inner)
	outer := map[string][]byte{}
	for name, content := range packed.Files {
		outer["parent/"+name] = content
	}
	packed.Files, packed.Archive = nil, archiveOf(t, outer)
	got, err := Render(packed)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(got.Objects)
	b, _ := json.Marshal(want.Objects)
	if string(a) != string(b) {
		t.Errorf("\n got: %s\nwant: %s", a, b)
	}
}
