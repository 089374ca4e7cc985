package sample_test

import (
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/sample"
)

const template = `
	parameter: *#One | close({many: [...#One]})
	#One: {
		name:   string
		size?:  =~"^[1-9][0-9]*Gi$"
		count:  *1 | int
		mode:   *"plain" | "block"
		kind?:  "a" | "b" | "c"
		labels?: [string]: string
		list?: [...{port: int, open: *false | bool}]
		if mode == "block" {
			device: string
			depth?: int
		}
	}
	output: {if parameter.name == "special" {a: 1}}
`

func TestRightParametersAreAcceptedAndReachEveryChoice(t *testing.T) {
	parameter := cuecontext.New().CompileString(template).LookupPath(cue.ParsePath("parameter"))
	sets := sample.Right(parameter, sample.Words(template), 200)
	if len(sets) > 200 {
		t.Errorf("%d sets; expected far fewer than all combinations", len(sets))
	}
	var all strings.Builder
	for _, set := range sets {
		text, _ := data.Encode(set)
		all.Write(append(text, '\n'))
		filled := parameter.Unify(parameter.Context().BuildExpr(data.Expr(set, "", nil)))
		if err := filled.Validate(cue.Concrete(true)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, choice := range []string{
		`"kind":"a"`, `"kind":"b"`, `"kind":"c"`, `"mode":"block"`, `"mode":"plain"`, `"size":"1Gi"`, `"count":0`, `"count":8080`,
		`"many":[]`, `"many":[{`, `"special"`, `"labels":{}`, `"labels":{"alpha":`, `"device":`, `"depth":`, `"open":true`, `"open":false`,
	} {
		if !strings.Contains(all.String(), choice) {
			t.Errorf("no set has %s", choice)
		}
	}
}

func TestWrongParametersHaveOneMistakeEach(t *testing.T) {
	wrong := sample.Wrong([]any{map[string]any{"name": "alpha", "list": []any{true}}})
	var texts []string
	for _, set := range wrong {
		text, _ := data.Encode(set)
		texts = append(texts, string(text))
	}
	all := strings.Join(texts, "\n")
	want := `{}
{"list":"alpha","name":"alpha"}
{"name":"alpha"}
{"list":[true],"name":"alpha"}
{"list":["alpha"],"name":"alpha"}
{"list":[true],"name":true}
{"list":[true]}
{"list":[true],"name":"alpha","zeta":"unknown"}`
	if all != want {
		t.Errorf("got\n%s", all)
	}
}
