// Package comparison holds two definitions of one kind and name against each other.
// In: both, and the cluster versions to render for. Out: each way in which they differ, with an input that shows it. It
// judges by what comes out, never by how a template is written.
package comparison

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/sample"
	"mizzen.dev/renderer/schema"
	"mizzen.dev/renderer/template"
)

const (
	// maxSets bounds the property sets made from one schema.
	maxSets = 160
	// maxQuoted bounds a value that is quoted in a difference, in bytes.
	maxQuoted = 600
)

// Request asks for the differences that some of the inputs show: Count of them from From on.
type Request struct {
	Theirs *definition.Definition `json:"theirs"`
	Ours   *definition.Definition `json:"ours"`
	Minors []json.Number          `json:"minors"`
	From   int                    `json:"from"`
	Count  int                    `json:"count"`
}

// Answer tells how many inputs there are in all, and what those of the request showed.
type Answer struct {
	Inputs      int          `json:"inputs"`
	Differences []Difference `json:"differences"`
}

// Difference is one thing that is not the same.
type Difference struct {
	// What is attributes, schema, verdict, objects or health.
	What string `json:"what"`
	// Path is the field that differs, below what differs.
	Path   string `json:"path"`
	Theirs string `json:"theirs"`
	Ours   string `json:"ours"`
	// Input is what shows it, as JSON; empty where no input is needed.
	Input string `json:"input,omitempty"`
}

// Comparer compares definitions, one pair after the other. Not safe for concurrent use.
type Comparer struct {
	engine *template.Engine
	last   string
	inputs []input
	// described are the schemas of both.
	described [2]any
}

// NewComparer returns a comparer that has compared nothing.
func NewComparer(engine *template.Engine) *Comparer { return &Comparer{engine: engine} }

// Compare compares two definitions. The inputs of the last pair are kept, since they take long to make.
func (c *Comparer) Compare(request *Request) (*Answer, error) {
	if request.Theirs == nil || request.Ours == nil {
		return nil, problem.Of("two definitions are needed")
	}
	c.engine.Begin()
	if key := request.Theirs.Template + "\x00" + request.Ours.Template; c.last != key || c.inputs == nil {
		if err := c.prepare(request); err != nil {
			return nil, err
		}
		c.last = key
	}
	answer := &Answer{Inputs: len(c.inputs), Differences: []Difference{}}
	if request.From == 0 {
		answer.add("attributes", attributes(request.Theirs), attributes(request.Ours), "")
		answer.add("schema", c.described[0], c.described[1], "")
	}
	from := min(max(request.From, 0), len(c.inputs))
	for _, in := range c.inputs[from:min(from+max(request.Count, 0), len(c.inputs))] {
		(&pairing{c.engine, request, in, answer}).run()
	}
	return answer, nil
}

// prepare makes the inputs: the property sets of both schemas, right and wrong, for each workload that a trait may meet.
func (c *Comparer) prepare(request *Request) error {
	var sets []any
	words := sample.Words(request.Theirs.Template, request.Ours.Template)
	for i, d := range []*definition.Definition{request.Theirs, request.Ours} {
		compiled, err := c.engine.Compile(d)
		if err != nil {
			return err
		}
		parameter := compiled.Parameter()
		c.described[i] = flat(schema.Describe(parameter))
		right := sample.Right(parameter, words, maxSets)
		sets = append(append(sets, right...), sample.Wrong(right)...)
	}
	c.inputs = inputs(request.Ours.Kind, sample.Distinct(sets))
	return nil
}

// flat makes a map of a description: path of the parameter → what is said of it. Words for people are left out.
func flat(d schema.Description) any {
	all := map[string]any{"open": d.Open}
	var add func(prefix string, parameters []schema.Parameter)
	add = func(prefix string, parameters []schema.Parameter) {
		for _, p := range parameters {
			path := data.Join(prefix, p.Name)
			enum := slices.Clone(p.Enum)
			slices.SortFunc(enum, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			said := map[string]any{"type": p.Type, "required": p.Required, "default": p.Default, "enum": enum}
			if before, twice := all[path]; twice {
				said["besides"] = before
			}
			all[path] = said
			add(path, p.Fields)
		}
	}
	add("", d.Parameters)
	return all
}

func attributes(d *definition.Definition) any {
	about := map[string]any{
		"appliesToWorkloads": d.AppliesToWorkloads,
		"conflictsWith":      d.ConflictsWith,
		"workloadRefPath":    d.WorkloadRefPath,
		"podDisruptive":      d.PodDisruptive,
		"manageWorkload":     d.ManageWorkload,
		"stage":              d.Stage,
		"controlPlaneOnly":   d.ControlPlaneOnly,
	}
	if d.Workload != nil {
		about["workload"] = map[string]any{
			"type": d.Workload.Type, "apiVersion": d.Workload.APIVersion, "kind": d.Workload.Kind,
		}
	}
	return about
}

// add notes the first field in which two values differ, and whether they do.
func (a *Answer) add(what string, theirs, ours any, in string) bool {
	path, x, y, same := first("", plain(theirs), plain(ours))
	if !same {
		a.Differences = append(a.Differences, Difference{what, path, quoted(x), quoted(y), in})
	}
	return same
}

// absent is what a field is that one side lacks.
type absent struct{}

func first(path string, x, y any) (string, any, any, bool) {
	if a, ok := x.(map[string]any); ok {
		if b, ok := y.(map[string]any); ok {
			return firstField(path, a, b)
		}
	}
	if a, ok := x.([]any); ok {
		if b, ok := y.([]any); ok {
			return firstItem(path, a, b)
		}
	}
	return path, x, y, reflect.DeepEqual(x, y)
}

func firstField(path string, a, b map[string]any) (string, any, any, bool) {
	names := append(data.Keys(a), data.Keys(b)...)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		x, inA := a[name]
		y, inB := b[name]
		at := data.Join(path, name)
		switch {
		case !inA:
			return at, absent{}, y, false
		case !inB:
			return at, x, absent{}, false
		}
		if at, x, y, same := first(at, x, y); !same {
			return at, x, y, false
		}
	}
	return path, a, b, true
}

func firstItem(path string, a, b []any) (string, any, any, bool) {
	for i := range min(len(a), len(b)) {
		if at, x, y, same := first(fmt.Sprintf("%s[%d]", path, i), a[i], b[i]); !same {
			return at, x, y, false
		}
	}
	return path, a, b, len(a) == len(b)
}

func plain(value any) any {
	text, err := data.Encode(value)
	if err != nil {
		return err.Error()
	}
	decoded, err := data.Decode(text)
	if err != nil {
		return err.Error()
	}
	return decoded
}

func quoted(value any) string {
	if _, none := value.(absent); none {
		return "nothing"
	}
	text, err := data.Encode(value)
	if err != nil {
		return err.Error()
	}
	if len(text) <= maxQuoted {
		return string(text)
	}
	return strings.ToValidUTF8(string(text[:maxQuoted]), "") + "…"
}
