package protocol_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
)

func serve(t *testing.T, loop protocol.Loop, input string) []string {
	t.Helper()
	loop.Ops = map[string]protocol.Op{
		"hello": func(json.RawMessage, protocol.Ask) (any, error) { return map[string]string{"text": "<hi>"}, nil },
		"empty": func(json.RawMessage, protocol.Ask) (any, error) { return struct{}{}, nil },
		"list":  func(json.RawMessage, protocol.Ask) (any, error) { return []int{1}, nil },
		"long": func(json.RawMessage, protocol.Ask) (any, error) {
			return map[string]string{"text": strings.Repeat("x", 1000)}, nil
		},
		"panic": func(json.RawMessage, protocol.Ask) (any, error) { panic("out of order") },
		"error": func(json.RawMessage, protocol.Ask) (any, error) { return nil, errors.New("plain") },
		"twice": func(_ json.RawMessage, ask protocol.Ask) (any, error) {
			first, err := ask(map[string]string{"path": "a"})
			if err != nil {
				return nil, err
			}
			second, err := ask(map[string]string{"path": "b"})
			return map[string]string{"text": string(first) + string(second)}, err
		},
		"refuse": func(json.RawMessage, protocol.Ask) (any, error) {
			return nil, &problem.Rejection{
				Errors:   problem.List{{Path: "a", Message: "wrong", Nearest: "b"}},
				Warnings: problem.List{{Path: "c", Message: "odd"}},
			}
		},
	}
	var out strings.Builder
	if err := loop.Serve(strings.NewReader(input), &out); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func TestEachLineIsAnsweredWithItsID(t *testing.T) {
	for _, c := range []struct{ name, input, answer string }{
		{"an object", `{"id":1,"op":"hello"}`, `{"id":1,"ok":true,"text":"<hi>"}`},
		{"an empty object", `{"id":"x","op":"empty"}`, `{"id":"x","ok":true}`},
		{"no object", `{"id":2,"op":"list"}`,
			`{"id":2,"ok":false,"errors":[{"path":"","message":"the answer cannot be written: []int is no object"}]}`},
		{"an error", `{"id":3,"op":"error"}`, `{"id":3,"ok":false,"errors":[{"path":"","message":"plain"}]}`},
		{"a rejection", `{"id":4,"op":"refuse"}`,
			`{"id":4,"ok":false,"errors":[{"path":"a","message":"wrong","nearest":"b"}],"warnings":[{"path":"c","message":"odd"}]}`},
		{"an unknown op", `{"id":5,"op":"hallo"}`,
			`{"id":5,"ok":false,"errors":[{"path":"","message":"op \"hallo\"; expected one of ` +
				`[\"empty\" \"error\" \"hello\" \"list\" \"long\" \"panic\" \"refuse\" \"twice\"]"}]}`},
		{"no JSON", `{"id":`,
			`{"id":null,"ok":false,"errors":[{"path":"","message":` +
				`"the request is no JSON object with id and op: unexpected end of JSON input"}]}`},
		{"a line without an end", "{\"id\":6,\"op\":\"hello\"}", `{"id":6,"ok":true,"text":"<hi>"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			answers := serve(t, protocol.Loop{}, c.input)
			if len(answers) != 1 || answers[0] != c.answer {
				t.Errorf("\n got: %q\nwant: %q", answers, c.answer)
			}
		})
	}
}

func TestAPanicIsAnsweredAndTheLoopGoesOn(t *testing.T) {
	panicked := 0
	answers := serve(t, protocol.Loop{Panicked: func() { panicked++ }}, "{\"id\":1,\"op\":\"panic\"}\n\n{\"id\":2,\"op\":\"hello\"}\n")
	want := []string{
		`{"id":1,"ok":false,"errors":[{"path":"","message":"bug in the renderer: out of order"}]}`,
		`{"id":2,"ok":true,"text":"<hi>"}`,
	}
	if strings.Join(answers, "\n") != strings.Join(want, "\n") || panicked != 1 {
		t.Errorf("got %q after %d panics", answers, panicked)
	}
}

func TestALongRequestIsRefusedAndTheLoopGoesOn(t *testing.T) {
	long := `{"id":1,"op":"hello","x":"` + strings.Repeat("x", 200_000) + `"}`
	answers := serve(t, protocol.Loop{MaxLine: 100_000}, long+"\n{\"id\":2,\"op\":\"hello\"}\n"+long)
	if len(answers) != 3 || !strings.Contains(answers[0], "longer than 100000 bytes") ||
		!strings.Contains(answers[1], `"id":2,"ok":true`) || !strings.Contains(answers[2], "longer than 100000 bytes") {
		t.Errorf("got %q", answers)
	}
}

func TestALongAnswerIsRefused(t *testing.T) {
	answers := serve(t, protocol.Loop{MaxLine: 500}, `{"id":1,"op":"long"}`)
	if len(answers) != 1 || !strings.Contains(answers[0], "at most 500 are allowed") {
		t.Errorf("got %q", answers)
	}
}

func TestARequestMayAskInItsMidst(t *testing.T) {
	input := "{\"id\":1,\"op\":\"twice\"}\n\n{\"x\":1}\n{\"x\":2}\n{\"id\":2,\"op\":\"hello\"}\n"
	want := []string{
		`{"id":1,"need":{"path":"a"}}`,
		`{"id":1,"need":{"path":"b"}}`,
		`{"id":1,"ok":true,"text":"{\"x\":1}\n{\"x\":2}\n"}`,
		`{"id":2,"ok":true,"text":"<hi>"}`,
	}
	if answers := serve(t, protocol.Loop{}, input); strings.Join(answers, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n got: %q\nwant: %q", answers, want)
	}
}

func TestAParentThatLeavesAQuestionOpenGetsAnError(t *testing.T) {
	answers := serve(t, protocol.Loop{}, "{\"id\":1,\"op\":\"twice\"}\n")
	if last := answers[len(answers)-1]; !strings.Contains(last, `"ok":false`) {
		t.Errorf("got %q", answers)
	}
}
