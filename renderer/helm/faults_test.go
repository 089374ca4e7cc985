package helm

import (
	"fmt"
	"strings"
	"testing"
)

// TestAMistakeIsToldAtTheLineOfTheChart holds each error against the place and the words that a person sees.
func TestAMistakeIsToldAtTheLineOfTheChart(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		place string
		words string
	}{
		"a function that is none": {
			map[string]string{"templates/x.yaml": "a: 1\nb: {{ nothing }}\n"},
			"apps/shop/templates/x.yaml:2:1", `function "nothing" not defined`,
		},
		"a value that is not there": {
			map[string]string{"templates/x.yaml": "a: 1\n\nb: {{ .Values.a.b.c }}\n"},
			"apps/shop/templates/x.yaml:3:14", "nil pointer evaluating interface {}.b, at <.Values.a.b.c>",
		},
		"on the first line": {
			map[string]string{"templates/x.yaml": "b: {{ .Values.a.b.c }}\n"},
			"apps/shop/templates/x.yaml:1:14", "nil pointer",
		},
		"in a helper": {
			map[string]string{
				"templates/_h.tpl": "{{ define \"h\" }}\n{{ .Values.a.b.c }}{{ end }}",
				"templates/x.yaml": "a: {{ include \"h\" . }}\n",
			},
			"apps/shop/templates/_h.tpl:2:11", "nil pointer",
		},
		"in a subchart": {
			map[string]string{
				"charts/sub/Chart.yaml":       "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
				"charts/sub/templates/x.yaml": "\n{{ fail \"never\" }}\n",
			},
			"apps/shop/charts/sub/templates/x.yaml:2:4", "never",
		},
		"required": {
			map[string]string{"templates/x.yaml": "a: {{ required \"say .Values.a\" .Values.none }}\n"},
			"apps/shop/templates/x.yaml:1:7", "say .Values.a",
		},
		"no YAML": {
			map[string]string{"templates/x.yaml": "a: 1\n---\nb: [\nsecret: very\n"},
			"apps/shop/templates/x.yaml:1:1", `document 2 that this template renders is no YAML`,
		},
		"no object": {
			map[string]string{"templates/x.yaml": "- 1\n"},
			"apps/shop/templates/x.yaml:1:1", "expected a Kubernetes object",
		},
		"no kind": {
			map[string]string{"templates/x.yaml": "apiVersion: v1\n"},
			"apps/shop/templates/x.yaml:1:1", "has no kind",
		},
		"an unclosed block": {
			map[string]string{"templates/x.yaml": "{{ if true }}\n\n"},
			"apps/shop/templates/x.yaml:3:1", "unexpected EOF",
		},
		"Chart.yaml without a version": {
			map[string]string{"Chart.yaml": "apiVersion: v2\nname: c\n"},
			"apps/shop/Chart.yaml:1:1", "version",
		},
		"a library": {
			map[string]string{"Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\ntype: library\n"},
			"apps/shop/Chart.yaml:1:1", `of type "library"`,
		},
		"a dependency that is not there": {
			map[string]string{"Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: d, version: 1.0.0}]\n"},
			"apps/shop/Chart.yaml:1:1", "not in charts/: d;",
		},
		"another Kubernetes": {
			map[string]string{"Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\nkubeVersion: '<1.20'\n"},
			"apps/shop/Chart.yaml:1:1", "it is for Kubernetes <1.20; the cluster has v1.33.1+k3s1",
		},
		"values that are no map": {
			map[string]string{"values.yaml": "- 1\n"},
			"apps/shop/Chart.yaml:1:1", "values.yaml",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := oneTemplate("")
			a.Place = "apps/shop"
			a.Files["templates/x.yaml"] = nil
			for name, text := range c.files {
				a.Files[name] = []byte(text)
			}
			found := refusal(t, a, c.words)[0]
			if got := fmt.Sprintf("%s:%d:%d", found.File.File, found.File.Line, found.File.Column); got != c.place {
				t.Errorf("at %s; expected %s (%s)", got, c.place, found.Message)
			}
		})
	}
}

func TestWrongValuesAreToldAtThePropertiesOfTheUser(t *testing.T) {
	a := artifactOf(t, "testdata/checked")
	a.Values = []Layer{{Name: "properties.values", Value: []byte(`{"port": "eighty", "mode": "slow", "hosts": ["a", 5]}`)}}
	paths := map[string]bool{}
	for _, p := range refusal(t, a, "got string|value must be one of|got number") {
		paths[p.Path] = true
		if p.Definition.File != "apps/shop/values.schema.json" {
			t.Error(p)
		}
	}
	for _, path := range []string{"properties.values.port", "properties.values.mode", "properties.values.hosts[1]"} {
		if !paths[path] {
			t.Errorf("%s is not told; only %v", path, paths)
		}
	}
}

func TestASchemaTellsNoValue(t *testing.T) {
	const secret = "very-secret-7777777"
	for _, rule := range []string{
		`{"pattern": "^x"}`, `{"format": "ipv4"}`, `{"enum": ["a"]}`, `{"const": "a"}`, `{"maxLength": 3}`, `{"type": "integer"}`,
		`{"not": {}}`, `{"anyOf": [{"pattern": "^x"}, {"type": "null"}]}`,
	} {
		a := oneTemplate("")
		a.Files[schemaFile] = []byte(`{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"password": ` + rule + `}}`)
		a.Values = []Layer{{Value: []byte(`{"password": "` + secret + `"}`)}}
		_, err := Render(a)
		if rule == `{"format": "ipv4"}` && err == nil {
			continue // Formats are notes unless the library is told to hold them.
		}
		if err == nil || strings.Contains(fmt.Sprintf("%#v", err), secret) {
			t.Errorf("%s: %v", rule, err)
		}
	}
	for _, rule := range []string{`{"minimum": 8888888}`, `{"maximum": 1}`, `{"multipleOf": 2}`, `{"exclusiveMaximum": 1}`} {
		a := oneTemplate("")
		a.Files[schemaFile] = []byte(`{"properties": {"password": ` + rule + `}}`)
		a.Values = []Layer{{Value: []byte(`{"password": 7777777}`)}}
		if _, err := Render(a); err == nil || strings.Contains(fmt.Sprintf("%#v", err), "7777777") {
			t.Errorf("%s: %v", rule, err)
		}
	}
}
