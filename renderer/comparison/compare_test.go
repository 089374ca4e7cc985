package comparison_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mizzen.dev/renderer/comparison"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/template"
)

const component = `sample: {
	type: "component"
	attributes: {
		workload: {type: "deployments.apps", definition: {apiVersion: "apps/v1", kind: "Deployment"}}
		status: healthPolicy: "isHealth: context.output.status.readyReplicas == context.output.spec.replicas"
	}
}
template: {
	output: {
		apiVersion: "apps/v1"
		kind:       "Deployment"
		spec: replicas: parameter.replicas
		if parameter.kind != _|_ {spec: kind: parameter.kind}
		if context.clusterVersion.minor >= 25 {spec: young: true}
	}
	parameter: {
		// +usage=How many
		replicas: *1 | int
		kind?:    "a" | "b"
	}
}`

const trait = `sample: {
	type: "trait"
	attributes: {podDisruptive: true}
}
template: {
	patch: spec: template: spec: containers: [{if parameter.image != _|_ {image: parameter.image}}, ...]
	outputs: other: {apiVersion: "v1", kind: "ConfigMap", data: parameter.data}
	parameter: {
		data: [string]: string
		image?: string
	}
}`

func TestDifferencesAreFound(t *testing.T) {
	for _, c := range []struct{ name, text, old, new, want string }{
		{"nothing but words", component, "+usage=How many", "+usage=Another word", ""},
		{"another structure", component, "if parameter.kind != _|_ {spec: kind: parameter.kind}",
			"for f in [\"kind\"] if parameter[f] != _|_ {spec: (f): parameter[f]}", ""},
		{"a workload type", component, "deployments.apps", "statefulsets.apps", "attributes workload.type"},
		{"a default", component, "*1 | int", "*2 | int", "schema replicas.default"},
		{"an enum", component, `"a" | "b"`, `"a" | "b" | "c"`, "schema kind.enum"},
		{"a type", component, `"a" | "b"`, `string`, "schema kind.enum"},
		{"a field of one choice", component, "if parameter.kind != _|_", `if parameter.kind != _|_ if parameter.kind != "b"`, "objects [0].object.spec.kind"},
		{"what only a version shows", component, "minor >= 25", "minor >= 23", ""},
		{"what one of the versions shows", component, "minor >= 25", "minor >= 30", "objects [0].object.spec.young"},
		{"health", component, "readyReplicas ==", "replicas ==", "health healthy"},
		{"a stricter schema", component, "*1 | int", "*1 | (int & <100)", "verdict "},
		{"an output's name", trait, "outputs: other:", "outputs: another:", "objects [1].object.metadata.labels"},
		{"a closed list", trait, ", ...]", "]", "verdict "},
		{"an attribute of a trait", trait, "podDisruptive: true", "stage: \"PostDispatch\"", "attributes podDisruptive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(c.text, c.old) {
				t.Fatalf("%q is not in the definition", c.old)
			}
			theirs, ours := load(t, c.text), load(t, strings.Replace(c.text, c.old, c.new, 1))
			answer, err := comparison.NewComparer(template.NewEngine()).Compare(&comparison.Request{
				Theirs: theirs, Ours: ours, Minors: []json.Number{"0", "20", "22", "25", "33"}, Count: 1000,
			})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, d := range answer.Differences {
				found = append(found, d.What+" "+d.Path)
			}
			if all := strings.Join(found, "\n"); c.want == "" && all != "" || !strings.Contains(all, c.want) {
				t.Errorf("%d inputs; expected %q, found\n%s", answer.Inputs, c.want, all)
			}
		})
	}
}

func TestChunksCoverAllInputs(t *testing.T) {
	theirs, ours := load(t, component), load(t, strings.Replace(component, "kind: parameter.kind", "sort: parameter.kind", 1))
	ask := func(from, count int) *comparison.Answer {
		answer, err := comparison.NewComparer(template.NewEngine()).Compare(&comparison.Request{Theirs: theirs, Ours: ours, From: from, Count: count})
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	whole, parts := ask(0, 1000), 0
	for from := 0; from < whole.Inputs; from += 3 {
		parts += len(ask(from, 3).Differences)
	}
	if parts != len(whole.Differences) || parts == 0 {
		t.Errorf("%d differences in parts, %d at once", parts, len(whole.Differences))
	}
}

func load(t *testing.T, text string) *definition.Definition {
	t.Helper()
	loaded, err := definition.Load("sample.cue", text)
	if err != nil {
		t.Fatal(err)
	}
	return &loaded[0]
}
