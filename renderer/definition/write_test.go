package definition_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mizzen.dev/renderer/definition"
)

// TestEveryBuiltInDefinitionComesBackFromTheOtherForm converts to YAML and back, and compares all but the template's text.
func TestEveryBuiltInDefinitionComesBackFromTheOtherForm(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "definitions", "*", "*.cue"))
	if len(files) < 40 {
		t.Fatalf("%d definitions found", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			inYAML := converted(t, file, string(text))
			inCUE := converted(t, "a.yaml", inYAML)
			before, between, after := load(t, file, string(text)), load(t, "a.yaml", inYAML), load(t, "a.cue", inCUE)
			if !reflect.DeepEqual(before, after) {
				t.Errorf("\nbefore %+v\nafter  %+v", before, after)
			}
			between.Annotations = before.Annotations
			if !reflect.DeepEqual(before, between) {
				t.Errorf("\nCUE  %+v\nYAML %+v", before, between)
			}
			if again := converted(t, "a.yaml", converted(t, "a.cue", inCUE)); again != inCUE {
				t.Errorf("another conversion gives another text:\n%s\n%s", inCUE, again)
			}
		})
	}
}

func converted(t *testing.T, file, text string) string {
	t.Helper()
	texts, err := definition.Convert(file, text)
	if err != nil || len(texts) != 1 {
		t.Fatalf("%s: %v, %d texts\n%s", file, err, len(texts), text)
	}
	return texts[0]
}

func load(t *testing.T, file, text string) definition.Definition {
	t.Helper()
	loaded, err := definition.Load(file, text)
	if err != nil || len(loaded) != 1 {
		t.Fatalf("%s: %v\n%s", file, err, text)
	}
	d := loaded[0]
	d.File, d.Line, d.Column, d.Template = "", 0, 0, ""
	if d.Status != nil {
		status := *d.Status
		for _, text := range []*string{&status.HealthPolicy, &status.CustomStatus, &status.Details} {
			*text = strings.TrimSpace(strings.ReplaceAll(*text, "\t", "  "))
		}
		status.At = nil
		d.Status = &status
	}
	return d
}

func TestEachDocumentBecomesATextOfItsOwn(t *testing.T) {
	document := func(name string) string {
		return "apiVersion: core.oam.dev/v1beta1\nkind: TraitDefinition\nmetadata: {name: " + name +
			"}\nspec:\n  podDisruptive: true\n  schematic:\n    cue:\n      template: |\n        import \"strings\"\n\n        patch: a: strings.ToUpper(parameter.b)\n        parameter: b: string\n"
	}
	texts, err := definition.Convert("a.yaml", document("one")+"---\n"+document("two-2"))
	if err != nil || len(texts) != 2 {
		t.Fatal(texts, err)
	}
	want := `import (
	"strings"
)

"two-2": {
	type:        "trait"
	description: ""
	labels: {}
	annotations: {}
	attributes: {
		podDisruptive: true
	}
}

template: {
	patch: a:     strings.ToUpper(parameter.b)
	parameter: b: string
}
`
	if texts[1] != want {
		t.Errorf("got\n%s", texts[1])
	}
}
