package main

import (
	"path/filepath"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/protocol"
	"mizzen.dev/renderer/template"
)

// webservice is a component with three traits as an application has it.
var webservice = map[string]any{
	"name": "web", "type": "webservice",
	"properties": map[string]any{
		"image": "nginx:1.27", "cpu": "0.5", "memory": "512Mi",
		"ports": []any{map[string]any{"port": 80, "expose": true}},
		"env":   []any{map[string]any{"name": "MODE", "value": "fast"}},
	},
	"traits": []any{
		map[string]any{"type": "scaler", "properties": map[string]any{"replicas": 3}},
		map[string]any{"type": "sidecar", "properties": map[string]any{"name": "log", "image": "busybox:1", "cmd": []any{"tail", "-f", "/log"}}},
		map[string]any{"type": "gateway", "properties": map[string]any{"domain": "shop.example", "http": map[string]any{"/": 80}}},
	},
}

// BenchmarkWebserviceWithThreeTraits compares a whole render, from the request's line to the answer's, with the bare evaluation: the same four
// templates compiled once and filled by CUE's own library, each trait with the workload, and what they give as JSON, with no patch merged.
// "templates" is our engine's filling of each template alone, without what joins them: go test -run NONE -bench Webservice -count 5 .
func BenchmarkWebserviceWithThreeTraits(b *testing.B) {
	definitions := map[definitionKey]*definition.Definition{}
	for key, loaded := range loadDefinitions(b, filepath.Join("..", "definitions")) {
		definitions[key] = loaded
	}
	b.Run("rendered", func(b *testing.B) { renderWhole(b, definitions) })
	b.Run("bare", func(b *testing.B) { evaluateBare(b, definitions) })
	b.Run("templates", func(b *testing.B) { evaluateAlone(b, definitions) })
}

func renderWhole(b *testing.B, definitions map[definitionKey]*definition.Definition) {
	c := conformanceCase{definitions: definitions}
	request, err := data.Encode(c.request(map[string]any{"metadata": map[string]any{"name": "shop"}}, []any{webservice}, webservice, definition.Component))
	if err != nil {
		b.Fatal(err)
	}
	line := string(request) + "\n"
	loop := protocol.Loop{Ops: ops(template.NewEngine())}
	for b.Loop() {
		var out strings.Builder
		if err := loop.Serve(strings.NewReader(line), &out); err != nil || !strings.Contains(out.String(), `"ok":true`) {
			b.Fatal(err, out.String())
		}
	}
}

func evaluateAlone(b *testing.B, definitions map[definitionKey]*definition.Definition) {
	engine := template.NewEngine()
	context := map[string]any{
		"name": "web", "appName": "shop", "namespace": "default", "clusterVersion": map[string]any{"minor": 33},
		"output":  map[string]any{"apiVersion": "apps/v1", "kind": "Deployment", "spec": map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{}}}}},
		"outputs": map[string]any{},
	}
	component := decoded(b, webservice)
	context = decoded(b, context)
	for b.Loop() {
		engine.Begin()
		evaluate(b, engine, definitions[definitionKey{definition.Component, "webservice"}], component["properties"], context)
		for _, trait := range component["traits"].([]any) {
			fields := trait.(map[string]any)
			evaluate(b, engine, definitions[definitionKey{definition.Trait, fields["type"].(string)}], fields["properties"], context)
		}
	}
}

// decoded has values as they come out of a request.
func decoded(b *testing.B, value map[string]any) map[string]any {
	text, err := data.Encode(value)
	if err != nil {
		b.Fatal(err)
	}
	plain, err := data.Decode(text)
	if err != nil {
		b.Fatal(err)
	}
	return plain.(map[string]any)
}

// evaluate fills a template and makes CUE work out all that it gives.
func evaluate(b *testing.B, engine *template.Engine, d *definition.Definition, parameter any, context map[string]any) {
	compiled, err := engine.Compile(d)
	if err != nil {
		b.Fatal(err)
	}
	filled := compiled.Fill(parameter, "", context)
	for _, name := range []string{"output", "outputs", "patch"} {
		if value := filled.Lookup(name); value.Exists() {
			if err := value.Validate(); err != nil {
				b.Fatal(d.Name, err)
			}
			if name != "patch" {
				if _, err := value.MarshalJSON(); err != nil {
					b.Fatal(d.Name, err)
				}
			}
		}
	}
}

// evaluateBare is what CUE's library does by itself, with no check, no error that a person could read, no name and no label.
func evaluateBare(b *testing.B, definitions map[definitionKey]*definition.Definition) {
	context := cuecontext.New()
	root := func(kind definition.Kind, name string) cue.Value {
		value := context.CompileString(definitions[definitionKey{kind, name}].Template + "\ncontext: _\nparameter: _\n")
		if err := value.Err(); err != nil {
			b.Fatal(name, err)
		}
		return value
	}
	traits := webservice["traits"].([]any)
	roots := []cue.Value{root(definition.Component, "webservice")}
	for _, trait := range traits {
		roots = append(roots, root(definition.Trait, trait.(map[string]any)["type"].(string)))
	}
	about := map[string]any{"name": "web", "appName": "shop", "namespace": "default", "clusterVersion": map[string]any{"minor": 33}}
	fill := func(i int, properties any) cue.Value {
		return roots[i].FillPath(cue.ParsePath("context"), about).FillPath(cue.ParsePath("parameter"), properties)
	}
	for b.Loop() {
		filled := fill(0, webservice["properties"])
		workload := filled.LookupPath(cue.ParsePath("output"))
		made := []cue.Value{workload, filled.LookupPath(cue.ParsePath("outputs"))}
		for i, trait := range traits {
			filled := fill(i+1, trait.(map[string]any)["properties"]).FillPath(cue.ParsePath("context.output"), workload)
			made = append(made, filled.LookupPath(cue.ParsePath("patch")), filled.LookupPath(cue.ParsePath("outputs")))
		}
		for _, value := range made {
			if !value.Exists() {
				continue
			}
			if _, err := value.MarshalJSON(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
