package helm

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"mizzen.dev/renderer/problem"
)

const patched = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 9007199254740993
  template: {spec: {containers: [{name: web, image: "web:1"}, {name: log, image: "log:1"}]}}
---
apiVersion: example.com/v1
kind: Gate
metadata: {name: gate}
spec: {list: [{name: a}], keep: 1, drop: 2}
`

func TestAPatchIsLaidOverTheObjectsItNames(t *testing.T) {
	a := oneTemplate(patched)
	a.Patches = patches(t, `[
		{"target": {"kind": "Deployment", "name": "w*"}, "patch": {"spec": {"template": {"spec": {"containers": [{"name": "log", "image": "log:2"}]}}}}},
		{"target": {"group": "apps", "version": "v1"}, "patch": [{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]},
		{"target": {"kind": "Gate"}, "patch": {"spec": {"list": [{"name": "b"}], "drop": null}}}
	]`)
	rendered, err := Render(a)
	if err != nil {
		t.Fatal(err)
	}
	got := text([]any{rendered.Objects[0].Fields, rendered.Objects[1].Fields})
	want := `[{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"a":"b"},"name":"web","namespace":"shop"},` +
		`"spec":{"replicas":9007199254740993,"template":{"spec":{"containers":[{"image":"log:2","name":"log"},{"image":"web:1","name":"web"}]}}}},` +
		`{"apiVersion":"example.com/v1","kind":"Gate","metadata":{"name":"gate"},"spec":{"keep":1,"list":[{"name":"b"}]}}]`
	if strings.ReplaceAll(got, `{"image":"web:1","name":"web"},{"image":"log:2","name":"log"}`,
		`{"image":"log:2","name":"log"},{"image":"web:1","name":"web"}`) != want {
		t.Errorf("\n got: %s\nwant: %s", got, want)
	}
}

func TestAPatchThatDoesNotFitIsToldAtItsPlace(t *testing.T) {
	for patch, want := range map[string]string{
		`{"target": {"kind": "Deploymint"}, "patch": {}}`:                                 "properties.patches[0]: matches no object",
		`{"target": {"kind": "Gate"}, "patch": [{"op": "remove", "path": "/spec/none"}]}`: "properties.patches[0].patch: does not fit Gate",
		`{"target": {"kind": "Gate"}, "patch": {"kind": null}}`:                           "properties.patches[0].patch: does not fit Gate",
	} {
		a := oneTemplate(patched)
		a.Patches = patches(t, "["+patch+"]")
		_, err := Render(a)
		var list problem.List
		if !errors.As(err, &list) || !strings.HasPrefix(list[0].String(), want) {
			t.Errorf("%s: %v; expected %s", patch, err, want)
		}
	}
}

func patches(t *testing.T, text string) []Patch {
	t.Helper()
	var all []Patch
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	return all
}
