// Package schema walks the parameter that a template declares.
// In: the CUE value of parameter, and a user's properties. Out: its description, or what is wrong, unknown or missing
// in the properties. It never evaluates the rest of a template.
package schema

import (
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
)

// maxDepth bounds how deep a schema is described; recursive definitions end there.
const maxDepth = 12

// Parameter describes one field of a schema.
type Parameter struct {
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	Required    bool        `json:"required"`
	Default     any         `json:"default,omitempty"`
	Description string      `json:"description"`
	Enum        []any       `json:"enum,omitempty"`
	Fields      []Parameter `json:"fields,omitempty"`
}

// Description is all that a template's parameter may hold. Open tells that further fields pass.
type Description struct {
	Parameters []Parameter `json:"parameters"`
	Open       bool        `json:"open"`
}

// Describe lists the fields of a parameter.
func Describe(parameter cue.Value) Description {
	d := Description{Parameters: []Parameter{}, Open: true}
	for _, alternative := range Alternatives(parameter) {
		if alternative.IncompleteKind() == cue.StructKind {
			d.Parameters = append(d.Parameters, describeFields(alternative, 0)...)
			d.Open = d.Open && open(alternative)
		}
	}
	return d
}

func describeFields(value cue.Value, depth int) []Parameter {
	if depth >= maxDepth {
		return nil
	}
	var described []Parameter
	for _, field := range Fields(value) {
		described = append(described, describe(field, depth))
	}
	return described
}

func describe(f Field, depth int) Parameter {
	p := Parameter{
		Name:        f.Name,
		Type:        typeName(f.Value, 0),
		Required:    f.Required(),
		Description: usage(f.Value),
		Enum:        enum(f.Value),
	}
	p.Default = defaultOf(f.Value)
	for _, alternative := range Alternatives(f.Value) {
		if nested := elementOf(alternative); nested.IncompleteKind() == cue.StructKind {
			p.Fields = append(p.Fields, describeFields(nested, depth+1)...)
		}
	}
	return p
}

// defaultOf is what a field is if it is not given; nil if the schema does not say, as for an open list or an object.
func defaultOf(value cue.Value) any {
	chosen, decided := value.Default()
	kind := value.IncompleteKind()
	if kind == cue.StructKind || (kind == cue.ListKind && len(Alternatives(value)) < 2) || (!decided && !value.IsConcrete()) {
		return nil
	}
	text, err := chosen.MarshalJSON()
	if err != nil {
		return nil
	}
	plain, err := data.Decode(text)
	if err != nil {
		return nil
	}
	return plain
}

// elementOf looks through lists and maps to what they hold.
func elementOf(value cue.Value) cue.Value {
	for range maxDepth {
		var inner cue.Value
		switch value.IncompleteKind() {
		case cue.ListKind:
			inner = value.LookupPath(cue.MakePath(cue.AnyIndex))
		case cue.StructKind:
			inner = value.LookupPath(cue.MakePath(cue.AnyString))
		}
		if !inner.Exists() {
			return value
		}
		value = inner
	}
	return value
}

// Field is a field of a schema.
type Field struct {
	Name     string
	Value    cue.Value
	optional bool
	marked   bool
}

// Fields lists the fields of a struct, the optional ones too.
func Fields(value cue.Value) []Field {
	iterator, err := value.Fields(cue.Optional(true))
	if err != nil {
		return nil
	}
	var found []Field
	for iterator.Next() {
		constraint := iterator.Selector().ConstraintType()
		found = append(found, Field{
			Name:     iterator.Selector().Unquoted(),
			Value:    iterator.Value(),
			optional: constraint == cue.OptionalConstraint,
			marked:   constraint == cue.RequiredConstraint,
		})
	}
	return found
}

// Required tells that a user has to give the field: it is not optional and nothing in the schema decides it.
func (f Field) Required() bool {
	if f.optional {
		return false
	}
	if f.marked {
		return true
	}
	if _, ok := f.Value.Default(); ok {
		return false
	}
	switch f.Value.IncompleteKind() {
	case cue.StructKind:
		return slices.ContainsFunc(Fields(f.Value), Field.Required)
	case cue.ListKind:
		_, err := f.Value.List()
		return err != nil
	case cue.TopKind:
		return true
	default:
		return !f.Value.IsConcrete()
	}
}

// Alternatives splits a disjunction.
func Alternatives(value cue.Value) []cue.Value {
	op, args := value.Eval().Expr()
	if op != cue.OrOp {
		return []cue.Value{value}
	}
	var all []cue.Value
	for _, arg := range args {
		all = append(all, Alternatives(arg)...)
	}
	return all
}

func open(value cue.Value) bool { return value.Allows(cue.AnyString) }

// enum lists the values of a disjunction of nothing but values.
func enum(value cue.Value) []any {
	choices := Alternatives(value)
	if len(choices) < 2 {
		return nil
	}
	var list []any
	for _, choice := range choices {
		if !choice.IsConcrete() || choice.IncompleteKind()&(cue.StructKind|cue.ListKind) != 0 {
			return nil
		}
		text, err := choice.MarshalJSON()
		if err != nil {
			return nil
		}
		item, err := data.Decode(text)
		if err == nil && !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	return list
}

var scalarKinds = []struct {
	kind cue.Kind
	name string
}{
	{cue.NullKind, "null"}, {cue.BoolKind, "bool"}, {cue.IntKind, "int"}, {cue.FloatKind, "float"},
	{cue.StringKind, "string"}, {cue.BytesKind, "bytes"}, {cue.StructKind, "object"}, {cue.ListKind, "list"},
}

func typeName(value cue.Value, depth int) string {
	kind := value.IncompleteKind()
	switch {
	case kind == cue.TopKind:
		return "any"
	case kind == cue.ListKind && depth < maxDepth:
		if element := value.LookupPath(cue.MakePath(cue.AnyIndex)); element.Exists() {
			return "[]" + typeName(element, depth+1)
		}
	case kind == cue.StructKind && depth < maxDepth:
		element := value.LookupPath(cue.MakePath(cue.AnyString))
		if element.Exists() && element.IncompleteKind() != cue.TopKind && len(Fields(value)) == 0 {
			return "map[string]" + typeName(element, depth+1)
		}
	}
	var names []string
	if kind&cue.NumberKind == cue.NumberKind {
		names, kind = append(names, "number"), kind&^cue.NumberKind
	}
	for _, scalar := range scalarKinds {
		if kind&scalar.kind != 0 {
			names = append(names, scalar.name)
		}
	}
	return strings.Join(names, "|")
}

// usage is the text of the doc comment's +usage= line.
func usage(value cue.Value) string {
	for _, group := range value.Doc() {
		for _, comment := range group.List {
			text := strings.TrimSpace(strings.TrimPrefix(comment.Text, "//"))
			if found, ok := strings.CutPrefix(text, "+usage="); ok {
				return strings.TrimSpace(found)
			}
		}
	}
	return ""
}
