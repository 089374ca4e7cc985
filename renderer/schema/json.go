package schema

import (
	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
)

// JSON is a JSON Schema (draft 2020-12) of a parameter, for editors. It accepts all that the CUE schema accepts: fields that
// depend on the values of others are left to the renderer. Whole tells that what is required must be there; a part of the
// properties, as in an overlay, needs nothing.
func JSON(parameter cue.Value, whole bool) map[string]any {
	return writer{whole}.schema(parameter, 0)
}

type writer struct{ whole bool }

func (w writer) schema(value cue.Value, depth int) map[string]any {
	if depth >= maxDepth || value.IncompleteKind() == cue.TopKind || value.IncompleteKind() == cue.BottomKind {
		return map[string]any{}
	}
	var made map[string]any
	if values := enum(value); values != nil {
		made = map[string]any{"enum": values}
	} else {
		var options []any
		for _, option := range Alternatives(value) {
			options = append(options, w.plain(option, depth))
		}
		options = once(options)
		if len(options) == 1 {
			made = options[0].(map[string]any)
		} else {
			made = map[string]any{"anyOf": options}
		}
	}
	if text := usage(value); text != "" {
		made["description"] = text
	}
	if fallback := defaultOf(value); fallback != nil {
		made["default"] = fallback
	}
	return made
}

func (w writer) plain(value cue.Value, depth int) map[string]any {
	switch kind := value.IncompleteKind(); kind {
	case cue.StructKind:
		return w.object(value, depth)
	case cue.ListKind:
		made := map[string]any{"type": "array"}
		if element := value.LookupPath(cue.MakePath(cue.AnyIndex)); element.Exists() {
			made["items"] = w.schema(element, depth+1)
		}
		return made
	default:
		return scalar(value, kind)
	}
}

var jsonTypes = []struct {
	kind cue.Kind
	name string
}{
	{cue.NullKind, "null"}, {cue.BoolKind, "boolean"}, {cue.StringKind | cue.BytesKind, "string"},
	{cue.StructKind, "object"}, {cue.ListKind, "array"},
}

func scalar(value cue.Value, kind cue.Kind) map[string]any {
	if _, hasDefault := value.Default(); !hasDefault && value.IsConcrete() {
		if constant := defaultOf(value); constant != nil {
			return map[string]any{"const": constant}
		}
	}
	var types []any
	for _, t := range jsonTypes {
		if kind&t.kind != 0 {
			types = append(types, t.name)
		}
	}
	switch {
	case kind&cue.FloatKind != 0:
		types = append(types, "number")
	case kind&cue.IntKind != 0:
		types = append(types, "integer")
	}
	switch len(types) {
	case 0:
		return map[string]any{}
	case 1:
		return map[string]any{"type": types[0]}
	default:
		return map[string]any{"type": types}
	}
}

func (w writer) object(value cue.Value, depth int) map[string]any {
	made := map[string]any{"type": "object"}
	fields, properties, required := Fields(value), map[string]any{}, []any{}
	for _, f := range fields {
		properties[f.Name] = w.schema(f.Value, depth+1)
		if w.whole && f.Required() {
			required = append(required, f.Name)
		}
	}
	if len(fields) > 0 {
		made["properties"] = properties
	}
	if len(required) > 0 {
		made["required"] = required
	}
	if element := value.LookupPath(cue.MakePath(cue.AnyString)); element.Exists() && element.IncompleteKind() != cue.TopKind {
		made["additionalProperties"] = w.schema(element, depth+1)
	} else if !open(value) {
		made["additionalProperties"] = false
	}
	return made
}

// once drops the alternatives that are there already.
func once(options []any) []any {
	var kept []any
	seen := map[string]bool{}
	for _, option := range options {
		text, err := data.Encode(option)
		if err != nil || seen[string(text)] {
			continue
		}
		seen[string(text)] = true
		kept = append(kept, option)
	}
	return kept
}
