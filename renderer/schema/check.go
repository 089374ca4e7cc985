package schema

import (
	"fmt"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/token"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

// Findings are what a check of properties found.
type Findings struct {
	// Errors are wrong types and values, and fields that a closed schema does not know.
	Errors problem.List
	// Unknown are fields that an open schema does not know: they pass, and are most likely misspelt.
	Unknown problem.List
	// Missing are required fields that were not given; whether it matters shows when the template uses them.
	Missing problem.List
}

// Checker compares properties with a schema.
type Checker struct {
	Context *cue.Context
	// Place maps a position in the template to the definition's file.
	Place func(token.Pos) *problem.Position
	// Types asks for types and values to be compared too; else only names are.
	Types bool
}

// Check compares a value with the schema; path is where the value stands in the input.
func (c Checker) Check(schema cue.Value, value any, path string) Findings {
	return c.check(schema, value, path, 0)
}

func (c Checker) check(schema cue.Value, value any, path string, depth int) Findings {
	if !schema.Exists() || depth > maxDepth || schema.IncompleteKind() == cue.TopKind {
		return Findings{}
	}
	if object, ok := value.(map[string]any); ok && schema.IncompleteKind() == cue.BottomKind {
		return c.depending(schema, object, path, depth)
	}
	kind := kindOf(value)
	if schema.IncompleteKind()&kind == 0 {
		return c.wrongType(schema, value, path)
	}
	if kind&(cue.StructKind|cue.ListKind) == 0 {
		return c.scalar(schema, value, path)
	}
	var fitting []cue.Value
	for _, alternative := range Alternatives(schema) {
		if alternative.IncompleteKind()&kind != 0 {
			fitting = append(fitting, alternative)
		}
	}
	if len(fitting) == 1 {
		return c.parts(fitting[0], value, path, depth)
	}
	return c.best(fitting, value, path, depth)
}

// best checks against each alternative and keeps the findings of the nearest.
func (c Checker) best(alternatives []cue.Value, value any, path string, depth int) Findings {
	c.Types = true
	var best Findings
	for i, alternative := range alternatives {
		found := c.parts(alternative, value, path, depth)
		if i == 0 || found.weight(path) < best.weight(path) {
			best = found
		}
	}
	return best
}

// weight tells how far a value is from an alternative: an error deep inside says that the alternative was the one meant.
func (f Findings) weight(path string) int {
	weight := len(f.Missing)*100 + len(f.Unknown)
	for _, e := range f.Errors {
		weight += 1_000_000 / (1 + strings.Count(strings.TrimPrefix(e.Path, path), ".") + strings.Count(strings.TrimPrefix(e.Path, path), "["))
	}
	return weight
}

func (c Checker) parts(schema cue.Value, value any, path string, depth int) Findings {
	switch v := value.(type) {
	case map[string]any:
		return c.object(schema, v, path, depth)
	case []any:
		return c.list(schema, v, path, depth)
	default:
		return c.scalar(schema, value, path)
	}
}

func (c Checker) list(schema cue.Value, list []any, path string, depth int) Findings {
	var all Findings
	rest := schema.LookupPath(cue.MakePath(cue.AnyIndex))
	for i, element := range list {
		expected := schema.LookupPath(cue.MakePath(cue.Index(i)))
		if !expected.Exists() {
			expected = rest
		}
		all.add(c.check(expected, element, fmt.Sprintf("%s[%d]", path, i), depth+1))
	}
	return all
}

func (c Checker) object(schema cue.Value, object map[string]any, path string, depth int) Findings {
	var all Findings
	known := map[string]cue.Value{}
	for _, f := range Fields(schema) {
		known[f.Name] = f.Value
		all.lacks(c, f, object, path, depth)
	}
	pattern := schema.LookupPath(cue.MakePath(cue.AnyString))
	for _, key := range data.Keys(object) {
		child := data.Join(path, key)
		if expected, ok := known[key]; ok {
			all.add(c.check(expected, object[key], child, depth+1))
			continue
		}
		if pattern.Exists() {
			all.add(c.check(pattern, object[key], child, depth+1))
			continue
		}
		if conditional := c.conditional(schema, object, key); conditional.Exists() {
			all.add(c.check(conditional, object[key], child, depth+1))
			continue
		}
		if free := depth > 0 && len(known) == 0; free && schema.Allows(cue.Str(key)) {
			continue // {...}, as in objects: [...{...}], asks for any fields; an empty parameter at the top asks for none
		}
		all.unknown(c, schema, key, data.Keys(known), child)
	}
	return all
}

// depending checks an object whose schema cannot be known before some of its fields are. If they are not right
// themselves, nothing is found: CUE's own errors have to do.
func (c Checker) depending(schema cue.Value, object map[string]any, path string, depth int) Findings {
	filled := schema.Unify(c.Context.BuildExpr(data.Expr(object, "", nil)))
	fields := Fields(filled)
	if len(fields) == 0 {
		return Findings{}
	}
	var all Findings
	known := map[string]cue.Value{}
	for _, f := range fields {
		if _, given := object[f.Name]; !given {
			known[f.Name] = f.Value
			all.lacks(c, f, object, path, depth)
			continue
		}
		if declared := c.conditional(schema, object, f.Name); declared.Exists() {
			known[f.Name] = declared
		}
	}
	for _, key := range data.Keys(object) {
		child := data.Join(path, key)
		if expected, ok := known[key]; ok {
			all.add(c.check(expected, object[key], child, depth+1))
		} else {
			all.unknown(c, filled, key, data.Keys(known), child)
		}
	}
	return all
}

// conditional finds a field that the schema declares only for certain values of its other fields.
func (c Checker) conditional(schema cue.Value, object map[string]any, key string) cue.Value {
	others := make(map[string]any, len(object))
	for name, value := range object {
		if name != key {
			others[name] = value
		}
	}
	filled := schema.Unify(c.Context.BuildExpr(data.Expr(others, "", nil)))
	for _, f := range Fields(filled) {
		if f.Name == key {
			return f.Value
		}
	}
	return cue.Value{}
}

func (f *Findings) unknown(c Checker, schema cue.Value, key string, known []string, path string) {
	p := problem.Problem{
		Path:       path,
		Message:    fmt.Sprintf("unknown parameter %q", key),
		Nearest:    Nearest(key, known),
		Definition: c.Place(schema.Pos()),
	}
	if p.Nearest != "" {
		p.Message += fmt.Sprintf("; did you mean %q?", p.Nearest)
	}
	if schema.Allows(cue.Str(key)) {
		f.Unknown = append(f.Unknown, p)
	} else {
		f.Errors = append(f.Errors, p)
	}
}

func (f *Findings) lacks(c Checker, declared Field, object map[string]any, path string, depth int) {
	if _, given := object[declared.Name]; !given {
		f.Missing = append(f.Missing, c.missing(declared, data.Join(path, declared.Name), depth)...)
	}
}

func (c Checker) missing(f Field, path string, depth int) problem.List {
	if !f.Required() || depth > maxDepth {
		return nil
	}
	if f.Value.IncompleteKind() == cue.StructKind && !f.marked {
		var nested problem.List
		for _, inner := range Fields(f.Value) {
			nested = append(nested, c.missing(inner, data.Join(path, inner.Name), depth+1)...)
		}
		return nested
	}
	return problem.List{{
		Path:       path,
		Message:    fmt.Sprintf("required parameter %q is missing", f.Name),
		Expected:   expected(f.Value),
		Definition: c.Place(f.Value.Pos()),
	}}
}

func (c Checker) scalar(schema cue.Value, value any, path string) Findings {
	if !c.Types || schema.Unify(c.Context.BuildExpr(data.Expr(value, "", nil))).Err() == nil {
		return Findings{}
	}
	p := problem.Problem{
		Path:       path,
		Message:    "the value is not allowed",
		Expected:   expected(schema),
		Definition: c.Place(schema.Pos()),
	}
	if text, ok := value.(string); ok {
		var choices []string
		for _, choice := range enum(schema) {
			if name, ok := choice.(string); ok {
				choices = append(choices, name)
			}
		}
		p.Nearest = Nearest(text, choices)
	}
	return Findings{Errors: problem.List{p}}
}

func (c Checker) wrongType(schema cue.Value, value any, path string) Findings {
	want := typeName(schema, 0)
	return Findings{Errors: problem.List{{
		Path:       path,
		Message:    fmt.Sprintf("is %s; expected %s", data.Kind(value), want),
		Expected:   want,
		Definition: c.Place(schema.Pos()),
	}}}
}

func (f *Findings) add(more Findings) {
	f.Errors = append(f.Errors, more.Errors...)
	f.Unknown = append(f.Unknown, more.Unknown...)
	f.Missing = append(f.Missing, more.Missing...)
}
