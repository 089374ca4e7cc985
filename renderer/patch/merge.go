package patch

import (
	"fmt"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"mizzen.dev/renderer/data"
)

// Conflict is a place at which a patch does not fit the object.
type Conflict struct {
	// Path is the place in the object.
	Path    string
	Message string
	// Positions are where the two values stand, the patch's first.
	Positions []token.Pos
}

// Merge lays the patch over the base in place, by strategic rules alone (the patch's own mark is not looked at),
// and returns the result and every conflict.
func Merge(context *cue.Context, base Node, patch cue.Value) (Node, []Conflict) {
	m := &merger{context: context}
	return m.unify(base, From(patch), "", "", true), m.conflicts
}

type merger struct {
	context   *cue.Context
	conflicts []Conflict
}

// unify merges two values; key is the patchKey in force, inField tells that the base is a field's value and hence open.
func (m *merger) unify(base, patch Node, key, path string, inField bool) Node {
	switch p := patch.(type) {
	case *Struct:
		if b, ok := settled(base).(*Struct); ok {
			return m.fields(b, p, key, path)
		}
	case *List:
		if b, ok := settled(base).(*List); ok {
			return m.elements(b, p, key, path, inField)
		}
	}
	return m.leaf(base, patch, path)
}

func (m *merger) fields(base, patch *Struct, inherited, path string) Node {
	for _, field := range patch.Fields {
		key := inherited
		if own, ok := field.marks[markKey]; ok {
			key = own
		}
		existing := base.get(field.Name)
		if existing == nil {
			base.Fields = append(base.Fields, field)
			continue
		}
		existing.Value = m.field(existing.Value, field, key, data.Join(path, field.Name))
	}
	return base
}

func (m *merger) field(base Node, patch *Field, key, path string) Node {
	strategy := patch.marks[markStrategy]
	list, ok := patch.Value.(*List)
	if !ok {
		if strategy == retainKeys {
			return patch.Value
		}
		return m.unify(base, patch.Value, key, path, true)
	}
	old, ok := settled(base).(*List)
	switch {
	case ok && strategy == replace:
		return list
	case ok && key != "":
		return m.keyed(old, list, key, path, strategy == retainKeys)
	default:
		return m.unify(base, list, key, path, true)
	}
}

// elements merges two lists by index.
func (m *merger) elements(base, patch *List, key, path string, inField bool) Node {
	if len(patch.Elements) < len(base.Elements) && !patch.open {
		m.conflict(path, fmt.Sprintf("the patch has %d elements where there are %d already; "+
			"name a +patchKey, or end the list with ...", len(patch.Elements), len(base.Elements)))
		return base
	}
	if len(patch.Elements) > len(base.Elements) && !base.open && !inField {
		m.conflict(path, fmt.Sprintf("the patch has %d elements where there are %d already, in a list of lists",
			len(patch.Elements), len(base.Elements)))
		return base
	}
	for i := range base.Elements {
		switch {
		case i < len(patch.Elements):
			base.Elements[i] = m.unify(base.Elements[i], patch.Elements[i], key, index(path, i), false)
		case patch.rest.Exists():
			base.Elements[i] = m.unify(base.Elements[i], From(patch.rest), key, index(path, i), false)
		}
	}
	if further := len(base.Elements); further < len(patch.Elements) {
		base.Elements = append(base.Elements, patch.Elements[further:]...)
	}
	base.open = base.open && patch.open
	return base
}

// keyed merges two lists by the identity of their elements: matched elements unify in place (or are replaced),
// the others are appended in the patch's order. Of several patch elements with one identity the last counts.
func (m *merger) keyed(base, patch *List, key, path string, replaceMatched bool) Node {
	keys := strings.Split(key, ",")
	last := map[string]int{}
	for i, element := range patch.Elements {
		if id, ok := identity(element, keys); ok {
			last[id] = i
		}
	}
	if len(last) == 0 && len(patch.Elements) > 0 {
		return m.elements(base, patch, key, path, true)
	}
	taken := map[int]bool{}
	for i, element := range base.Elements {
		id, ok := identity(element, keys)
		if !ok {
			continue
		}
		at, matched := last[id]
		if !matched || taken[at] {
			continue
		}
		taken[at] = true
		if replaceMatched {
			base.Elements[i] = patch.Elements[at]
		} else {
			base.Elements[i] = m.unify(element, patch.Elements[at], key, index(path, i), false)
		}
	}
	for i, element := range patch.Elements {
		id, ok := identity(element, keys)
		if !taken[i] && (!ok || last[id] == i) {
			base.Elements = append(base.Elements, element)
		}
	}
	return base
}

// identity names an element by the first of the keys that it has.
func identity(element Node, keys []string) (string, bool) {
	for _, key := range keys {
		key = strings.TrimSpace(key)
		node := element
		for _, name := range strings.Split(key, ".") {
			s, ok := settled(node).(*Struct)
			if !ok {
				node = nil
				break
			}
			field := s.get(name)
			if field == nil {
				node = nil
				break
			}
			node = field.Value
		}
		if text, err := scalar(node); err == nil {
			return key + "=" + string(text), true
		}
	}
	return "", false
}

var errNoScalar = errors.Newf(token.NoPos, "no scalar")

func scalar(n Node) ([]byte, error) {
	switch n := n.(type) {
	case *Leaf:
		value, _ := n.Value.Default()
		return value.MarshalJSON()
	case *Plain:
		return data.Encode(n.Value)
	default:
		return nil, errNoScalar
	}
}

func (m *merger) leaf(base, patch Node, path string) Node {
	b, p := m.value(base), m.value(patch)
	result := b.Unify(p)
	if err := result.Err(); err != nil && incompatible(result) {
		for _, e := range errors.Errors(err) {
			format, args := e.Msg()
			m.conflicts = append(m.conflicts, Conflict{
				Path:      path,
				Message:   fmt.Sprintf(format, args...),
				Positions: append([]token.Pos{p.Pos(), b.Pos()}, e.InputPositions()...),
			})
		}
		return base
	}
	return From(result)
}

func incompatible(value cue.Value) bool {
	return value.IncompleteKind() == cue.BottomKind
}

// value gives a node back to CUE.
func (m *merger) value(n Node) cue.Value {
	if leaf, ok := n.(*Leaf); ok {
		return leaf.Value
	}
	plain, failed := Export(n)
	if len(failed) > 0 {
		return m.context.BuildExpr(data.Expr(nil, "", nil))
	}
	return m.context.BuildExpr(data.Expr(plain, "", nil))
}

func (m *merger) conflict(path, message string) {
	m.conflicts = append(m.conflicts, Conflict{Path: path, Message: message})
}

func index(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
