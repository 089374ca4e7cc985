package kustomize

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

// memory is a snapshot in a map; directories are what files lie in.
type memory struct {
	files map[string]string
	asked []string
}

func (m *memory) find(path string) (Found, error) {
	m.asked = append(m.asked, path)
	if content, ok := m.files[path]; ok {
		return Found{Kind: File, Content: []byte(content)}, nil
	}
	for name := range m.files {
		if path == "" || strings.HasPrefix(name, path+"/") {
			return Found{Kind: Directory}, nil
		}
	}
	return Found{Kind: Absent}, nil
}

func build(t *testing.T, dir string, files map[string]string) ([]any, problem.List, []string) {
	t.Helper()
	m := &memory{files: files}
	objects, problems := Build(m.find, dir)
	sort.Strings(m.asked)
	return objects, problems, m.asked
}

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers: [{name: web, image: "nginx:1"}]
`

func TestAnOverlayOfABaseIsBuilt(t *testing.T) {
	objects, problems, asked := build(t, "apps/web", map[string]string{
		"base/kustomization.yaml": "resources: [deployment.yaml]\nlabels: [{pairs: {a: b}}]\n",
		"base/deployment.yaml":    deployment,
		"apps/web/kustomization.yaml": `
resources: [../../base]
components: [../../extras]
namePrefix: my-
images: [{name: nginx, newTag: "2"}]
configMapGenerator: [{name: settings, files: [settings.txt], literals: [big=9007199254740993]}]
replacements: [{source: {kind: ConfigMap, name: settings, fieldPath: data.big}, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.big], options: {create: true}}]}]
`,
		"apps/web/settings.txt":     "hello",
		"extras/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: replicas.yaml, target: {kind: Deployment}}]\n",
		"extras/replicas.yaml":      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec: {replicas: 3}\n",
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	text, _ := data.Encode(objects)
	for _, want := range []string{`"name":"my-web"`, `"image":"nginx:2"`, `"replicas":3`, `"a":"b"`, `"name":"my-settings-`, `"settings.txt":"hello"`, `"big":"9007199254740993"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	if !contains(asked, "apps/web/kustomization.yml") {
		t.Errorf("that there is no other kustomization was not looked at: %v", asked)
	}
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

func TestWhatCannotBeBuiltIsRefusedAtItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"remote base":          {kust("resources:\n- https://user:secret@github.com/org/repo//base?ref=v1\n"), `a/kustomization.yaml:2:3: remote base "https://github.com/org/repo//base?ref=v1": Mizzen renders only what the repository holds`},
		"remote short":         {kust("resources:\n- github.com/org/repo/base\n"), `a/kustomization.yaml:2:3: remote base "github.com/org/repo/base"`},
		"remote ssh":           {kust("resources:\n- git@example.org:org/repo\n"), `a/kustomization.yaml:2:3: remote base "git@example.org:org/repo"`},
		"remote file":          {kust("configMapGenerator: [{name: a, files: [\"x=http://example.org/a\"]}]\n"), `a/kustomization.yaml:1:40: remote base`},
		"absent":               {kust("resources: [b.yaml]\n"), `a/kustomization.yaml:1:13: a/b.yaml does not exist in the repository`},
		"out of the snapshot":  {kust("resources: [../../b]\n"), `a/kustomization.yaml:1:13: "../../b" leads out of the repository`},
		"out of the directory": {kust("resources: [../b.yaml]\n", "b.yaml", "a: b"), `a/kustomization.yaml:1:13: b.yaml is a file outside of a`},
		"absolute":             {kust("resources: [/etc/passwd]\n"), `a/kustomization.yaml:1:13: "/etc/passwd" is absolute`},
		"helm":                 {kust("helmCharts: [{name: a}]\n"), `a/kustomization.yaml:1:1: "helmCharts": a chart is not inflated by a kustomization here; make it a component of type helm`},
		"cycle":                {kust("resources: [../b]\n", "b/kustomization.yaml", "resources: [../a]"), `b/kustomization.yaml:1:13: the kustomizations include one another: a → b → a`},
		"itself":               {kust("resources: [.]\n"), `a/kustomization.yaml:1:13: the kustomizations include one another: a → a`},
		"no YAML":              {kust("resources: [b\nc: d\n"), `a/kustomization.yaml:`},
		"two kustomizations":   {kust("resources: []\n", "a/kustomization.yml", ""), `a/kustomization.yml:1:1: kustomization.yaml stands beside it; expected one of them`},
		"nothing there":        {map[string]string{"b": ""}, `there is no kustomization.yaml in a`},
		"no objects":           {kust("namePrefix: a\nresources: [b.yaml]\n", "a/b.yaml", ""), `a/kustomization.yaml:1:1: `},
		"unknown field":        {kust("resource: [b]\n"), `a/kustomization.yaml:1:1: kustomize: `},
		"exec":                 {kust("transformers: [t.yaml]\nresources: [d.yaml]\n", "a/d.yaml", deployment, "a/t.yaml", "apiVersion: x/v1\nkind: T\nmetadata:\n  name: t\n  annotations: {config.kubernetes.io/function: \"exec: {path: ./evil.sh}\"}\n"), `a/kustomization.yaml:1:1: kustomize: `},
		"remote patch inside":  {kust("transformers: [t.yaml]\nresources: [d.yaml]\n", "a/d.yaml", deployment, "a/t.yaml", "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\npath: http://169.254.169.254/x\n"), `nothing is fetched while a kustomization is rendered`},
		"a broken schema":      {kust("openapi: {path: s.json}\nresources: [d.yaml]\npatches: [{path: p.yaml}]\n", "a/d.yaml", deployment, "a/p.yaml", deployment, "a/s.json", "{"), `a/kustomization.yaml:1:1: kustomize`},
	} {
		t.Run(name, func(t *testing.T) {
			objects, problems, _ := build(t, "a", c.files)
			if len(problems) != 1 {
				t.Fatalf("%d problems %v, objects %v", len(problems), problems, objects)
			}
			if got := line(problems[0]); !strings.HasPrefix(got, c.want) && !strings.Contains(got, c.want) {
				t.Errorf("\n got: %s\nwant: %s", got, c.want)
			}
			if strings.Contains(problems[0].Message, "secret") {
				t.Error("the message repeats a password")
			}
		})
	}
	// The next build is not hurt by any of them.
	if _, problems, _ := build(t, "a", kust("resources: [d.yaml]\n", "a/d.yaml", deployment)); len(problems) > 0 {
		t.Error(problems)
	}
}

func line(p problem.Problem) string {
	if p.File == nil {
		return p.Message
	}
	place, _ := json.Marshal([]int{p.File.Line, p.File.Column})
	return p.File.File + ":" + strings.ReplaceAll(strings.Trim(string(place), "[]"), ",", ":") + ": " + p.Message
}

// kust is a kustomization in a, with other files: names and contents in turn.
func kust(content string, others ...string) map[string]string {
	files := map[string]string{"a/kustomization.yaml": content}
	for i := 0; i < len(others); i += 2 {
		files[others[i]] = others[i+1]
	}
	return files
}

func TestBombsEndInOneError(t *testing.T) {
	deep := map[string]string{}
	doubling := map[string]string{}
	for i := range 60 {
		here, next := "d"+strings.Repeat("x", i), "d"+strings.Repeat("x", i+1)
		deep[here+"/kustomization.yaml"] = "resources: [../" + next + "]"
		doubling[here+"/kustomization.yaml"] = "resources: [../" + next + "/a, ../" + next + "/b]"
		doubling[next+"/a/kustomization.yaml"] = "resources: [../../" + next + "]\nnamePrefix: a"
		doubling[next+"/b/kustomization.yaml"] = "resources: [../../" + next + "]\nnamePrefix: b"
	}
	many := "resources:\n"
	wide := map[string]string{}
	for i := range maxLookups + 1 {
		name := "r" + strings.Repeat("0", 5) + string(rune('a'+i%26)) + jsonNumber(i) + ".yaml"
		many += "- " + name + "\n"
		wide["d/"+name] = deployment
	}
	wide["d/kustomization.yaml"] = many
	for name, files := range map[string]map[string]string{"deep": deep, "doubling": doubling, "wide": wide} {
		t.Run(name, func(t *testing.T) {
			_, problems, _ := build(t, "d", files)
			if len(problems) == 0 || len(problems) > 3 {
				t.Fatalf("%d problems: %v", len(problems), problems)
			}
			if !strings.Contains(problems[0].Message, "more than") {
				t.Error(problems)
			}
		})
	}
}

func TestABombInYAMLIsOneError(t *testing.T) {
	bomb := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\na: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'l'; c++ {
		last := "*" + string(c-1)
		bomb += string(c) + ": &" + string(c) + " [" + last + strings.Repeat(", "+last, 8) + "]\n"
	}
	deep := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\na: " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "\n"
	for name, files := range map[string]map[string]string{
		"a resource":        kust("resources: [b.yaml]\n", "a/b.yaml", bomb),
		"a patch":           kust("resources: [d.yaml]\npatches: [{path: b.yaml}]\n", "a/d.yaml", deployment, "a/b.yaml", bomb),
		"the kustomization": kust("resources: [d.yaml]\n"+bomb, "a/d.yaml", deployment),
		"an inline patch":   kust("resources: [d.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |\n    "+strings.ReplaceAll(bomb, "\n", "\n    ")+"\n", "a/d.yaml", deployment),
		"depth":             kust("resources: [b.yaml]\n", "a/b.yaml", deep),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			objects, problems, _ := build(t, "a", files)
			if len(problems) != 1 {
				t.Fatalf("%d problems %v, %d objects", len(problems), problems, len(objects))
			}
			if name != "the kustomization" && name != "depth" && !strings.Contains(problems[0].Message, "aliases stand for more than") {
				t.Error(problems)
			}
			if strings.Contains(problems[0].Message, "\n") || len(problems[0].Message) > 500 {
				t.Errorf("no line for people: %q", problems[0].Message)
			}
			if took := time.Since(begin); took > 5*time.Second {
				t.Error(took)
			}
		})
	}
}

func jsonNumber(i int) string {
	text, _ := json.Marshal(i)
	return string(text)
}

func TestASchemaOfOneKustomizationIsNotThatOfTheNext(t *testing.T) {
	schema := `{"definitions":{"v1.A":{"properties":{"items":{"type":"array","items":{"type":"object"},"x-kubernetes-patch-merge-key":"name","x-kubernetes-patch-strategy":"merge"}},"x-kubernetes-group-version-kind":[{"group":"x","kind":"A","version":"v1"}]}}}`
	files := func(openapi string) map[string]string {
		return kust(openapi+"resources: [r.yaml]\npatches: [{path: p.yaml}]\n",
			"a/r.yaml", "apiVersion: x/v1\nkind: A\nmetadata: {name: a}\nitems: [{name: one}]\n",
			"a/p.yaml", "apiVersion: x/v1\nkind: A\nmetadata: {name: a}\nitems: [{name: two}]\n",
			"a/s.json", schema)
	}
	before, _, _ := build(t, "a", files(""))
	with, problems, _ := build(t, "a", files("openapi: {path: s.json}\n"))
	after, _, _ := build(t, "a", files(""))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	b, _ := data.Encode(before)
	w, _ := data.Encode(with)
	a, _ := data.Encode(after)
	if string(b) == string(w) || string(a) != string(b) {
		t.Errorf("before %s\nwith %s\nafter %s", b, w, a)
	}
}

func TestParametersChangeWhatIsBuilt(t *testing.T) {
	files := &memory{files: kust("resources: [d.yaml]\n", "a/d.yaml", deployment)}
	properties := func(text string) any {
		value, err := data.Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	objects, problems := Render(files.find, properties(`{"path": "./a", "targetNamespace": "n", "images": [{"name": "nginx", "newTag": "3"}],
		"patches": [{"patch": {"spec": {"replicas": 2}, "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}},
		{"target": {"kind": "Deploy.*"}, "patch": {"spec": {"paused": true}}},
		{"target": {"kind": "Deploy.*"}, "patch": "- {op: add, path: /metadata/labels, value: {a: b}}"}]}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	text, _ := data.Encode(objects)
	want := `[{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"a":"b"},"name":"web","namespace":"n"},"spec":{"paused":true,"replicas":2,"template":{"spec":{"containers":[{"image":"nginx:3","name":"web"}]}}}}]`
	if string(text) != want {
		t.Errorf("\n got: %s\nwant: %s", text, want)
	}
	for given, path := range map[string]string{
		`{"path": "../x"}`:                                                           "properties.path",
		`{"path": "b"}`:                                                              "properties.path",
		`{"path": "a", "repoType": "oss"}`:                                           "properties.repoType",
		`{"path": "a", "url": "https://x"}`:                                          "properties.url",
		`{"path": "a", "repoType": "oci"}`:                                           "properties.repoType",
		`{"path": "a", "url": "oci://x/y", "repoType": "git"}`:                       "properties.repoType",
		`{"path": "a", "url": "oci://x/y", "source": "z"}`:                           "properties.source",
		`{"path": "a", "oci": {"tag": "1"}}`:                                         "properties.oci",
		`{"path": "a", "prune": false}`:                                              "properties.prune",
		`{"path": "a", "images": [{"name": "x", "newTag": "1"}]}`:                    "properties.images[0].name",
		`{"path": "a", "patches": [{"target": {"kind": "Job"}, "patch": "[]"}]}`:     "properties.patches[0]",
		`{"path": "a", "patches": [{"target": {"name": "("}, "patch": {"a": "b"}}]}`: "properties.patches[0]",
		`{"path": "a", "patches": [{"patch": [{"op": "remove", "path": "/x"}]}]}`:    "properties.patches[0]",
		`{"path": "a", "patches": [{"target": {"kind": "Deployment"}, "patch": [{"op": "remove", "path": "/x"}]}]}`: "properties.patches[0]",
		`{"path": "a", "patches": [{"target": {"kind": "Deployment"}, "patch": {"$patch": "delete"}}]}`:             "properties.patches",
	} {
		if _, problems := Render(files.find, properties(given)); len(problems) != 1 || problems[0].Path != path {
			t.Errorf("%s: %v", given, problems)
		}
	}
}

// The repositories of the tests hold kustomizations too: each must be as the library prints it from the disk.
func TestTheTestRepositoriesBuild(t *testing.T) {
	kustomizations, _ := filepath.Glob("../../test-repos/kustomized/commits/01-*/apps/*/kustomization.yaml")
	for _, file := range kustomizations {
		root := filepath.Dir(filepath.Dir(filepath.Dir(file)))
		dir, _ := filepath.Rel(root, filepath.Dir(file))
		files := func(path string) (Found, error) {
			info, err := os.Stat(filepath.Join(root, path))
			if err != nil {
				return Found{}, nil
			}
			if info.IsDir() {
				return Found{Kind: Directory}, nil
			}
			content, err := os.ReadFile(filepath.Join(root, path))
			return Found{Kind: File, Content: content}, err
		}
		if objects, problems := Build(files, filepath.ToSlash(dir)); len(problems) > 0 || len(objects) == 0 {
			t.Errorf("%s: %v", file, problems)
		}
	}
}
