package sample

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/pairwise"
	"mizzen.dev/renderer/schema"
)

// rounds bounds how often conditions are followed: a field that a condition brings may open another one.
const rounds = 4

// Right returns at most limit property sets that have all that is required and whose values are of the right types.
// Any two choices of which neither depends on a condition in the schema stand together in one of them.
func Right(parameter cue.Value, words map[string][]string, limit int) []any {
	r := reader{words}
	root := r.read("", parameter, 0)
	rows := pairwise.Cover(root.factors(nil, pairwise.Factor{Guard: pairwise.Always}), limit)
	random := rand.New(rand.NewPCG(2, uint64(len(rows))))
	sets := make([]any, 0, len(rows))
	for _, row := range rows {
		set := root.value(row)
		for range rounds {
			g := grower{reader: r, random: random}
			if set = g.grow(parameter.Unify(encode(parameter, set)), root, set); !g.grown {
				break
			}
		}
		sets = append(sets, set)
	}
	return Distinct(sets)
}

func encode(parameter cue.Value, set any) cue.Value {
	return parameter.Context().BuildExpr(data.Expr(set, "", nil))
}

// grower follows the conditions of a schema for one round.
type grower struct {
	reader
	random *rand.Rand
	grown  bool
}

// grow adds the fields that only the values of other fields bring about: all that are required, and half of the others.
func (g *grower) grow(filled cue.Value, n *node, set any) any {
	switch now := set.(type) {
	case map[string]any:
		n = n.as(object)
		for _, f := range schema.Fields(filled) {
			known := n.member(f.Name)
			if inner, given := now[f.Name]; given {
				now[f.Name] = g.grow(f.Value, known, inner)
				continue
			}
			// What is optional without any condition was left out on purpose.
			conditional := n != nil && known == nil
			if f.Required() || conditional && g.random.IntN(2) == 0 {
				now[f.Name], g.grown = g.any(f), true
			}
		}
	case []any:
		n = n.as(list)
		items, err := filled.List()
		for i := 0; err == nil && items.Next() && i < len(now); i++ {
			var item *node
			if n != nil && i < len(n.items) {
				item = n.items[i]
			}
			now[i] = g.grow(items.Value(), item, now[i])
		}
	}
	return set
}

// any is one of the values that a field may have.
func (g *grower) any(f schema.Field) any {
	n := g.read(f.Name, f.Value, 0)
	factors := n.factors(nil, pairwise.Factor{Guard: pairwise.Always})
	row := make([]int, len(factors))
	for i, factor := range factors {
		row[i] = g.random.IntN(factor.Levels)
	}
	return n.value(row)
}

// Wrong returns property sets each of which has one mistake: a value of another type, a field that nobody declared, a
// required field that is missing. They are made from the first set, the last and the longest one of right ones.
func Wrong(right []any) []any {
	if len(right) == 0 {
		return nil
	}
	longest := slices.MaxFunc(right, func(a, b any) int { return len(fmt.Sprint(a)) - len(fmt.Sprint(b)) })
	wrong := []any{map[string]any{}}
	for _, set := range []any{right[0], longest} {
		for _, at := range places(set, nil) {
			wrong = append(wrong, edited(set, at, another), edited(set, at, nil), edited(set, at, misspelt))
		}
		if fields, ok := data.Copy(set).(map[string]any); ok {
			fields["zeta"] = "unknown"
			wrong = append(wrong, fields)
		}
	}
	return Distinct(wrong)
}

// places are the paths of all values below a value.
func places(value any, at []any) [][]any {
	var found [][]any
	visit := func(step, inner any) {
		path := append(slices.Clone(at), step)
		found = append(append(found, path), places(inner, path)...)
	}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			visit(name, v[name])
		}
	case []any:
		for i, inner := range v {
			visit(i, inner)
		}
	}
	return found
}

// another is a value of another type.
func another(value any) any {
	switch value.(type) {
	case string:
		return true
	case bool:
		return "alpha"
	case []any:
		return "alpha"
	default:
		return []any{}
	}
}

// misspelt is an object with a field that nobody declared.
func misspelt(value any) any {
	if fields, ok := value.(map[string]any); ok {
		fields["zeta"] = "unknown"
	}
	return value
}

// edited is a copy in which one value is changed, or removed where there is no change.
func edited(value any, at []any, change func(any) any) any {
	whole := data.Copy(value)
	inner := whole
	for _, step := range at[:len(at)-1] {
		inner = child(inner, step)
	}
	last := at[len(at)-1]
	switch in := inner.(type) {
	case map[string]any:
		if change == nil {
			delete(in, last.(string))
			return whole
		}
		in[last.(string)] = change(in[last.(string)])
	case []any:
		if change == nil {
			return whole
		}
		in[last.(int)] = change(in[last.(int)])
	}
	return whole
}

func child(value, step any) any {
	if name, ok := step.(string); ok {
		return value.(map[string]any)[name]
	}
	return value.([]any)[step.(int)]
}
