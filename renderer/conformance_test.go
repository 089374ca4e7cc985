package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/internal/yamltest"
	"mizzen.dev/renderer/protocol"
	"mizzen.dev/renderer/template"
)

// TestKubeVelaRendersTheSame compares with what KubeVela's command line made of real Applications. Cases whose result
// depends on policies or the workflow are left to the stages that read those.
func TestKubeVelaRendersTheSame(t *testing.T) {
	root := os.Getenv("MIZZEN_CONFORMANCE")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "conformance")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("no conformance cases at ", root)
	}
	definitions := os.Getenv("MIZZEN_DEFINITIONS")
	if definitions == "" {
		definitions = filepath.Join("..", "definitions")
	}
	builtin := loadDefinitions(t, definitions)
	passed, failed, skipped := 0, 0, 0
	for _, group := range []string{"cases-custom", "cases"} {
		folders, _ := filepath.Glob(filepath.Join(root, group, "*", "app.yaml"))
		for _, file := range folders {
			folder := filepath.Dir(file)
			t.Run(group+"/"+filepath.Base(folder), func(t *testing.T) {
				c := conformanceCase{folder: folder, definitions: maps.Clone(builtin)}
				maps.Copy(c.definitions, loadDefinitions(t, filepath.Join(folder, "defs")))
				defer func() {
					switch {
					case t.Skipped():
						skipped++
					case t.Failed():
						failed++
					default:
						passed++
					}
				}()
				c.run(t)
			})
		}
	}
	t.Logf("%d passed, %d failed, %d skipped", passed, failed, skipped)
}

type definitionKey struct {
	kind definition.Kind
	name string
}

func loadDefinitions(t testing.TB, folder string) map[definitionKey]*definition.Definition {
	t.Helper()
	found := map[definitionKey]*definition.Definition{}
	_ = filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && entry.Name() == "examples" {
			return filepath.SkipDir
		}
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".cue"}, filepath.Ext(path)) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := definition.Load(path, string(text))
		if err != nil {
			t.Logf("definition left out: %v", err)
		}
		for i := range loaded {
			found[definitionKey{loaded[i].Kind, loaded[i].Name}] = &loaded[i]
		}
		return nil
	})
	return found
}

type conformanceCase struct {
	folder      string
	definitions map[definitionKey]*definition.Definition
}

// passive policies change nothing about what is rendered.
var passive = []string{
	"garbage-collect", "apply-once", "shared-resource", "take-over", "read-only", "resource-update", "debug", "health",
}

func (c conformanceCase) run(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(c.folder, "app.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	documents, err := yamltest.Documents(text)
	if err != nil || len(documents) == 0 {
		t.Skip("app.yaml is not one application: the spec stage's matter")
	}
	app := documents[0].(map[string]any)
	spec, _ := app["spec"].(map[string]any)
	if reason := c.otherStages(spec); reason != "" {
		t.Skip(reason)
	}
	got, problems := c.render(t, app, spec)
	wantError, _ := os.ReadFile(filepath.Join(c.folder, "error.txt"))
	if wantError != nil {
		if problems == nil {
			t.Errorf("rendered; expected the error %s", wantError)
		}
		return
	}
	if problems != nil {
		t.Fatalf("rejected: %v", problems)
	}
	expected, err := os.ReadFile(filepath.Join(c.folder, "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := yamltest.Documents(expected)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, got, want)
}

// otherStages tells why a case is not for the renderer alone.
func (c conformanceCase) otherStages(spec map[string]any) string {
	entries, _ := os.ReadDir(c.folder)
	for _, entry := range entries {
		if !slices.Contains([]string{"app.yaml", "expected.yaml", "error.txt", "defs"}, entry.Name()) {
			return "needs " + entry.Name()
		}
	}
	policies, _ := spec["policies"].([]any)
	for _, p := range policies {
		name := field(p, "type")
		if !slices.Contains(passive, name) && !c.custom(name) {
			return "policy " + name
		}
	}
	workflow, _ := spec["workflow"].(map[string]any)
	steps, _ := workflow["steps"].([]any)
	for _, step := range steps {
		if field(step, "type") == "deploy" {
			return "workflow step deploy"
		}
	}
	if _, ok := spec["components"].([]any); !ok && spec["components"] != nil {
		return "components is no list: the spec stage's matter"
	}
	if wantError, err := os.ReadFile(filepath.Join(c.folder, "error.txt")); err == nil && !strings.Contains(string(wantError), "cannot generate manifests") {
		return "rejected before rendering"
	}
	components, _ := spec["components"].([]any)
	names := map[string]bool{}
	for _, component := range components {
		if name := field(component, "name"); names[name] {
			return "two components of one name: refused before rendering"
		}
		names[field(component, "name")] = true
		if name := field(component, "type"); c.definitions[definitionKey{definition.Component, name}] == nil {
			return "no definition of component " + name
		}
		traits, _ := component.(map[string]any)["traits"].([]any)
		for _, trait := range traits {
			if name := field(trait, "type"); c.definitions[definitionKey{definition.Trait, name}] == nil {
				return "no definition of trait " + name
			}
		}
	}
	return ""
}

// custom tells that a policy is one of the case's own definitions, whose objects are rendered like a component's.
func (c conformanceCase) custom(name string) bool {
	d := c.definitions[definitionKey{definition.Policy, name}]
	return d != nil && strings.HasPrefix(d.File, c.folder)
}

func field(object any, name string) string {
	fields, _ := object.(map[string]any)
	text, _ := fields[name].(string)
	return text
}

func (c conformanceCase) render(t *testing.T, app, spec map[string]any) (objects []any, problems any) {
	t.Helper()
	loop := protocol.Loop{Ops: ops(template.NewEngine())}
	components, _ := spec["components"].([]any)
	parts := slices.Clone(components)
	policies, _ := spec["policies"].([]any)
	for _, policy := range policies {
		if c.custom(field(policy, "type")) {
			parts = append(parts, policy)
		}
	}
	for i, component := range parts {
		var out strings.Builder
		kind := definition.Component
		if i >= len(components) {
			kind = definition.Policy
		}
		request, err := data.Encode(c.request(app, components, component, kind))
		if err != nil {
			t.Fatal(err)
		}
		if err := loop.Serve(strings.NewReader(string(request)+"\n"), &out); err != nil {
			t.Fatal(err)
		}
		decoded, err := data.Decode([]byte(out.String()))
		if err != nil {
			t.Fatal(err)
		}
		answer := decoded.(map[string]any)
		if answer["ok"] != true {
			encoded, _ := json.MarshalIndent(answer["errors"], "", "  ")
			return nil, fmt.Sprintf("component %v: %s", field(component, "name"), encoded)
		}
		for _, object := range answer["objects"].([]any) {
			objects = append(objects, object.(map[string]any)["object"])
		}
	}
	return objects, nil
}

func (c conformanceCase) request(app map[string]any, components []any, part any, kind definition.Kind) map[string]any {
	meta, _ := app["metadata"].(map[string]any)
	namespace := field(meta, "namespace")
	if namespace == "" {
		namespace = "default"
	}
	component := part.(map[string]any)
	given, _ := component["traits"].([]any)
	traits := []any{}
	for _, trait := range given {
		traits = append(traits, map[string]any{
			"type":       field(trait, "type"),
			"properties": trait.(map[string]any)["properties"],
			"definition": c.definitions[definitionKey{definition.Trait, field(trait, "type")}],
		})
	}
	return map[string]any{
		"id": 1,
		"op": "render",
		"app": map[string]any{
			"name": field(meta, "name"), "namespace": namespace, "labels": meta["labels"], "annotations": meta["annotations"],
		},
		"context": map[string]any{"namespace": namespace, "components": components},
		"component": map[string]any{
			"name":       field(component, "name"),
			"type":       field(component, "type"),
			"properties": component["properties"],
			"definition": c.definitions[definitionKey{kind, field(component, "type")}],
			"traits":     traits,
		},
	}
}

// withoutDefault leaves out what KubeVela's API server sets and its command line lacks: the type hcl of a Terraform definition.
func withoutDefault(got, want any) any {
	object, _ := got.(map[string]any)
	spec, _ := object["spec"].(map[string]any)
	expected, _ := want.(map[string]any)["spec"].(map[string]any)
	if _, set := expected["hcl"]; !set && object["kind"] == "Configuration" {
		delete(spec, "hcl")
	}
	return got
}

func compare(t *testing.T, got, want []any) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("object %d is missing: %v", i, want[i])
		case i >= len(want):
			t.Errorf("object %d is too many: %v", i, got[i])
		case !reflect.DeepEqual(withoutDefault(got[i], want[i]), want[i]):
			t.Errorf("object %d differs\n got: %s\nwant: %s", i, line(got[i]), line(want[i]))
		}
	}
}

func line(value any) string {
	text, _ := data.Encode(value)
	return string(text)
}
