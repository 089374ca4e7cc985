package schema

import (
	"encoding/json"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/format"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

func kindOf(value any) cue.Kind {
	switch v := value.(type) {
	case nil:
		return cue.NullKind
	case bool:
		return cue.BoolKind
	case string:
		return cue.StringKind
	case json.Number:
		if data.IsInteger(v) {
			return cue.IntKind
		}
		return cue.FloatKind
	case []any:
		return cue.ListKind
	case map[string]any:
		return cue.StructKind
	default:
		return cue.BottomKind
	}
}

// expected words what a schema allows: its values, its constraint, or else its type.
func expected(schema cue.Value) string {
	if values := enum(schema); values != nil {
		words := make([]string, len(values))
		for i, value := range values {
			text, _ := data.Encode(value)
			words[i] = string(text)
		}
		return problem.Shorten(strings.Join(words, " | "))
	}
	if schema.IncompleteKind()&(cue.StructKind|cue.ListKind) == 0 {
		if text, err := format.Node(schema.Eval().Syntax()); err == nil && !strings.Contains(string(text), "\n") {
			return problem.Shorten(string(text))
		}
	}
	return typeName(schema, 0)
}
