// Package sample makes up parameters that a template accepts.
// In: the CUE value of parameter, and the texts that the template compares its parameters with. Out: property sets in which
// any two choices stand together at least once. It never evaluates the rest of a template.
package sample

import (
	"encoding/json"
	"slices"

	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/pairwise"
	"mizzen.dev/renderer/schema"
)

const (
	// maxDepth bounds recursive schemas.
	maxDepth = 8
	// maxLevels bounds the values that are tried of one parameter.
	maxLevels = 8
)

type kind int

const (
	scalar kind = iota
	object
	list
	dictionary
	choice
)

// node is a part of a schema as what can be chosen in it.
type node struct {
	kind    kind
	values  []any    // of a scalar
	members []member // of an object
	items   []*node  // of a list or dictionary, or the options of a choice
	factor  int
}

type member struct {
	name     string
	node     *node
	optional bool
	factor   int
}

// none is the factor of what leaves no choice.
const none = -1

// keys name the entries of a dictionary.
var keys = []string{"alpha", "beta"}

// reader turns a schema into nodes.
type reader struct {
	words map[string][]string // by parameter name
}

func (r reader) read(name string, value cue.Value, depth int) *node {
	options := schema.Alternatives(value)
	var (
		values []any
		nodes  []*node
	)
	for _, option := range options {
		n := r.plain(name, option, depth)
		if n.kind == scalar {
			values = append(values, n.values...)
			continue
		}
		nodes = append(nodes, n)
	}
	if values = Distinct(values); len(values) > 0 {
		nodes = append([]*node{{kind: scalar, values: values[:min(len(values), maxLevels)]}}, nodes...)
	}
	if len(nodes) == 1 {
		return nodes[0]
	}
	return &node{kind: choice, items: nodes}
}

func (r reader) plain(name string, value cue.Value, depth int) *node {
	switch value.IncompleteKind() {
	case cue.StructKind:
		return r.structure(name, value, depth)
	case cue.ListKind:
		element := value.LookupPath(cue.MakePath(cue.AnyIndex))
		if !element.Exists() || depth >= maxDepth {
			return &node{kind: scalar, values: Distinct(r.lists(value))}
		}
		return &node{kind: list, items: []*node{r.read(name, element, depth+1), r.read(name, element, depth+1)}}
	default:
		return &node{kind: scalar, values: r.scalars(name, value)}
	}
}

func (r reader) structure(name string, value cue.Value, depth int) *node {
	fields := schema.Fields(value)
	if len(fields) == 0 {
		element := value.LookupPath(cue.MakePath(cue.AnyString))
		if element.Exists() && element.IncompleteKind() != cue.TopKind && depth < maxDepth {
			return &node{kind: dictionary, items: []*node{r.read(name, element, depth+1), r.read(name, element, depth+1)}}
		}
		if value.Allows(cue.AnyString) {
			return &node{kind: scalar, values: []any{
				map[string]any{}, map[string]any{"alpha": "beta"}, map[string]any{"alpha": map[string]any{"beta": json.Number("1")}},
			}}
		}
	}
	n := &node{kind: object}
	for _, f := range fields {
		if optional := !f.Required(); !optional || depth < maxDepth {
			n.members = append(n.members, member{f.Name, r.read(f.Name, f.Value, depth+1), optional, none})
		}
	}
	return n
}

func plainly(value cue.Value) (any, bool) {
	if value.Validate(cue.Concrete(true)) != nil {
		return nil, false
	}
	text, err := value.MarshalJSON()
	if err != nil {
		return nil, false
	}
	plain, err := data.Decode(text)
	return plain, err == nil
}

// factors numbers the choices below a node.
func (n *node) factors(all []pairwise.Factor, guard pairwise.Factor) []pairwise.Factor {
	add := func(levels int) int {
		if levels < 2 {
			return none
		}
		own := guard
		own.Levels = levels
		all = append(all, own)
		return len(all) - 1
	}
	below := func(child *node, factor, from, to int) {
		inner := guard
		if factor != none {
			inner = pairwise.Factor{Guard: factor, From: from, To: to}
		}
		all = child.factors(all, inner)
	}
	switch n.kind {
	case scalar:
		n.factor = add(len(n.values))
	case object:
		for i := range n.members {
			m := &n.members[i]
			if m.factor = none; m.optional {
				m.factor = add(2)
			}
			below(m.node, m.factor, 1, 1)
		}
	case list, dictionary:
		n.factor = add(len(n.items) + 1)
		for i, item := range n.items {
			below(item, n.factor, i+1, len(n.items))
		}
	case choice:
		n.factor = add(len(n.items))
		for i, item := range n.items {
			below(item, n.factor, i, i)
		}
	}
	return all
}

// value is what a row says that the node is.
func (n *node) value(row []int) any {
	level := func(factor int) int {
		if factor == none {
			return 0
		}
		return row[factor]
	}
	switch n.kind {
	case scalar:
		if len(n.values) == 0 {
			return nil
		}
		return data.Copy(n.values[level(n.factor)])
	case object:
		made := map[string]any{}
		for _, m := range n.members {
			if !m.optional || level(m.factor) == 1 {
				made[m.name] = m.node.value(row)
			}
		}
		return made
	case list:
		made := []any{}
		for _, item := range n.items[:level(n.factor)] {
			made = append(made, item.value(row))
		}
		return made
	case dictionary:
		made := map[string]any{}
		for i, item := range n.items[:level(n.factor)] {
			made[keys[i]] = item.value(row)
		}
		return made
	default:
		if len(n.items) == 0 {
			return nil
		}
		return n.items[level(n.factor)].value(row)
	}
}

// as is the node, or the one of its options, that is of a kind; nil if there is none.
func (n *node) as(k kind) *node {
	switch {
	case n == nil || n.kind == k:
		return n
	case n.kind == choice:
		for _, option := range n.items {
			if option.kind == k {
				return option
			}
		}
	}
	return nil
}

func (n *node) member(name string) *node {
	if n == nil {
		return nil
	}
	for _, m := range n.members {
		if m.name == name {
			return m.node
		}
	}
	return nil
}

// Distinct drops what is there already.
func Distinct(values []any) []any {
	var kept []any
	seen := map[string]bool{}
	for _, value := range values {
		text, _ := data.Encode(value)
		if !seen[string(text)] {
			seen[string(text)] = true
			kept = append(kept, value)
		}
	}
	return slices.Clip(kept)
}
