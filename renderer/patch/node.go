// Package patch lays a trait's patch over a rendered object, as KubeVela does.
// In: CUE values of object and patch. Out: the patched object, defaults still open. It never evaluates a template.
package patch

import (
	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
)

// Node is a value under construction: a struct, a list, or a leaf that CUE still holds, with its default.
type Node interface{ node() }

// Struct is an object whose fields keep their order.
type Struct struct{ Fields []*Field }

// Field is one member of a Struct; marks are the directives in its doc comments.
type Field struct {
	Name  string
	Value Node
	marks marks
}

// List is a list; an open one may grow, and rest, if it exists, is what holds for every further element.
type List struct {
	Elements []Node
	open     bool
	rest     cue.Value
}

// Leaf is a value that CUE holds: a scalar, or anything with alternatives or not yet known.
type Leaf struct{ Value cue.Value }

// Plain is finished data that did not come from CUE; a patch takes it apart only where it reaches into it.
type Plain struct{ Value any }

func (*Struct) node() {}
func (*List) node()   {}
func (*Leaf) node()   {}
func (*Plain) node()  {}

// maxDepth bounds the nesting of objects.
const maxDepth = 200

// From takes a CUE value apart. What has alternatives, or is not known yet, stays a leaf.
func From(value cue.Value) Node { return from(value, 0) }

func from(value cue.Value, depth int) Node {
	if depth > maxDepth || value.Err() != nil || undecided(value) {
		return &Leaf{value}
	}
	switch value.IncompleteKind() {
	case cue.StructKind:
		fields, err := value.Fields()
		if err != nil {
			return &Leaf{value}
		}
		s := &Struct{}
		for fields.Next() {
			child := fields.Value()
			s.Fields = append(s.Fields, &Field{
				Name:  fields.Selector().Unquoted(),
				Value: from(child, depth+1),
				marks: marksOf(child),
			})
		}
		return s
	case cue.ListKind:
		elements, err := value.List()
		if err != nil {
			return &Leaf{value}
		}
		l := &List{open: !value.Len().IsConcrete()}
		if l.open {
			l.rest = value.LookupPath(cue.MakePath(cue.AnyIndex))
		}
		for elements.Next() {
			l.Elements = append(l.Elements, from(elements.Value(), depth+1))
		}
		return l
	default:
		return &Leaf{value}
	}
}

// undecided tells that a value has alternatives, of which one is the default. An open list has a default too: itself, closed.
func undecided(value cue.Value) bool {
	if _, open := value.Default(); !open {
		return false
	}
	if value.IncompleteKind() != cue.ListKind {
		return true
	}
	op, _ := value.Eval().Expr()
	return op == cue.OrOp
}

func (s *Struct) get(name string) *Field {
	for _, field := range s.Fields {
		if field.Name == name {
			return field
		}
	}
	return nil
}

// settled replaces a leaf by the parts of its default, where the default is a struct or list, and plain data by its parts.
func settled(n Node) Node {
	if plain, ok := n.(*Plain); ok {
		return plain.parts()
	}
	leaf, ok := n.(*Leaf)
	if !ok {
		return n
	}
	chosen, _ := leaf.Value.Default()
	if chosen.Err() != nil {
		return n
	}
	switch chosen.IncompleteKind() {
	case cue.StructKind, cue.ListKind:
		return from(chosen, 0)
	default:
		return n
	}
}

func (p *Plain) parts() Node {
	switch value := p.Value.(type) {
	case map[string]any:
		s := &Struct{}
		for _, name := range data.Keys(value) {
			s.Fields = append(s.Fields, &Field{Name: name, Value: &Plain{value[name]}})
		}
		return s
	case []any:
		l := &List{}
		for _, element := range value {
			l.Elements = append(l.Elements, &Plain{element})
		}
		return l
	default:
		return p
	}
}
