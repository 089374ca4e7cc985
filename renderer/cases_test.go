package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/internal/yamltest"
	"mizzen.dev/renderer/protocol"
	"mizzen.dev/renderer/template"
)

var update = flag.Bool("update", false, "write what came out as what is expected; read the difference before you keep it")

// TestEveryCaseAnswersAsItsFilesSay runs the folders of testdata. A folder holds request.yaml, definitions (*.yaml under
// definitions/, or *.cue), and either objects.yaml with warnings.yaml, read.yaml, live.yaml and late.yaml where they matter, or errors.yaml, or
// for the other requests answer.yaml. A file that a case does not use fails it.
func TestEveryCaseAnswersAsItsFilesSay(t *testing.T) {
	requests, err := filepath.Glob(filepath.Join("testdata", "*", "request.yaml"))
	if err != nil || len(requests) == 0 {
		t.Fatal("no cases found: ", err)
	}
	folders, err := os.ReadDir("testdata")
	if err != nil || len(folders) != len(requests) {
		t.Errorf("%d folders but %d requests", len(folders), len(requests))
	}
	for _, request := range requests {
		folder := filepath.Dir(request)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			c := &testCase{T: t, folder: folder, used: map[string]bool{}}
			c.run()
			c.failOnUnusedFiles()
		})
	}
}

type testCase struct {
	*testing.T
	folder string
	used   map[string]bool
}

func (c *testCase) run() {
	request := c.read("request.yaml")[0].(map[string]any)
	request["id"] = json.Number("7")
	switch request["op"] {
	case "render":
		c.attach(request)
		c.expectRender(c.ask(request))
	case "definitions":
		file := request["file"].(string)
		request["text"] = c.text(file)
		c.expectAnswer(c.ask(request))
	case "values":
		c.expectAnswer(c.ask(request))
	default:
		request["definition"] = c.definitions()["component/"+request["type"].(string)]
		c.expectAnswer(c.ask(request))
	}
}

// attach gives the component and its traits the definitions of the case's folder.
func (c *testCase) attach(request map[string]any) {
	definitions := c.definitions()
	component := request["component"].(map[string]any)
	kind, ok := component["kind"].(string)
	if !ok {
		kind = "component"
	}
	component["definition"] = definitions[kind+"/"+component["type"].(string)]
	traits, _ := component["traits"].([]any)
	for _, trait := range traits {
		fields := trait.(map[string]any)
		fields["definition"] = definitions["trait/"+fields["type"].(string)]
	}
}

func (c *testCase) definitions() map[string]any {
	c.Helper()
	found := map[string]any{}
	files, _ := filepath.Glob(filepath.Join(c.folder, "definitions", "*"))
	for _, file := range files {
		name, _ := filepath.Rel(c.folder, file)
		answer := c.ask(map[string]any{"id": 1, "op": "definitions", "file": name, "text": c.text(name)})
		if answer["ok"] != true {
			c.Fatalf("%s: %v", name, answer["errors"])
		}
		for _, d := range answer["definitions"].([]any) {
			fields := d.(map[string]any)
			found[fields["kind"].(string)+"/"+fields["name"].(string)] = d
		}
	}
	return found
}

func (c *testCase) ask(request map[string]any) map[string]any {
	c.Helper()
	loop := protocol.Loop{Ops: ops(template.NewEngine())}
	encoded, err := data.Encode(request)
	if err != nil {
		c.Fatal(err)
	}
	var out strings.Builder
	if err := loop.Serve(strings.NewReader(string(encoded)+"\n"), &out); err != nil {
		c.Fatal(err)
	}
	answer, err := data.Decode([]byte(out.String()))
	if err != nil {
		c.Fatal(err)
	}
	return answer.(map[string]any)
}

func (c *testCase) expectRender(answer map[string]any) {
	c.Helper()
	if answer["ok"] != true {
		c.compare("errors.yaml", answer["errors"].([]any), true)
		warnings, _ := answer["warnings"].([]any)
		c.compare("warnings.yaml", warnings, false)
		return
	}
	c.compare("objects.yaml", answer["objects"].([]any), true)
	c.compare("warnings.yaml", answer["warnings"].([]any), false)
	if c.exists("read.yaml") {
		c.compare("read.yaml", answer["read"].([]any), true)
	}
	live, _ := answer["live"].([]any)
	c.compare("live.yaml", live, false)
	late, _ := answer["late"].([]any)
	c.compare("late.yaml", late, false)
}

func (c *testCase) expectAnswer(answer map[string]any) {
	c.Helper()
	c.compare("answer.yaml", []any{answer}, true)
}

// compare holds a list against the documents of a file; a file that need not be there stands for an empty list.
func (c *testCase) compare(name string, got []any, needed bool) {
	c.Helper()
	if *update && (needed || len(got) > 0) {
		c.write(name, got)
	}
	var want []any
	if needed || c.exists(name) {
		want = c.read(name)
	}
	if len(got) == 0 && len(want) == 0 {
		return
	}
	if !reflect.DeepEqual(got, want) {
		c.Errorf("%s\n got: %s\nwant: %s", name, line(got), line(want))
	}
}

func (c *testCase) write(name string, documents []any) {
	var text strings.Builder
	for _, document := range documents {
		encoded, err := json.MarshalIndent(document, "", "  ")
		if err != nil {
			c.Fatal(err)
		}
		text.WriteString("---\n" + yamltest.FromJSON(encoded))
	}
	if err := os.WriteFile(filepath.Join(c.folder, name), []byte(text.String()), 0o644); err != nil {
		c.Fatal(err)
	}
}

func (c *testCase) exists(name string) bool {
	_, err := os.Stat(filepath.Join(c.folder, name))
	return err == nil
}

func (c *testCase) read(name string) []any {
	c.Helper()
	documents, err := yamltest.Documents([]byte(c.text(name)))
	if err != nil {
		c.Fatalf("%s: %v", name, err)
	}
	return documents
}

func (c *testCase) text(name string) string {
	c.Helper()
	c.used[filepath.Join(c.folder, name)] = true
	text, err := os.ReadFile(filepath.Join(c.folder, name))
	if err != nil {
		c.Fatal(err)
	}
	return string(text)
}

func (c *testCase) failOnUnusedFiles() {
	_ = filepath.WalkDir(c.folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !c.used[path] {
			c.Errorf("%s is not used", path)
		}
		return err
	})
}
